"""Proxies of the page's objects: plain Python objects that cost a trip only where the page has to be asked.

Each interface of the page has a class here, made when an object of it first arrives, with the page's inheritance and a
base for its kind: RemoteArray, RemoteMapping, RemotePromise and so on. Comparing, hashing, `bool`, `repr` and
`isinstance` are local. Getting an attribute, setting one, calling a method, subscribing and `len` are one trip each,
and so is iterating over a collection.
"""

import time

import _offthread_port as port

from . import _status as S
from . import _values
from ._native import CPYTHON, put_buffer
from ._values import RemoteBase, RemoteMember, check, finish, intern, operate, read

if CPYTHON:
    import weakref

_OP = port.op
_GET = _OP.GET
_SET = _OP.SET
_DELETE = _OP.DELETE
_HAS = _OP.HAS
_CALL = _OP.CALL
_APPLY = _OP.APPLY
_CONSTRUCT = _OP.CONSTRUCT
_INDEX = _OP.INDEX
_SET_INDEX = _OP.SET_INDEX
_DELETE_INDEX = _OP.DELETE_INDEX
_SLICE = _OP.SLICE
_LENGTH = _OP.LENGTH
_CONTAINS = _OP.CONTAINS
_ITERATE = _OP.ITERATE
_NEXT = _OP.NEXT
_INSTANCE_OF = _OP.INSTANCE_OF
_DESCRIBE = _OP.DESCRIBE
_KEYS = _OP.KEYS
_COPY = _OP.COPY
_TEXT = _OP.TEXT
_WRITE_BYTES = _OP.WRITE_BYTES

_now = time.perf_counter if CPYTHON else time.time
_id_of = int if CPYTHON else port.id_of
_port_get = port.get_member
_port_release = port.release

_KEYWORDS = frozenset(
    "False None True and as assert async await break class continue def del elif else except finally for from global "
    "if import in is lambda nonlocal not or pass raise return try while with yield match case type".split()
)


def _js_name(name):
    """Undo the underscore that a keyword needs to be a Python name: `from_` is JavaScript's `from`."""
    if name.endswith("_") and name[:-1] in _KEYWORDS:
        return name[:-1]
    return name


def _options(args, kwargs):
    # Keyword arguments are how Python spells the options object that so many functions of the page end with.
    return args + (kwargs,) if kwargs else args


class RemoteObject(RemoteBase):
    """An object of the page."""

    if CPYTHON:
        __slots__ = ("__weakref__", "_ot_ref", "_ot_seen")

        def __del__(self):
            """Let the page's object go, unless it is on its way here again."""
            reference = self._ot_ref
            known = _proxies.get(reference)
            if known is not None and known() in (None, self):
                del _proxies[reference]
            _port_release(reference, self._ot_seen)

    # Names of methods; each interface's class has its own.
    _ot_methods = {}
    # Whether `in` asks for a property rather than for an item.
    _ot_keyed = True

    def __getattr__(self, name):
        """Return a method without asking, or ask for an attribute: one trip."""
        if name in self._ot_methods:
            return RemoteMethod(self, name)
        return _get_attribute(self, name)

    def __setattr__(self, name, value):
        """Set an attribute of the page's object: one trip."""
        finish(operate(_SET, self._ot_ref, _js_name(name), (value,), True))

    def __delattr__(self, name):
        """Delete an attribute of the page's object: one trip."""
        if _status(operate(_DELETE, self._ot_ref, _js_name(name))) == S.MISSING:
            raise AttributeError(_no_attribute(self, name))

    def __getitem__(self, key):
        """Return the property under a key: one trip."""
        status = operate(_INDEX, self._ot_ref, "", (key,))
        if status == S.MISSING:
            raise KeyError(key)
        return finish(status)

    def __setitem__(self, key, value):
        """Set the property under a key: one trip."""
        if _status(operate(_SET_INDEX, self._ot_ref, "", (key, value), True)) == S.MISSING:
            raise IndexError("assignment index out of range")

    def __delitem__(self, key):
        """Delete the property under a key: one trip."""
        if _status(operate(_DELETE_INDEX, self._ot_ref, "", (key,))) == S.MISSING:
            raise KeyError(key)

    def __contains__(self, key):
        """Tell whether there is such a property, or such an item: one trip."""
        if isinstance(key, str) and key and type(self)._ot_keyed:
            return finish(operate(_HAS, self._ot_ref, key))
        return finish(operate(_CONTAINS, self._ot_ref, "", (key,)))

    def __eq__(self, other):
        """Compare identity, as `===` does, without a trip."""
        if isinstance(other, RemoteBase):
            return self._ot_ref == other._ot_ref
        return NotImplemented

    def __ne__(self, other):
        """Compare identity, as `!==` does, without a trip."""
        if isinstance(other, RemoteBase):
            return not self._ot_ref == other._ot_ref
        return NotImplemented

    def __hash__(self):
        """Hash the identity, without a trip."""
        return _id_of(self._ot_ref)

    def __bool__(self):
        """Be true, as every object is in JavaScript, without a trip."""
        return True

    def __repr__(self):
        """Name interface and number, without a trip."""
        return f"<{type(self).__name__} #{-_id_of(self._ot_ref)}>"

    def __str__(self):
        """Return JavaScript's String(object): one trip."""
        return finish(operate(_TEXT, self._ot_ref, ""))

    def __dir__(self):
        """List all property names: one trip."""
        names = finish(operate(_DESCRIBE, self._ot_ref, ""))
        return sorted({name + "_" if name in _KEYWORDS else name for name in names})

    def to_py(self):
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


def _status(status):
    """Raise what a status says; let MISSING through."""
    if status != S.MISSING:
        finish(status)
    return status


def _no_attribute(owner, name):
    return f"{type(owner).__name__} of the page has no attribute '{name}'"


def _get_attribute(owner, name):
    # Names like these are Python's business: copy, pickle, inspect and consoles try dozens of them.
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    name = _js_name(name)
    if name in owner._ot_methods:
        return RemoteMethod(owner, name)
    number = intern(name)
    status = _port_get(owner._ot_ref, number) if number else operate(_GET, owner._ot_ref, name)
    if status == S.VALUE:
        return finish(status)
    if status == S.MISSING:
        raise AttributeError(_no_attribute(owner, name))
    value = finish(status)
    if isinstance(value, RemoteFunction) and not isinstance(value, RemoteClass):
        return RemoteMethod(owner, name, value)
    return value


class RemoteMethod(RemoteMember):
    """A method of an object of the page, bound to it. Making one costs no trip, calling it one."""

    __slots__ = ("_ot_function", "_ot_name", "_ot_owner")

    def __init__(self, owner, name, function=None):
        self._ot_owner = owner
        self._ot_name = name
        self._ot_function = function

    def __call__(self, *args, **kwargs):
        """Call the method: one trip. Keyword arguments become one trailing object."""
        if kwargs:
            args = _options(args, kwargs)
        if self._ot_function is None:
            return finish(operate(_CALL, self._ot_owner._ot_ref, self._ot_name, args))
        return finish(operate(_APPLY, self._ot_function._ot_ref, "", (self._ot_owner,) + args))

    def _ot_resolve(self):
        """Return what the page has under this name now."""
        if self._ot_function is not None:
            return self._ot_function
        return finish(operate(_GET, self._ot_owner._ot_ref, self._ot_name))

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

    def __call__(self, *args, **kwargs):
        """Call the function with `this` undefined: one trip. Keyword arguments become one trailing object."""
        return finish(operate(_APPLY, self._ot_ref, "", (None,) + _options(args, kwargs)))

    def new(self, *args, **kwargs):
        """Construct an object, as JavaScript's `new`: one trip."""
        return finish(operate(_CONSTRUCT, self._ot_ref, "", _options(args, kwargs)))

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
            return issubclass(type(value), class_of(self._ot_instances))
        return finish(operate(_INSTANCE_OF, value._ot_ref, "", (self,)))


class RemoteIterable(RemoteObject):
    """An object of the page that can be iterated over."""

    __slots__ = ()
    _ot_keyed = False

    def __iter__(self):
        """Iterate: one trip for a collection of up to 1,024 items, one trip an item where code of the page runs."""
        items = finish(operate(_ITERATE, self._ot_ref, ""))
        iterator, length = items[0], items[1]
        _hint[:] = [self._ot_ref, length, port.round_trips(), _now()]
        return iter(items[2:]) if iterator is None else _more(items[2:], iterator)


def _more(items, iterator):
    yield from items
    while iterator is not None:
        items = finish(operate(_NEXT, iterator._ot_ref, ""))
        if items[0]:
            iterator = None
        yield from items[1:]


# `list(x)` in CPython is iter(x), then len(x) for a hint. That the length is asked for once more, within a millisecond
# and with nothing done in between, is answered from what the iteration has just told; any other len() is a trip.
_hint = [None, 0, 0, 0.0]
_HINT_SECONDS = 0.001


def _length(proxy):
    reference, length, trips, at = _hint
    _hint[0] = None
    if reference is None or length is None or reference != proxy._ot_ref or trips != port.round_trips():
        return finish(operate(_LENGTH, proxy._ot_ref, ""))
    if _now() - at < _HINT_SECONDS:
        return length
    return finish(operate(_LENGTH, proxy._ot_ref, ""))


class RemoteIterator(RemoteIterable):
    """An iterator of the page."""

    __slots__ = ()

    def __next__(self):
        """Return the next item: one trip."""
        items = finish(operate(_NEXT, self._ot_ref, "", (1,)))
        if len(items) < 2:
            raise StopIteration
        return items[1]


class RemoteSequence(RemoteIterable):
    """An array-like object of the page: NodeList, HTMLCollection, DOMTokenList, FileList …"""

    __slots__ = ()

    def __len__(self):
        """Return `length`: one trip."""
        return _length(self)

    def __getitem__(self, key):
        """Return an item by index (negative ones count from the end), a list of items by slice: one trip."""
        if isinstance(key, slice):
            limits = (key.start, key.stop, key.step)
            return finish(operate(_SLICE, self._ot_ref, "", limits, True))
        status = operate(_INDEX, self._ot_ref, "", (key,))
        if status == S.MISSING:
            raise IndexError(f"index {key} out of range") if isinstance(key, int) else KeyError(key)
        return finish(status)

    def __delitem__(self, key):
        """Delete an item: one trip."""
        if _status(operate(_DELETE_INDEX, self._ot_ref, "", (key,))) == S.MISSING:
            raise IndexError("deletion index out of range") if isinstance(key, int) else KeyError(key)


class RemoteArray(RemoteSequence):
    """An Array of the page, with the methods of a Python list beside its own."""

    __slots__ = ()

    def append(self, item):
        """Append an item: one trip."""
        self.push(item)

    def extend(self, items):
        """Append several items: one trip."""
        self.push(*items)

    def insert(self, index, item):
        """Insert an item before an index: one trip."""
        self.splice(index, 0, item)

    def pop(self, index=-1):
        """Remove an item and return it: at most two trips."""
        item = self[index]
        del self[index]
        return item

    def index(self, item):
        """Return the first index of an item: one trip."""
        found = self.indexOf(item)
        if found < 0:
            raise ValueError("the item is not in the array")
        return found

    def count(self, item):
        """Count an item: one trip."""
        return list(self).count(item)

    def remove(self, item):
        """Remove the first occurrence of an item: two trips."""
        del self[self.index(item)]


class RemoteMapping(RemoteIterable):
    """A Map or anything with get, has and keys: Headers, FormData, URLSearchParams … Iterating gives the keys."""

    __slots__ = ()

    def __len__(self):
        """Return the number of entries: one trip."""
        return _length(self)

    def items(self):
        """Return a list of (key, value): one trip and one an entry."""
        return [(key, self[key]) for key in self]


class RemoteSet(RemoteIterable):
    """A Set or anything with has and values."""

    __slots__ = ()

    def __len__(self):
        """Return the number of members: one trip."""
        return _length(self)


class RemoteBuffer(RemoteSequence):
    """A typed array, ArrayBuffer or DataView of the page."""

    __slots__ = ()

    def to_bytes(self):
        """Return a copy of its bytes: one trip."""
        copy = self.to_py()
        return bytes(copy)

    def __bytes__(self):
        """Return a copy of its bytes: one trip."""
        return self.to_bytes()

    def assign(self, source):
        """Copy a Python buffer of the same size into it: one trip."""
        check(port.begin(_WRITE_BYTES, self._ot_ref, 0))
        try:
            status, _ = put_buffer(source)
            check(status)
        except BaseException:
            port.abort()
            raise
        finish(port.commit(1))

    def assign_to(self, target):
        """Copy its bytes into a writable Python buffer of the same size: one trip."""
        memoryview(target)[:] = self.to_bytes()


class RemotePromise(RemoteObject):
    """A promise of the page: `await` it, or give `then` a function."""

    __slots__ = ()

    def __await__(self):
        """Wait for the promise without blocking; raise what it is rejected with."""
        return _settle(self._ot_ref).__await__()

    if not CPYTHON:

        def __iter__(self):
            """Be awaited, which in MicroPython is to be iterated."""
            return _settle(self._ot_ref)


async def _settle(reference):
    walk = await port.settled(reference)
    if walk.thrown:
        raise _values.thrown(walk)
    return read(walk)


class RemoteError(RemoteObject):
    """An Error of the page, as a value; a thrown one arrives as JsException."""

    __slots__ = ()


class RemoteDate(RemoteObject):
    """A Date of the page; `to_py()` is a datetime."""

    __slots__ = ()


class RemoteSymbol(RemoteObject):
    """A Symbol of the page, to be used as a key."""

    __slots__ = ()

    @property
    def typeof(self):
        """JavaScript's typeof, without a trip."""
        return "symbol"


# By number, as in protocol.js: KIND.
_KINDS = (
    RemoteObject,
    RemoteFunction,
    RemoteClass,
    RemoteArray,
    RemoteSequence,
    RemoteMapping,
    RemoteSet,
    RemoteIterator,
    RemotePromise,
    RemoteBuffer,
    RemoteError,
    RemoteDate,
    RemoteSymbol,
    RemoteIterable,
)

_classes = {}


def class_of(interface):
    """Return the Python class of an interface id, made when first asked for."""
    known = _classes.get(interface)
    if known is not None:
        return known
    name, kind, above, instances, methods, attributes = port.describe(interface).split("\x1f")
    base = _KINDS[int(kind)]
    parent = class_of(int(above)) if int(above) else base
    if issubclass(parent, base):
        bases = (parent,)
    elif issubclass(base, parent):
        bases = (base,)
    else:
        bases = (base, parent)
    all_methods = dict(parent._ot_methods)
    for method in methods.split("\x1e") if methods else ():
        all_methods[method] = True
    for attribute in attributes.split("\x1e") if attributes else ():
        # What hides a method of a prototype further up is no method.
        all_methods.pop(attribute, None)
    members = {
        "_ot_methods": all_methods,
        "__module__": "offthread.remote",
        "__qualname__": name,
    }
    if CPYTHON:
        members["__slots__"] = ()
    if int(instances):
        members["_ot_instances"] = int(instances)
    made = _classes[interface] = type(name, bases, members)
    return made


if CPYTHON:
    _new = object.__new__
    _set_reference = RemoteObject._ot_ref.__set__
    _set_seen = RemoteObject._ot_seen.__set__
    _get_seen = RemoteObject._ot_seen.__get__
    _ref = weakref.ref
    # Proxies by reference, so that the same object of the page is the same object here.
    _proxies = {}

    def _make(interface, reference):
        known = _proxies.get(reference)
        if known is not None:
            proxy = known()
            if proxy is not None:
                _set_seen(proxy, _get_seen(proxy) + 1)
                return proxy
        proxy = _new(_classes.get(interface) or class_of(interface))
        _set_reference(proxy, reference)
        _set_seen(proxy, 1)
        _proxies[reference] = _ref(proxy)
        return proxy

else:
    _set = object.__setattr__

    def _make(interface, reference):
        proxy = object.__new__(_classes.get(interface) or class_of(interface))
        # A token that the worker's JavaScript watches: MicroPython does not tell when an object dies.
        _set(proxy, "_ot_ref", reference)
        return proxy


_values.on_reference(_make)

window = _make(port.root_interface, port.root)


def release(*proxies):
    """Let go of page objects now, without waiting for the garbage collector. They must not be used again."""
    for proxy in proxies:
        if CPYTHON:
            port.release_now(proxy._ot_ref, _get_seen(proxy))
            _set_seen(proxy, 0)
            _proxies.pop(proxy._ot_ref, None)
        else:
            port.release_now(proxy._ot_ref, 0)
