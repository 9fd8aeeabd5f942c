"""Objects of the page that can do more than others: collections, iterators, buffers, promises and so on.

The page says of which kind an object is; a class here is a base of its interface's class.
"""

import time

import _offthread_port as port

from . import _status as S
from . import _values
from ._native import CPYTHON, put_buffer
from ._objects import RemoteClass, RemoteFunction, RemoteObject, allow_missing
from ._values import check, finish, operate, read

_OP = port.op
_INDEX = _OP.INDEX
_DELETE_INDEX = _OP.DELETE_INDEX
_SLICE = _OP.SLICE
_LENGTH = _OP.LENGTH
_ITERATE = _OP.ITERATE
_NEXT = _OP.NEXT
_WRITE_BYTES = _OP.WRITE_BYTES

_now = time.perf_counter if CPYTHON else time.time


class RemoteIterable(RemoteObject):
    """An object of the page that can be iterated over."""

    __slots__ = ()
    _js_type_flags = ("IS_ITERABLE",)
    _ot_keyed = False

    def __iter__(self):
        """Iterate: one trip for a collection of up to 1,024 items, one trip an item where code of the page runs."""
        items = finish(operate(_ITERATE, self._ot_ref, ""))
        iterator, length = items[0], items[1]
        _hint[:] = [self._ot_ref, length, port.commands(), _now()]
        return iter(items[2:]) if iterator is None else _more(items[2:], iterator)


def _more(items, iterator):
    yield from items
    while iterator is not None:
        items = finish(operate(_NEXT, iterator._ot_ref, ""))
        if items[0]:
            iterator = None
        yield from items[1:]


# `list(x)` in CPython is iter(x), then len(x) for a hint. That the length is asked for once more, within milliseconds
# and with nothing done in between, is answered from what the iteration has just told; any other len() is a trip.
_hint = [None, 0, None, 0.0]
_HINT_SECONDS = 0.005


def _length(proxy):
    reference, length, when, at = _hint
    _hint[0] = None
    if reference is None or length is None or reference != proxy._ot_ref or when != port.commands():
        return finish(operate(_LENGTH, proxy._ot_ref, ""))
    if _now() - at < _HINT_SECONDS:
        return length
    return finish(operate(_LENGTH, proxy._ot_ref, ""))


class RemoteIterator(RemoteIterable):
    """An iterator of the page."""

    __slots__ = ()
    _js_type_flags = ("IS_ITERABLE", "IS_ITERATOR")

    def __next__(self):
        """Return the next item: one trip."""
        items = finish(operate(_NEXT, self._ot_ref, "", (1,)))
        if len(items) < 2:
            raise StopIteration
        return items[1]


class RemoteSequence(RemoteIterable):
    """An array-like object of the page: NodeList, HTMLCollection, DOMTokenList, FileList …"""

    __slots__ = ()
    _js_type_flags = ("IS_ITERABLE", "HAS_LENGTH", "IS_ARRAY_LIKE")

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
        if allow_missing(operate(_DELETE_INDEX, self._ot_ref, "", (key,))) == S.MISSING:
            raise IndexError("deletion index out of range") if isinstance(key, int) else KeyError(key)


class RemoteArray(RemoteSequence):
    """An Array of the page, with the methods of a Python list beside its own."""

    __slots__ = ()
    _js_type_flags = ("IS_ITERABLE", "HAS_LENGTH", "IS_ARRAY")

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
    _js_type_flags = ("IS_ITERABLE", "HAS_LENGTH", "HAS_GET", "HAS_SET")

    def __len__(self):
        """Return the number of entries: one trip."""
        return _length(self)

    def items(self):
        """Return a list of (key, value): one trip and one an entry."""
        return [(key, self[key]) for key in self]


class RemoteSet(RemoteIterable):
    """A Set or anything with has and values."""

    __slots__ = ()
    _js_type_flags = ("IS_ITERABLE", "HAS_LENGTH")

    def __len__(self):
        """Return the number of members: one trip."""
        return _length(self)


class RemoteBuffer(RemoteSequence):
    """A typed array, ArrayBuffer or DataView of the page."""

    __slots__ = ()
    _js_type_flags = ("IS_BUFFER",)

    def to_bytes(self):
        """Return a copy of its bytes: one trip, and one more for each 256 KB of a larger one."""
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
        finish(_values._commit(1))

    def assign_to(self, target):
        """Copy its bytes into a writable Python buffer of the same size: one trip."""
        memoryview(target)[:] = self.to_bytes()


class RemotePromise(RemoteObject):
    """A promise of the page: `await` it, or give `then` a function."""

    __slots__ = ()
    _js_type_flags = ("IS_AWAITABLE",)

    def __await__(self):
        """Wait for the promise without blocking; raise what it is rejected with."""
        return _settle(self).__await__()

    if not CPYTHON:

        def __iter__(self):
            """Be awaited, which in MicroPython is to be iterated."""
            return _settle(self)


async def _settle(promise):
    # It gets the promise, not its number: that must not be released before the page has been asked.
    walk = await port.settled(promise._ot_ref)
    if walk.interrupted:
        raise KeyboardInterrupt
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
KINDS = (
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
