"""JSON for data that holds itself: `flatted.stringify(data)`, `flatted.parse(text)`, as the JavaScript library has it.

The text is a JSON list of all containers and strings, in which each stands for another by its index, written as text:
`a = {}; a["self"] = a` is `[{"self": "0"}]`.
"""

import json

from offthread._native import isinstance


def stringify(value):
    """Return the text for dicts, lists, tuples, text, numbers, booleans and None, however they are linked."""
    flat = []
    # Containers by what they are, text by what it says. A container is kept here, so that its id stays its own.
    known = {}
    kept = []

    def place(item):
        key = ("text", item) if isinstance(item, str) else ("id", id(item))
        if key not in known:
            known[key] = len(kept)
            kept.append(item)
        return str(known[key])

    def placed(item):
        return place(item) if isinstance(item, (str, dict, list, tuple)) else item

    place(value)
    # What is placed meanwhile has its turn later.
    for item in _growing(kept):
        if isinstance(item, dict):
            flat.append({str(key): placed(item[key]) for key in item})
        elif isinstance(item, (list, tuple)):
            flat.append([placed(one) for one in item])
        else:
            flat.append(item)
    return json.dumps(flat)


def _growing(items):
    at = 0
    while at < len(items):
        yield items[at]
        at += 1


def parse(text):
    """Return the value of a text that `stringify` has made, or the library of JavaScript."""
    flat = json.loads(text)
    made = [type(item)() if isinstance(item, (dict, list)) else item for item in flat]

    def found(item):
        # Within the containers text is always an index.
        return made[int(item)] if isinstance(item, str) else item

    for item, container in zip(flat, made):
        if isinstance(item, dict):
            for key in item:
                container[key] = found(item[key])
        elif isinstance(item, list):
            container.extend([found(one) for one in item])
    return made[0]
