"""Events: those of the page, handled in Python, and those of a program's own.

from pyscript import Event, when

@when("click", "#save")
def save(event):
    saved.trigger("draft")

saved = Event()

@when(saved)
def tell(name):
    print(name, "is saved")
"""

from offthread import RemoteObject, RemoteSequence, in_time, window
from offthread._callables import name_after
from offthread._in_time import inspect as worth
from offthread._native import CPYTHON, is_coroutine, isinstance, spawn
from offthread._parameters import accepting

# What PyScript calls in `invoke=`, and what that is here.
_INVOKED = {"preventDefault": "prevent_default", "stopPropagation": "stop_propagation"}


class Event:
    """An event of the program's own: whoever listens is called when it is triggered.

    Listeners may take what the event is triggered with or nothing, and may be coroutine functions.
    """

    def __init__(self):
        # Pairs of a listener and of what is called in its place.
        self._listeners = []

    def trigger(self, result=None):
        """Call all listeners, in the order in which they were added, with a result."""
        for _, call in list(self._listeners):
            outcome = call(result)
            if is_coroutine(outcome):
                spawn(outcome)

    def add_listener(self, listener):
        """Have a function called from now on. One that is called already is not called twice."""
        if not callable(listener):
            raise ValueError(f"Listener must be callable, and it is {listener!r}")
        if not any(known == listener for known, _ in self._listeners):
            self._listeners.append((listener, self._call_for(listener)))

    _call_for = staticmethod(accepting)

    def remove_listener(self, *listeners):
        """Stop calling these functions, without any all of them. What is not called is passed over."""
        self._listeners = [pair for pair in self._listeners if listeners and pair[0] not in listeners]


def listener_for(function):
    """Return what the page is given in place of a handler that may take the event or nothing."""
    listener = accepting(function)
    if listener is function:
        return function
    # MicroPython cannot look into a closure.
    return name_after(in_time(listener) if not CPYTHON and worth(function)[0] else listener, function)


def elements_of(target):
    """Return the objects of the page that a selector, an element, a collection or a list of these stands for."""
    if isinstance(target, str):
        return list(window.document.querySelectorAll(target))
    if isinstance(target, RemoteObject):
        # A form is a sequence too, of its controls.
        is_list = isinstance(target, RemoteSequence) and "addEventListener" not in target._ot_methods
        return list(target) if is_list else [target]
    element = getattr(target, "_dom_element", None)
    if element is not None:
        return [element]
    try:
        several = iter(target)
    except TypeError:
        raise TypeError(f"when() needs a selector, an element or a list of elements, and got {target!r}") from None
    found = []
    for one in several:
        found.extend(elements_of(one))
    return found


def when(event_type, selector=None, **options):
    """Call the decorated function for events of a type on the elements that match, or for events of the program's own.

    `event_type` is the name of an event of the page, an `Event`, or a list of these. For events of the page, `selector`
    is a CSS selector, an element of the page or of `pyscript.web`, a collection, or a list of these; what matches later
    is not listened to. The function may take the event or nothing, and may be a coroutine function. Other keyword
    arguments are options of `addEventListener`: those of the browser (`once=True`, `capture=True`), and `sync`,
    `urgent`, `prevent_default`, `stop_propagation`, `when` and `coalesce`, which docs/calls.md explains.

        @when("click", "#go")
        def go(event):
            ...

    The function itself is returned, so that decorators can be stacked. Raises ValueError where nothing matches.
    """
    types = event_type if isinstance(event_type, (list, tuple)) else [event_type]
    for one in types:
        if not isinstance(one, (str, Event)):
            raise TypeError(f"when() needs the name of an event or an Event, and got {one!r}")
    names = [one for one in types if isinstance(one, str)]
    elements = []
    if names:
        if selector is None or selector == "":
            raise ValueError(
                f"when({names[0]!r}) needs a CSS selector, an element or a list of elements as its second argument"
            )
        elements = elements_of(selector)
        if not elements:
            raise ValueError(f"when({names[0]!r}): no element of the page matches {selector!r}")
    _translate_invoke(options)

    def decorate(function):
        listener = listener_for(function) if names else None
        for one in types:
            if isinstance(one, Event):
                one.add_listener(function)
                continue
            for element in elements:
                element.addEventListener(one, listener, options)
        return function

    return decorate


def _translate_invoke(options):
    invoked = options.pop("invoke", ())
    for name in [invoked] if isinstance(invoked, str) else invoked:
        if name not in _INVOKED:
            raise ValueError(f"invoke={name!r}: the page itself can do {' and '.join(sorted(_INVOKED))}")
        options[_INVOKED[name]] = True
