"""Many operations in one trip."""

import _offthread_port as port

from ._objects import js_name
from ._recording import record
from ._values import RemoteBase, finish, operate

_OP = port.op
_GATHER = _OP.GATHER
_ASSIGN = _OP.ASSIGN
_QUERY = _OP.QUERY
_MAP = _OP.MAP


def gather(target, *names):
    """Return the values of several properties as a list: one trip.

    width, height = gather(element, "clientWidth", "clientHeight")
    """
    return finish(operate(_GATHER, target._ot_ref, "", [js_name(name) for name in names]))


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
    rest = path
    while rest:
        if rest[0] == "[":
            key, rest = _bracket(rest[1:], path)
            steps.append(key)
            if rest[:1] == ".":
                rest = rest[1:]
                if not rest:
                    raise ValueError(f"The path {path!r} ends with a dot")
            elif rest and rest[0] != "[":
                raise ValueError(f"The path {path!r} goes on after a bracket without a dot")
            continue
        end = min([at for at in (rest.find("."), rest.find("[")) if at >= 0] or [len(rest)])
        name = rest[:end]
        if not name or "]" in name:
            raise ValueError(f"The path {path!r} has {name!r} where a name should be")
        steps.append(js_name(name))
        dotted = rest[end : end + 1] == "."
        rest = rest[end + 1 :] if dotted else rest[end:]
        if dotted and not rest:
            raise ValueError(f"The path {path!r} ends with a dot")
    if not steps:
        raise ValueError("The path is empty")
    return steps


def _bracket(rest, path):
    """Return the key of a bracket that has been opened, and what follows it."""
    quote = rest[:1]
    if quote and quote in "'\"":
        end = rest.find(quote + "]", 1)
        if end > 0:
            return rest[1:end], rest[end + 2 :]
    else:
        key, closing, after = rest.partition("]")
        if closing:
            try:
                return int(key), after
            except ValueError:
                pass
    raise ValueError(f"The path {path!r} has a bracket without a number, or text in quotes, and an end") from None


def map(items, function):
    """Do with each item of a collection of the page what a function does with one: one trip. Returns a list.

    map(rows, lambda row: row.firstChild.textContent)

    The function is called once, with a placeholder that records what is done to it. It may get attributes and items,
    call methods, and return such a value, or a list, tuple or dict of them; anything that would have to know the item
    (`if`, comparing, `str`, arithmetic) raises RecordingError. What Python lets no object refuse is not noticed: `is`,
    `isinstance`, `callable`. A Map gives its entries, as in JavaScript.
    """
    if not isinstance(items, RemoteBase):
        raise TypeError(f"map() goes through a collection of the page, and this is a {type(items).__name__}")
    steps, results, assemble = record(function)
    # Where nothing of the item is asked for, the item itself tells how many there are.
    results = results or [[0]]
    values = finish(operate(_MAP, items._ot_ref, "", (steps, results)))
    width = len(results)
    return [assemble(values[at : at + width]) for at in range(0, len(values), width)]
