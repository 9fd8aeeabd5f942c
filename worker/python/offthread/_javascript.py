"""What the interpreters' own foreign function interfaces are for, with objects of the page: `js` is the page here.

`pyscript.ffi` has these names in both interpreters; `pyodide.ffi` and `jsffi` have them for code that was written for
those (_pyodide_names.py, _micropython_names.py).
"""

import _offthread_port as port

from ._native import CPYTHON, JSNULL, isinstance
from ._values import RemoteBase, finish, operate
from .remote import window

jsnull = JSNULL
_APPLY = port.op.APPLY
_BUFFERS = (bytes, bytearray, memoryview)
# JavaScript's Object(x) is x, for every object.
_Object = window.Object

if CPYTHON:
    from pyodide.ffi import create_proxy
else:

    def create_proxy(function):
        """Return the function: there is nothing that would destroy it."""
        return function


def to_js(value, depth=-1, dict_converter=None, default_converter=None, **_):
    """Return an object of the page that is a copy: of a list an Array, of a dict an Object, of a set a Set.

    What is no container is returned as it is; a buffer becomes a typed array. Containers are copied whole, whatever
    `depth` says. `dict_converter` makes something else of the [key, value] pairs of each dict, such as `js.Map.new`;
    `default_converter(value, convert, cache)` is asked for what cannot be sent.
    """
    if dict_converter is not None and getattr(dict_converter, "_ot_name", "") == "fromEntries":
        dict_converter = None
    if dict_converter is not None or default_converter is not None:
        value = _converted(value, dict_converter, default_converter)
    if CPYTHON and hasattr(value, "__buffer__"):
        # Rows of a table, such as numpy's, are arrays of an array.
        value = memoryview(value)
        if value.ndim > 1:
            value = value.tolist()
    if not isinstance(value, (list, tuple, dict, set, frozenset) + _BUFFERS):
        return value
    return finish(operate(_APPLY, _Object._ot_ref, "", (None, value)))


def _converted(value, dict_converter, default_converter):
    def convert(item):
        return _converted(item, dict_converter, default_converter)

    if isinstance(value, dict):
        if dict_converter is None:
            return {key: convert(value[key]) for key in value}
        return dict_converter([[key, convert(value[key])] for key in value])
    if isinstance(value, (list, tuple)):
        return [convert(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str, set, frozenset, RemoteBase) + _BUFFERS):
        return value
    if default_converter is None or callable(value):
        return value
    return default_converter(value, convert, lambda source, made: None)
