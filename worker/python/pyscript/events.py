"""Events of the page, handled in Python."""

import sys

from offthread import RemoteSequence, in_time, window
from offthread._callables import name_after
from offthread._in_time import inspect as worth

_CPYTHON = sys.implementation.name == "cpython"


def _accepts_event(function):
    """Tell whether a handler takes the event."""
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return True
    return any(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL) for p in parameters)


def _listener(function):
    # Handlers may be written with or without the event as their parameter.
    if _CPYTHON:
        return function if _accepts_event(function) else name_after(lambda event: function(), function)

    def call(event):
        try:
            return function(event)
        except TypeError as error:
            # MicroPython cannot tell beforehand. Only its own complaint about this very call is taken for an answer.
            if _complains_of_event(function, str(error)):
                return function()
            raise

    # MicroPython cannot look into a closure.
    return name_after(in_time(call) if worth(function)[0] else call, function)


def _complains_of_event(function, complaint):
    name = getattr(function, "__name__", None)
    if name is not None and not complaint.startswith(name + "()"):
        return False
    # A method has one argument already.
    counts = ((0, 1), (1, 2))
    return any(complaint.endswith(f"takes {n} positional arguments but {m} were given") for n, m in counts)


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
