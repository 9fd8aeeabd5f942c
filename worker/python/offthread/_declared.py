"""Events that the page declares in attributes: `<button py-click="greet">`.

The page (main_thread/declared_events.js) calls `serve` with what elements declare, and the listeners are added here, as
those of any program are. A handler is looked up when its event comes. Whether the page has to wait for it is found then
as well, and the page told, so that it waits for those that decide and for no others.
"""

import builtins

from . import _callables
from ._dispatch import report_unawaited
from ._in_time import inspect
from ._native import is_coroutine, isinstance
from ._parameters import accepting
from ._values import RemoteBase

_scope = __import__("__main__").__dict__

# By their names.
_handlers = {}

# The page's function that is told whether handlers decide: (name, whether it does, …).
_tell = [None]


class _Missing(Exception):
    """There is nothing by a handler's name, or nothing that can be called: the error for that, without its place."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind = kind


class _Handler:
    """What attributes name."""

    def __init__(self, name):
        self.name = name
        self.path = name.split(".")
        # What was found last, and what takes an event and calls it.
        self.function = None
        self.call = None
        # Whether the page was told that it decides; None if it was told nothing, so that it waits.
        self.decides = None

    def look_up(self):
        """Find the function, and tell the page if it is worth something else than the one before."""
        function = _find(self.path)
        if function is not self.function:
            self.function = function
            self.call = accepting(function)
        elif self.decides is not None:
            return
        decides = inspect(function)[0]
        if decides is not self.decides:
            self.decides = decides
            _tell[0](self.name, decides)


def serve(verb, *args):
    """Do what the page asks for: "declare" events, "look" at all handlers again, tell which names are "defined"."""
    return _VERBS[verb](*args)


def _declare(tell, *declarations):
    """Listen to events: element, name of the attribute, event, name of the handler, options, and so on."""
    _tell[0] = tell
    for at in range(0, len(declarations), 5):
        element, attribute, event, name, options = declarations[at : at + 5]
        handler = _handlers.get(name)
        if handler is None:
            handler = _handlers[name] = _Handler(name)
        listener = _listener(handler, attribute)
        # What the listener is worth changes with the handler: the options tell the page.
        _callables.id_of(listener, lambda _: (False, False))
        element.addEventListener(event, listener, options)


def _listener(handler, attribute):
    # Its author says that the page waits, whatever the handler does.
    is_asked_for = "sync" in attribute.split(".")

    def listener(event):
        waits = handler.decides is not False
        try:
            handler.look_up()
        except _Missing as missing:
            report_unawaited(_located(missing, event.currentTarget, attribute, handler.name))
            return None
        _callables.name_after(listener, handler.function)
        # Where the page waits only because it did not know better, it is let go: a coroutine begins afterwards.
        if waits and not handler.decides and not is_asked_for:
            return _run_later(handler.call, event)
        result = handler.call(event)
        if result is False and (handler.decides or is_asked_for):
            _prevent(event)
        _look_at_globals()
        return result

    return listener


async def _run_later(call, event):
    result = call(event)
    if is_coroutine(result):
        await result
    _look_at_globals()


def _prevent(event):
    # What `return False` does in handlers that HTML names. In a function of its own, as a listener that mentions it
    # would be taken for one that decides.
    event.preventDefault()


def _look_at_globals():
    """See to handlers that a handler has defined anew: none is called for that, and the page is not asked."""
    for handler in _handlers.values():
        if handler.function is not None and len(handler.path) == 1:
            found = _scope.get(handler.name)
            if found is not None and found is not handler.function and callable(found):
                handler.look_up()


def _look():
    """Look at all handlers, as a script has ended: it may have defined some."""
    for handler in _handlers.values():
        # The page knows nothing about it any more.
        handler.decides = None
        if len(handler.path) > 1 and isinstance(_scope.get(handler.path[0]), RemoteBase):
            continue  # it would cost trips, and be of no use
        try:
            handler.look_up()
        except Exception:
            # The event brings it up again, and then it is reported.
            continue


def _defined(*names):
    """Return those of the names that are there."""
    found = []
    for name in names:
        try:
            _find(name.split("."))
            found.append(name)
        except Exception:
            continue
    return found


def _find(path):
    """Return what a dotted name stands for now."""
    name = path[0]
    at = _scope[name] if name in _scope else getattr(builtins, name, None)
    if at is None:
        near = _nearest(name, [key for key, value in _scope.items() if callable(value) or len(path) > 1])
        raise _Missing(NameError, f'its worker has no global "{name}".{near}')
    found = name
    for part in path[1:]:
        owner, at = at, getattr(at, part, None)
        if at is None:
            near = "" if isinstance(owner, RemoteBase) else _nearest(part, dir(owner))
            raise _Missing(NameError, f'"{found}" has no "{part}".{near}')
        found += "." + part
    if not callable(at):
        raise _Missing(TypeError, f'"{found}" is of type {type(at).__name__}, and cannot be called.')
    return at


def _located(missing, element, attribute, name):
    """Return the error for a handler that is missing, with its place."""
    marks = ""
    element_id = element.getAttribute("id")
    if element_id:
        marks = f' id="{element_id}"'
    place = f'<{element.localName}{marks} {attribute}="{name}">'
    return missing.kind(f"{place}: {missing.args[0]} Define it, or correct the attribute [OT213]")


def _nearest(word, known):
    """Return a question after what may have been meant, or nothing."""
    best, least = "", max(2, len(word) // 3) + 1
    for candidate in known:
        if candidate[:1] == "_" or abs(len(candidate) - len(word)) >= least:
            continue
        distance = _distance(word.lower(), candidate.lower())
        if distance < least:
            best, least = candidate, distance
    return f' Did you mean "{best}"?' if best else ""


def _distance(a, b):
    """Return how many letters differ: the Levenshtein distance."""
    before = list(range(len(b) + 1))
    for row, letter in enumerate(a):
        now = [row + 1]
        for column, other in enumerate(b):
            now.append(min(before[column] + (letter != other), before[column + 1] + 1, now[column] + 1))
        before = now
    return before[len(b)]


_VERBS = {"declare": _declare, "look": _look, "defined": _defined}
