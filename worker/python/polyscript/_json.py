"""`JSON` of PolyScript: text of values that may refer to themselves or share parts, and the values of such text.

The text is a JSON list of all parts; within a part, others are `[number]`. Only `parse` reads it.
"""

import json


class JSON:
    """`JSON.stringify(value)` and `JSON.parse(text)`."""

    @staticmethod
    def stringify(value):
        """Return the text of a value made of dicts, lists, tuples, text, numbers, booleans and None."""
        parts = []
        numbers = {}
        # What has a number must not be freed meanwhile, or another value could have its identity.
        kept = []

        def reduce(value):
            if not isinstance(value, (dict, list, tuple)):
                return value
            number = numbers.get(id(value))
            if number is None:
                number = numbers[id(value)] = len(parts)
                kept.append(value)
                parts.append(None)
                waiting.append((number, value))
            return [number]

        waiting = []
        root = reduce(value)
        while waiting:
            number, value = waiting.pop()
            if isinstance(value, dict):
                parts[number] = {str(key): reduce(item) for key, item in value.items()}
            else:
                parts[number] = [reduce(item) for item in value]
        return json.dumps([root, parts])

    @staticmethod
    def parse(text):
        """Return the value of a text that `stringify` has written; tuples have become lists."""
        root, parts = json.loads(text)
        made = [{} if isinstance(part, dict) else [] for part in parts]

        def revive(value):
            return made[value[0]] if isinstance(value, list) else value

        for target, part in zip(made, parts):
            if isinstance(part, dict):
                for key, item in part.items():
                    target[key] = revive(item)
            else:
                target.extend(revive(item) for item in part)
        return revive(root)
