"""A dict that outlives the page: `await storage("settings")`, kept in the browser's IndexedDB.

    from pyscript import storage

    settings = await storage("settings")
    settings["size"] = 12
    await settings.sync()

Every change is on its way to the database when the statement has run; `await store.sync()` waits until all of them are
there, and takes over what other workers, pages and tabs have changed. Values are None, bool, int, float, str, bytes,
bytearray, memoryview, and list, tuple and dict of these; they come back as they were. A value that is changed in place
has to be assigned again: `store["list"] = numbers`. Keys are text or numbers.
"""

import json

from offthread._local import LocalError, ascii_json, call, now
from offthread._native import CPYTHON

from ._stored import from_text, to_text

_MISSING = []


class StorageError(OSError):
    """The database cannot be used, or not be written: private mode, no room …"""


class CorruptEntry(ValueError):
    """An entry that nobody wrote in this format, or that was damaged. It stays as it is until it is overwritten."""


class Storage(dict):
    """The entries of one database. `storage()` makes it."""

    def __init__(self, store):
        super().__init__()
        self._store = store
        # What could not be read: the texts by key.
        self.corrupt = {}
        self._fill(store.entries)

    @property
    def name(self):
        """The name it was opened by."""
        return self._store.name

    def _fill(self, entries):
        super().clear()
        self.corrupt = {}
        for key, text in entries:
            try:
                super().__setitem__(key, from_text(text))
            except (ValueError, TypeError, LookupError, AttributeError):
                self.corrupt[key] = text

    def _check(self, key):
        if key in self.corrupt:
            text = repr(self.corrupt[key])
            raise CorruptEntry(
                f"The entry {key!r} of the storage {self.name!r} cannot be read: {text[:60]}. Its text is in "
                "`.corrupt`; assign another value, or delete it [OT611]"
            )

    def __contains__(self, key):
        # Not by `super()`: MicroPython's dict does not show that method.
        return key in self.keys() or key in self.corrupt

    def __getitem__(self, key):
        self._check(key)
        return super().__getitem__(key)

    def get(self, key, default=None):
        """Return the value of a key, or the default."""
        self._check(key)
        return super().get(key, default)

    def __setitem__(self, key, value):
        self.update({key: value})

    def __delitem__(self, key):
        if key not in self:
            raise KeyError(key)
        self._store.change([[_checked(key)]])
        self._forget(key)

    def _forget(self, key):
        if key in self.corrupt:
            del self.corrupt[key]
        else:
            super().__delitem__(key)

    def pop(self, key, default=_MISSING):
        """Remove a key and return its value, or the default."""
        self._check(key)
        if key not in self.keys():
            if default is _MISSING:
                raise KeyError(key)
            return default
        value = super().__getitem__(key)
        del self[key]
        return value

    def popitem(self):
        """Remove an entry and return (key, value)."""
        if not len(self):
            raise KeyError("popitem(): the storage is empty")
        key = list(self)[-1]
        return key, self.pop(key)

    def setdefault(self, key, default=None):
        """Return the value of a key, which is the default where there was none."""
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *sources, **values):
        """Set several entries, all or none."""
        new = {}
        for source in sources:
            for key, value in source.items() if hasattr(source, "items") else source:
                new[key] = value
        new.update(values)
        self._store.change([[_checked(key), to_text(new[key])] for key in new])
        for key in new:
            self.corrupt.pop(key, None)
            super().__setitem__(key, new[key])

    if CPYTHON:

        def __ior__(self, other):
            self.update(other)
            return self

    else:

        def __or__(self, other):
            # MicroPython takes `store |= other` for `store = store | other`, which would be another dict.
            raise TypeError("MicroPython's `|` cannot change a storage: write store.update(…) [OT613]")

    def clear(self):
        """Remove all entries, those that cannot be read as well."""
        self._store.change(["clear"])
        self.corrupt = {}
        super().clear()

    def copy(self):
        """Return a plain dict of the entries."""
        return dict(self.items())

    async def sync(self):
        """Wait until every change is in the database, and take over those of others. Raises StorageError."""
        self._fill(await self._store.load())


class _Store:
    """The database of a name, as Storage uses it: `entries`, `change`, `load`."""

    def __init__(self, name):
        self.name = name
        self.entries = []

    def change(self, changes):
        if not changes:
            return
        try:
            now("storage", "change", self._ascii_name(), ascii_json(changes))
        except LocalError as error:
            raise self._failure(error) from None

    async def load(self):
        try:
            text = await call("storage", "load", self._ascii_name())
        except LocalError as error:
            raise self._failure(error) from None
        self.entries = [(_whole(key), value) for key, value in json.loads(text)]
        return self.entries

    def _ascii_name(self):
        # As JSON, since not every text crosses as it is.
        return ascii_json(self.name)

    def _failure(self, error):
        return StorageError(
            f"The storage {self.name!r} cannot be used: {error}. Private windows and full disks are the usual "
            "reasons [OT612]"
        )


def _checked(key):
    if isinstance(key, bool) or not isinstance(key, (str, int, float)) or key != key:
        raise TypeError(f"The key {key!r} cannot be stored: keys are text or numbers [OT613]")
    return key


def _whole(key):
    # Numbers are all of one kind in the database.
    return int(key) if isinstance(key, float) and key == int(key) else tuple(key) if isinstance(key, list) else key


async def storage(name="", storage_class=Storage):
    """Open the storage of a name, with a class of your own if you like: a subclass of Storage.

    Raises ValueError without a name, StorageError where the browser lets this page keep nothing.
    """
    if not name:
        raise ValueError("A storage needs a name: await storage('settings') [OT614]")
    store = _Store(name)
    await store.load()
    return storage_class(store)


__all__ = ["CorruptEntry", "Storage", "StorageError", "storage"]
