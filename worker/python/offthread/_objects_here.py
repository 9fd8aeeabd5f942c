"""Objects of the worker's own JavaScript, as a canvas that was handed over to it: what is done with them makes no trip.

Attributes, methods, lists and dicts as arguments, bytes and promises work as with objects of the page; an object of the
page cannot be an argument, as it lives elsewhere.
"""

import _offthread_port as port

from ._local import ascii_json
from ._native import CPYTHON, crosses, keep_bytes, take_bytes
from ._values import RemoteBase
from .errors import exception

_ERROR = 0
_NOTHING = 1
_PLAIN = 2
_NUMBER = 3
_OBJECT = 4
_METHOD = 5

# By (type, name): what is known to be a method need not be asked for.
_methods = {}


def _finish(kind, owner=None, name=""):
    """Return the value of an operation, or raise what it failed with."""
    if kind == _PLAIN:
        return port.take()
    if kind == _NOTHING:
        return None
    if kind == _METHOD:
        _methods[(owner._ot_type, name)] = True
        return _Method(owner, name)
    if kind == _NUMBER:
        text = port.take()
        return int(text) if text.lstrip("-").isdigit() and text != "-0" else float(text.replace("Infinity", "inf"))
    if kind == _ERROR:
        error = port.take()
        raise exception(error, port.take(), "", None)
    return wrap(port.take())


def wrap(value):
    """Return an object of the worker's JavaScript as it is in Python."""
    made = object.__new__(LocalObject)
    object.__setattr__(made, "_ot_object", value)
    object.__setattr__(made, "_ot_type", port.object_type(value))
    return made


def _argument(value):
    if isinstance(value, LocalObject):
        return value._ot_object
    if isinstance(value, (bool, int, float, str)) or value is None:
        if isinstance(value, int) and not crosses(value):
            return float(value)
        return value if crosses(value) else port.object_parse(ascii_json([value]))[0]
    if isinstance(value, (list, tuple, dict)):
        return port.object_parse(ascii_json(value))
    if isinstance(value, (bytes, bytearray, memoryview)):
        keep_bytes(value)
        return port.object_bytes()
    if isinstance(value, RemoteBase):
        raise TypeError("An object of the page cannot be used with one of the worker [OT633]")
    raise TypeError(f"A {type(value).__name__} cannot be given to JavaScript in the worker [OT633]")


class LocalObject:
    """An object of the worker's own JavaScript."""

    def __getattr__(self, name):
        if name.startswith("__") or name.startswith("_ot"):
            raise AttributeError(name)
        if (self._ot_type, name) in _methods:
            return _Method(self, name)
        return _finish(port.object_member(self._ot_object, name), self, name)

    def __setattr__(self, name, value):
        _finish(port.object_assign(self._ot_object, name, _argument(value)))

    def to_bytes(self):
        """Return the bytes of a typed array or an ArrayBuffer."""
        kind = port.object_read(self._ot_object)
        return take_bytes() if kind != _ERROR else _finish(kind)

    def assign(self, data):
        """Copy bytes into a typed array or an ArrayBuffer."""
        keep_bytes(data)
        _finish(port.object_fill(self._ot_object))

    async def _settled(self):
        end = await port.object_settled(self._ot_object)
        if end.failed:
            raise exception(end.name, end.value, "", None)
        return _finish(port.object_value(end))

    def __await__(self):
        return self._settled().__await__()

    if not CPYTHON:

        def __iter__(self):
            return self._settled()

    def __repr__(self):
        return f"<{self._ot_type} of the worker>"


class _Method:
    """A method of such an object."""

    def __init__(self, owner, name):
        self._owner = owner
        self._name = name

    def __call__(self, *args, **options):
        values = [_argument(value) for value in args]
        if options:
            values.append(_argument(options))
        return _finish(port.object_call(self._owner._ot_object, self._name, *values))
