"""Objects of the page in general: attributes, methods, functions, classes. `_kinds.py` has what can do more.

Comparing, hashing, `bool`, `repr` and `isinstance` are local, but for objects that may have two names (`_is_same`).
Getting an attribute and subscribing are one trip each; setting one and calling are, unless the interface's class knows
better (`_members_….py`).
"""

import _offthread_port as port

from . import _status as S
from ._native import CPYTHON, isinstance
from ._values import RemoteBase, RemoteMember, check, finish, operate

_OP = port.op
_GET = _OP.GET
_DELETE = _OP.DELETE
_HAS = _OP.HAS
_CALL = _OP.CALL
_APPLY = _OP.APPLY
_CONSTRUCT = _OP.CONSTRUCT
_INDEX = _OP.INDEX
_SET_INDEX = _OP.SET_INDEX
_DELETE_INDEX = _OP.DELETE_INDEX
_CONTAINS = _OP.CONTAINS
_INSTANCE_OF = _OP.INSTANCE_OF
_DESCRIBE = _OP.DESCRIBE
_KEYS = _OP.KEYS
_COPY = _OP.COPY
_TEXT = _OP.TEXT
_CANONICAL = _OP.CANONICAL

_id_of = int if CPYTHON else port.id_of

KEYWORDS = frozenset(
    "False None True and as assert async await break class continue def del elif else except finally for from global "
    "if import in is lambda nonlocal not or pass raise return try while with yield".split()
)


# Names that are keywords in some places only may be written either way.
_SOFT_KEYWORDS = ("match", "case", "type")


def js_name(name):
    """Undo the underscore that a keyword needs to be a Python name: `from_` is JavaScript's `from`."""
    if name.endswith("_") and (name[:-1] in KEYWORDS or name[:-1] in _SOFT_KEYWORDS):
        return name[:-1]
    return name


def options(args, kwargs):
    # Keyword arguments are how Python spells the options object that so many functions of the page end with.
    return args + (kwargs,) if kwargs else args


if CPYTHON:
    import _offthread_core as core

    def _canonical(proxy):
        """Return the number under which the page introduces an object: a trip at most, and that once."""
        alias = core.alias(proxy)
        if alias is False:
            return proxy._ot_ref
        if alias is True:
            alias = finish(operate(_CANONICAL, proxy._ot_ref, ""))
            core.set_alias(proxy, alias)
        return alias

    def _is_same(a, b):
        return a._ot_ref == b._ot_ref or _canonical(a) == _canonical(b)

    _hash = _canonical

else:

    def _is_same(a, b):
        a, b = a._ot_ref, b._ot_ref
        same = port.compare(a, b)
        return same == 1 if same < 2 else finish(operate(_CANONICAL, a, "")) == finish(operate(_CANONICAL, b, ""))

    def _hash(proxy):
        reference = proxy._ot_ref
        return finish(operate(_CANONICAL, reference, "")) if port.is_alias(reference) else _id_of(reference)


class RemoteObject(RemoteBase):
    """An object of the page."""

    if CPYTHON:
        __slots__ = ()

    # Names of methods, and the rules of members by name; each interface's class has its own.
    _ot_methods = {}
    _ot_rules = {}
    # The rule of attributes that are not listed: all names are those of CSS properties, say.
    _ot_wildcard = ""
    # What is known of setting an attribute: the numbers of commands, found when it is first done.
    _ot_setters = {}
    # Whether `in` asks for a property rather than for an item.
    _ot_keyed = True
    # By which Pyodide's own classes tell what an object of JavaScript can do: isinstance(x, pyodide.ffi.JsProxy).
    _js_type_flags = 0

    def __getattr__(self, name):
        """Return a method without asking, or ask for an attribute: one trip."""
        if name in self._ot_methods:
            return RemoteMethod(self, name)
        return get_attribute(self, name)

    if not CPYTHON:
        # There it would keep setting an attribute from being C; `remote.py` tells core.c of it.
        def __delattr__(self, name):
            """Delete an attribute of the page's object: one trip."""
            delete_attribute(self, name)

    def __getitem__(self, key):
        """Return the property under a key: one trip."""
        status = operate(_INDEX, self._ot_ref, "", (key,))
        if status == S.MISSING:
            raise KeyError(key)
        return finish(status)

    def __setitem__(self, key, value):
        """Set the property under a key: one trip."""
        if allow_missing(operate(_SET_INDEX, self._ot_ref, "", (key, value), True)) == S.MISSING:
            raise IndexError("assignment index out of range")

    def __delitem__(self, key):
        """Delete the property under a key: one trip."""
        if allow_missing(operate(_DELETE_INDEX, self._ot_ref, "", (key,))) == S.MISSING:
            raise KeyError(key)

    def __contains__(self, key):
        """Tell whether there is such a property, or such an item: one trip."""
        if isinstance(key, str) and key and type(self)._ot_keyed:
            return finish(operate(_HAS, self._ot_ref, key))
        return finish(operate(_CONTAINS, self._ot_ref, "", (key,)))

    def __eq__(self, other):
        """Compare identity, as `===` does, without a trip."""
        if isinstance(other, RemoteBase):
            return _is_same(self, other)
        return NotImplemented

    def __ne__(self, other):
        """Compare identity, as `!==` does, without a trip."""
        if isinstance(other, RemoteBase):
            return not _is_same(self, other)
        return NotImplemented

    def __hash__(self):
        """Hash the identity, without a trip."""
        return _hash(self)

    def __bool__(self):
        """Be true, as every object is in JavaScript, without a trip."""
        return True

    def __repr__(self):
        """Name interface and number, without a trip."""
        return f"<{type(self).__name__} #{abs(_id_of(self._ot_ref))}>"

    def __str__(self):
        """Return JavaScript's String(object): one trip."""
        return finish(operate(_TEXT, self._ot_ref, ""))

    def __dir__(self):
        """List all property names: one trip."""
        names = finish(operate(_DESCRIBE, self._ot_ref, ""))
        return sorted({name + "_" if name in KEYWORDS else name for name in names})

    @property
    def js_id(self):
        """A number that is this object's alone, without a trip in most cases."""
        return hash(self)

    def to_py(self, **_):
        """Return a deep copy as Python values: one trip.

        Array → list, plain object and Map → dict, Set → set, Date → datetime, typed arrays → memoryview (MicroPython:
        array); other objects stay remote. Raises LimitError where it is nested too deeply, as cycles are.
        """
        return finish(operate(_COPY, self._ot_ref, ""))

    def object_keys(self):
        """Return JavaScript's Object.keys as a list: one trip."""
        return finish(operate(_KEYS, self._ot_ref, "", (0,)))

    def object_values(self):
        """Return JavaScript's Object.values as a list: one trip."""
        return finish(operate(_KEYS, self._ot_ref, "", (1,)))

    def object_entries(self):
        """Return JavaScript's Object.entries as a list of pairs: one trip."""
        flat = finish(operate(_KEYS, self._ot_ref, "", (2,)))
        return [(flat[at], flat[at + 1]) for at in range(0, len(flat), 2)]

    @property
    def typeof(self):
        """JavaScript's typeof, without a trip."""
        return "object"


def allow_missing(status):
    """Raise what a status says, but return MISSING for the caller to name."""
    if status != S.MISSING:
        finish(status)
    return status


def _no_attribute(owner, name):
    return f"{type(owner).__name__} of the page has no attribute '{name}'"


def get_attribute(owner, name):
    """Ask for an attribute: one trip, unless it is a method."""
    # Names like these are Python's business: copy, pickle, inspect and consoles try dozens of them.
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    name = js_name(name)
    if name in owner._ot_methods:
        return RemoteMethod(owner, name)
    status = operate(_GET, owner._ot_ref, name)
    if status == S.VALUE:
        return finish(status)
    if status == S.MISSING:
        raise AttributeError(_no_attribute(owner, name))
    value = finish(status)
    if isinstance(value, RemoteFunction) and not isinstance(value, RemoteClass):
        return RemoteMethod(owner, name, value)
    return value


def delete_attribute(owner, name):
    """Delete an attribute of the page's object: one trip."""
    if allow_missing(operate(_DELETE, owner._ot_ref, js_name(name))) == S.MISSING:
        raise AttributeError(_no_attribute(owner, name))


def function_of(owner, name):
    """Return the function that is a method, as a function that is not bound: one trip."""
    return finish(operate(_GET, owner._ot_ref, name))


class RemoteMethod(RemoteMember):
    """A method of an object of the page, bound to it. Making one costs no trip, calling it one."""

    __slots__ = ("_ot_function", "_ot_name", "_ot_owner")
    _js_type_flags = ("IS_CALLABLE",)

    def __init__(self, owner, name, function=None):
        self._ot_owner = owner
        self._ot_name = name
        self._ot_function = function

    def __call__(self, *args, **kwargs):
        """Call the method: one trip. Keyword arguments become one trailing object."""
        if kwargs:
            args = options(args, kwargs)
        if self._ot_function is None:
            return finish(operate(_CALL, self._ot_owner._ot_ref, self._ot_name, args))
        return finish(operate(_APPLY, self._ot_function._ot_ref, "", (self._ot_owner,) + args))

    def _ot_resolve(self):
        """Return what the page has under this name now."""
        if self._ot_function is not None:
            return self._ot_function
        return function_of(self._ot_owner, self._ot_name)

    def _ot_put(self):
        """Put itself into the open command, as a function bound to its owner."""
        check(port.put_method(self._ot_owner._ot_ref, self._ot_name))

    def __getattr__(self, name):
        """Return an attribute of the function itself."""
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return getattr(self._ot_resolve(), name)

    def __eq__(self, other):
        """Compare owner and name."""
        if isinstance(other, RemoteMethod):
            return self._ot_owner == other._ot_owner and self._ot_name == other._ot_name
        return NotImplemented

    def __hash__(self):
        """Hash owner and name."""
        return hash((self._ot_owner, self._ot_name))

    def __repr__(self):
        """Name owner and method, without a trip."""
        return f"<method {self._ot_name} of {self._ot_owner!r}>"


class RemoteFunction(RemoteObject):
    """A function of the page."""

    __slots__ = ()
    _js_type_flags = ("IS_CALLABLE",)

    def __call__(self, *args, **kwargs):
        """Call the function with `this` undefined: one trip. Keyword arguments become one trailing object."""
        return finish(operate(_APPLY, self._ot_ref, "", (None,) + options(args, kwargs)))

    def new(self, *args, **kwargs):
        """Construct an object, as JavaScript's `new`: one trip."""
        return finish(operate(_CONSTRUCT, self._ot_ref, "", options(args, kwargs)))

    @property
    def typeof(self):
        """JavaScript's typeof, without a trip."""
        return "function"


class RemoteClass(RemoteFunction):
    """A class of the page, such as `window.HTMLElement`; `new` makes an object of it."""

    __slots__ = ()
    _ot_instances = 0

    def __instancecheck__(self, value):
        """Tell whether a remote object is an instance, from the interfaces that are known here."""
        if not isinstance(value, RemoteBase):
            return False
        if self._ot_instances:
            from .remote import class_of

            return issubclass(type(value), class_of(self._ot_instances))
        return finish(operate(_INSTANCE_OF, value._ot_ref, "", (self,)))
