"""JSON that keeps what refers to itself, in the format of the JavaScript module `flatted`.

    from pyscript.flatted import parse, stringify

    a = [1]
    a.append(a)
    assert parse(stringify(a))[1][1][0] == 1

The text is a JSON array. Its first item is the value; where a list or a dict would have text or another container, it
has the number of the item that is meant, as text.
"""

import json


def stringify(value):
    """Return a value of None, bool, numbers, text, lists, tuples and dicts as text. Tuples become lists."""
    return json.dumps(flatten(value))


def flatten(value):
    """Return the array that `stringify` writes."""
    flat = []
    # By identity for containers, which are kept alive by `sources`; by value for text.
    containers = {}
    texts = {}
    sources = [value]

    def place(item):
        if isinstance(item, str):
            known, key = texts, item
        elif isinstance(item, (list, tuple, dict)):
            known, key = containers, id(item)
        else:
            return item
        if key not in known:
            known[key] = str(len(sources))
            sources.append(item)
        return known[key]

    if isinstance(value, (list, tuple, dict)):
        containers[id(value)] = "0"
    elif isinstance(value, str):
        texts[value] = "0"
    at = 0
    # The list grows meanwhile, so that no nesting is too deep for the stack.
    while at < len(sources):
        source = sources[at]
        if isinstance(source, dict):
            flat.append({str(key): place(source[key]) for key in source})
        elif isinstance(source, (list, tuple)):
            flat.append([place(item) for item in source])
        else:
            flat.append(source)
        at += 1
    return flat


def parse(text):
    """Return the value that a text of `stringify` stands for. Raises ValueError where it is none."""
    return unflatten(json.loads(text))


def unflatten(flat):
    """Return the value of an array that `flatten` made."""
    if not isinstance(flat, list) or not flat:
        raise ValueError("it is no array with a value")
    values = [[] if isinstance(item, list) else {} if isinstance(item, dict) else item for item in flat]

    def find(item):
        if not isinstance(item, str):
            return item
        number = int(item)
        if not 0 <= number < len(values):
            raise ValueError(f"it refers to an item {number} of {len(values)}")
        return values[number]

    for item, value in zip(flat, values):
        if isinstance(item, list):
            value.extend([find(part) for part in item])
        elif isinstance(item, dict):
            for key in item:
                value[key] = find(item[key])
    return values[0]


__all__ = ["parse", "stringify"]
