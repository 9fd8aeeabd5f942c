"""Many operations in one: `from polyscript import ffi`. They are those of `offthread`, by PolyScript's names."""

from offthread import assign, gather, query

__all__ = ["assign", "direct", "evaluate", "gather", "query"]


def direct(value):
    """Return the value: all values cross as what they are, those of Python by copy, those of the page by reference."""
    return value


def evaluate(function, *args):
    """Call a function of the page with these arguments, and return its result."""
    if not callable(function):
        raise TypeError(f"ffi.evaluate() calls a function of the page, and {function!r} is none")
    return function(*args)
