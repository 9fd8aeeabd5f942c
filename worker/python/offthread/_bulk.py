"""Many operations in one trip."""

import _offthread_port as port

from ._objects import js_name
from ._recording import record
from ._values import finish, operate

_OP = port.op
_GATHER = _OP.GATHER
_ASSIGN = _OP.ASSIGN
_QUERY = _OP.QUERY
_MAP = _OP.MAP


def gather(target, *names):
    """Return the values of several properties as a list: one trip.

    width, height = gather(element, "clientWidth", "clientHeight")
    """
    return finish(operate(_GATHER, target._ot_ref, "", names))


def assign(target, *sources, **attributes):
    """Set several properties, from dicts or keyword arguments: one trip. Returns the target.

    assign(element, {"className": "on", "hidden": False}, title="…")
    """
    flat = []
    for source in sources + (attributes,):
        for name in source:
            flat.append(js_name(name))
            flat.append(source[name])
    if flat:
        finish(operate(_ASSIGN, target._ot_ref, "", flat, True))
    return target


def query(target, path):
    """Return what is at the end of a path of names and indexes: one trip.

    query(window, "document.body.children[0].textContent")

    Raises TypeError_ where something on the way is null or undefined, ValueError where the path cannot be read.
    """
    return finish(operate(_QUERY, target._ot_ref, "", _steps(path)))


def _steps(path):
    steps = []
    for part in path.split("."):
        name, bracket, rest = part.partition("[")
        if name:
            steps.append(name)
        elif not bracket or steps:
            raise ValueError(f"The path {path!r} has an empty name")
        while bracket:
            key, closing, rest = rest.partition("]")
            if not closing or (rest and rest[0] != "["):
                raise ValueError(f"The path {path!r} has a bracket that is not closed")
            steps.append(_key(key, path))
            _, bracket, rest = rest.partition("[")
    return steps


def _key(key, path):
    if len(key) > 1 and key[0] in "'\"" and key[-1] == key[0]:
        return key[1:-1]
    try:
        return int(key)
    except ValueError:
        raise ValueError(f"The path {path!r} has {key!r} in brackets: write a number, or text in quotes") from None


def map(items, function):
    """Do with each item of a collection of the page what a function does with one: one trip. Returns a list.

    map(rows, lambda row: row.firstChild.textContent)

    The function is called once, with a placeholder that records what is done to it. It may get attributes and items,
    call methods, and return such a value, or a list, tuple or dict of them; anything that would have to know the item
    (`if`, comparing, `str`, arithmetic) raises RecordingError.
    """
    steps, results, assemble = record(function)
    values = finish(operate(_MAP, items._ot_ref, "", (steps, results)))
    width = len(results)
    return [assemble(values[at : at + width]) for at in range(0, len(values), width)]
