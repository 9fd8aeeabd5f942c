"""Events of the page, handled in Python."""

from offthread import RemoteSequence, in_time, window
from offthread._callables import name_after
from offthread._in_time import inspect as worth
from offthread._native import CPYTHON
from offthread._parameters import accepting


def _listener(function):
    listener = accepting(function)
    if listener is function:
        return function
    # MicroPython cannot look into a closure.
    return name_after(in_time(listener) if not CPYTHON and worth(function)[0] else listener, function)


def _elements(target):
    if isinstance(target, str):
        return list(window.document.querySelectorAll(target))
    if isinstance(target, (list, tuple)):
        return list(target)
    # A form is a sequence too, of its controls.
    if isinstance(target, RemoteSequence) and "addEventListener" not in target._ot_methods:
        return list(target)
    return [target]


def when(event_type, selector=None, **options):
    """Call the decorated function for events of a type on the elements that match.

    `selector` is a CSS selector, an element, or a list of elements. The function may take the event or nothing, and may
    be a coroutine function. Other keyword arguments are options of `addEventListener`: those of the browser
    (`once=True`, `capture=True`), and `sync`, `urgent`, `prevent_default`, `stop_propagation`, `when` and `coalesce`,
    which docs/calls.md explains.

        @when("click", "#go")
        def go(event):
            ...

    Raises ValueError where nothing matches.
    """
    if selector is None:
        raise TypeError("when() needs a CSS selector, an element or a list of elements as its second argument")

    def decorate(function):
        elements = _elements(selector)
        if not elements:
            raise ValueError(f"when({event_type!r}): no element of the page matches {selector!r}")
        listener = _listener(function)
        for element in elements:
            element.addEventListener(event_type, listener, options)
        return function

    return decorate
