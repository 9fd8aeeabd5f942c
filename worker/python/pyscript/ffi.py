"""Between Python and JavaScript, the same in both interpreters.

    from pyscript.ffi import assign, create_proxy, to_js

Little of it is needed here: dicts, lists and functions cross by themselves (docs/values.md), and no function is
destroyed while the page has it.
"""

from offthread import RemoteObject, query, window
from offthread import assign as _assign
from offthread import gather as _gather
from offthread._javascript import create_proxy, jsnull, to_js
from offthread._native import isinstance


def is_none(value):
    """Tell whether a value is None, or JavaScript's null."""
    return value is None or value is jsnull


def assign(target, *sources):
    """Set the properties of an object, from dicts or other objects: one trip, as Object.assign. Returns the target."""
    if any(isinstance(source, RemoteObject) for source in sources):
        window.Object.assign(target, *sources)
    else:
        _assign(getattr(target, "_dom_element", target), *sources)
    return target


def gather(target, *paths):
    """Return what is at the ends of several paths, as a list: one trip for names alone, one for each other path."""
    if any("." in path or "[" in path for path in paths):
        return [query(target, path) for path in paths]
    return _gather(target, *paths)


def direct(value):
    """Return the value: there is no other way than the direct one here."""
    return value


def evaluate(code, *args):
    """Evaluate JavaScript on the page. Where that gives a function, it is called: `evaluate("(a, b) => a + b", 1, 2)`.

    Needs `unsafe-eval` in a Content-Security-Policy.
    """
    value = window.eval("(" + code + ")")
    return value(*args) if callable(value) else value


__all__ = ["assign", "create_proxy", "direct", "evaluate", "gather", "is_none", "jsnull", "query", "to_js"]
