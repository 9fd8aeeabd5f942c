"""`pyscript.storage`: a dict in IndexedDB, in both interpreters."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site

from .programs import run

VALUES = """
import array
VALUES = {
    "none": None, "yes": True, "no": False, "zero": 0, "big": 2**70, "negative": -(2**53), "float": 0.1 + 0.2,
    "whole": 1.0,
    "minus zero": -0.0, "infinite": float("-inf"), "tiny": 5e-324,
    "text": "caf\\xe9 \\u20ac \\U0001f40d \\0 \\ufeff", "empty": "",
    "long": "x" * 100000, "list": [1, [2, [3, "3"]], "3", None],
    "dict": {"a": {"b": []}, "c": "a"}, "keys": {1: "one", (2, "b"): b"x"},
    "tuple": (1, (2,), "x"), "in list": [(1, 2), {"t": (3,)}, b"\\xff"], "bytes": bytes(range(256)), "no bytes": b"",
    "bytearray": bytearray(range(256)), "memoryview": memoryview(bytes(range(256))),
    "nested": {"view": [memoryview(b"ab")]},
    5: "number", -1.5: "float", "\\u20ac \\0": "key",
}
def same(a, b):
    if type(a) is not type(b):
        return False
    if type(a) is memoryview:
        return bytes(a) == bytes(b)
    if type(a) in (list, tuple):
        return len(a) == len(b) and all([same(x, y) for x, y in zip(a, b)])
    if type(a) is dict:
        return len(a) == len(b) and all([key in b and same(a[key], b[key]) for key in a])
    return a == b and repr(a) == repr(b)
"""


def test_every_type_comes_back_as_it_was(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page("")).add_script(
        kind, f"{VALUES}\nfrom pyscript import storage\nstore = await storage('types')\nstore.update(VALUES)\n"
    )
    # As soon as the statement has run, it is kept; there was no sync.
    page.raw.reload()
    run(
        page,
        kind,
        VALUES
        + """
from pyscript import storage
store = await storage("types")
assert len(store) == len(VALUES), sorted([repr(key) for key in store])
for key in VALUES:
    assert same(store[key], VALUES[key]), (key, store[key])
assert [type(key) for key in store if key == 5] == [int]
""",
    )


def test_every_way_of_changing_it_is_kept(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import storage, Storage
import pyscript.storage
from pyscript.storage import Storage as Same, storage as same_storage
assert Same is Storage and same_storage is storage is pyscript.storage

import sys
CPYTHON = sys.implementation.name == "cpython"
store = await storage("changes")
store.clear()
async def kept():
    "What another worker would see."
    await store.sync()
    return dict((await storage("changes")).items())

store["a"] = 1
store["b"] = 2
store.update({"c": 3}, d=4)
if type(store | {} if CPYTHON else {}) is dict and CPYTHON:
    store |= {"e": 5}
else:
    assert "store.update" in str(raises(TypeError, lambda: store | {"e": 5}))
    store.update([("e", 5)])
assert store.setdefault("f", 6) == 6 and store.setdefault("a", 100) == 1
assert await kept() == {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6} == store.copy()
del store["a"]
assert store.pop("b") == 2 and store.pop("b", None) is None
raises(KeyError, store.pop, "b")
raises(KeyError, store.__delitem__, "b")
raises(KeyError, lambda: store["b"])
store["c"] = "new"
key, value = store.popitem()
assert key not in store and len(store) == 3
assert await kept() == store.copy() and "a" not in store
store.clear()
raises(KeyError, store.popitem)
assert await kept() == {} == store.copy() and len(store) == 0 and store.get("a", 7) == 7
assert store.name == "changes"
""",
    )


def test_two_workers_see_each_other_s_changes_after_sync(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import storage
shared = await storage("together")
shared.clear()
shared.update({"mine": 1, "old": True})
await shared.sync()
""",
    )
    run(
        warm,
        kind,
        """
from pyscript import storage
other = await storage("together")
assert other.copy() == {"mine": 1, "old": True}
other["yours"] = (2,)
del other["old"]
other["mine"] = [1]
await other.sync()
""",
        worker=True,
    )
    run(
        warm,
        kind,
        """
from pyscript import storage
shared = await storage("together")
copy = await storage("together")
assert shared.copy() == {"mine": [1], "yours": (2,)}
copy["third"] = 3
assert "third" not in shared
await copy.sync()
await shared.sync()
assert shared["third"] == 3
""",
    )


def test_what_pyscript_has_stored_is_read(warm: WatchedPage, kind: str) -> None:
    # As its version 0.7.31 writes them: a pair of kind and value, in the format of `flatted`.
    warm.evaluate(
        """(kind) => new Promise((resolve) => {
            const request = indexedDB.open(`IDBMap/@pyscript/before-${kind}`);
            request.onupgradeneeded = () => request.result.createObjectStore("entries");
            request.onsuccess = () => {
                const transaction = request.result.transaction("entries", "readwrite");
                const entries = transaction.objectStore("entries");
                entries.put('[["1",0],"null"]', "none");
                entries.put('[["1","2"],"generic","2"]', "text");
                const dict = '{"a":"3","b":"4"},"x",[1,"3",true,null,1.5]]';
                entries.put(`[["1","2"],"generic",${dict}`, "dict");
                entries.put('[["1","2"],"bytearray",[0,255]]', "bytearray");
                entries.put('[["1","2"],"memoryview",[1,2]]', "memoryview");
                transaction.oncomplete = () => { request.result.close(); resolve(); };
            };
        })""",
        kind,
    )
    run(
        warm,
        kind,
        f"""
from pyscript import storage
store = await storage("before-{kind}")
assert store["none"] is None and "none" in store and store["text"] == "2"
assert store["dict"] == {{"a": "x", "b": [1, "x", True, None, 1.5]}}, store["dict"]
assert store["bytearray"] == bytearray(b"\\0\\xff") and bytes(store["memoryview"]) == b"\\1\\2"
""",
    )


def test_what_pyscript_can_keep_is_written_as_it_does(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import storage
store = await storage("after")
store.update({"n": None, "g": ["a", 1, "a"], "b": bytearray(b"\\1"), "m": memoryview(b"\\2")})
await store.sync()
""",
    )
    assert warm.evaluate(
        """() => new Promise((resolve) => {
            const request = indexedDB.open("IDBMap/@pyscript/after");
            request.onsuccess = () => {
                const entries = request.result.transaction("entries").objectStore("entries").getAll();
                entries.onsuccess = () => {
                    request.result.close();
                    resolve(entries.result.map((text) => JSON.stringify(JSON.parse(text))));
                };
            };
        })"""
    ) == [
        '[["1","2"],"bytearray",[1]]',
        '[["1","2"],"generic",["3",1,"3"],"a"]',
        '[["1","2"],"memoryview",[2]]',
        '[["1",0],"null"]',
    ]


def test_an_entry_that_cannot_be_read_is_an_error_and_is_not_lost(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """(kind) => new Promise((resolve) => {
            const request = indexedDB.open(`IDBMap/@pyscript/corrupt-${kind}`);
            request.onupgradeneeded = () => request.result.createObjectStore("entries");
            request.onsuccess = () => {
                const transaction = request.result.transaction("entries", "readwrite");
                const entries = transaction.objectStore("entries");
                entries.put('[["1","2"],"generic",["9"]]', "refers to nothing");
                entries.put("{torn", "torn");
                entries.put("[[0, 1]]", "no kind");
                entries.put({ an: "object" }, "object");
                entries.put('[["1",[1]],"exact"]', "odd");
                entries.put('[["1",5],"generic"]', "good");
                transaction.oncomplete = () => { request.result.close(); resolve(); };
            };
        })""",
        kind,
    )
    run(
        warm,
        kind,
        f"""
from pyscript import storage
from pyscript.storage import CorruptEntry
store = await storage("corrupt-{kind}")
assert store.copy() == {{"good": 5}} and store["good"] == 5
assert sorted(store.corrupt) == ["no kind", "object", "odd", "refers to nothing", "torn"], store.corrupt
for key in list(store.corrupt):
    assert key in store
    for action in (store.__getitem__, store.get, store.pop, store.setdefault):
        error = raises(CorruptEntry, action, key)
        assert isinstance(error, ValueError) and repr(key) in str(error)
        assert "corrupt-{kind}" in str(error) and "[OT611]" in str(error)
assert store.corrupt["torn"] == "{{torn"
store["torn"] = "mended"
del store["odd"]
await store.sync()
assert store["torn"] == "mended" and sorted(store.corrupt) == ["no kind", "object", "refers to nothing"]
store.clear()
await store.sync()
assert not store.corrupt and len(store) == 0
""",
    )


def test_what_cannot_be_stored_is_refused_and_changes_nothing(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import storage
store = await storage("refused")
store.clear()
store["a"] = 1
for bad in (object(), {1, 2}, [object()], lambda: None, 1j):
    error = raises(TypeError, store.__setitem__, "a", bad)
    assert "cannot be stored" in str(error) and "[OT613]" in str(error)
raises(TypeError, store.update, {"b": 2, "c": object()})
loop = [1]
loop.append(loop)
store["loop"] = loop
raises(TypeError, store.__setitem__, "tuple", [(1,), loop])
for key in (None, True, (1, 2), b"x", float("nan")):
    assert "[OT613]" in str(raises(TypeError, store.__setitem__, key, 1)), key
await store.sync()
assert sorted(store) == ["a", "loop"] and store["a"] == 1
assert store["loop"][1] is store["loop"]
assert "[OT614]" in str(await raises_later(ValueError, storage()))
""",
    )


def test_a_class_of_one_s_own(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import storage, Storage
changes = []
class Watched(Storage):
    def __setitem__(self, key, value):
        changes.append(key)
        super().__setitem__(key, value)
store = await storage("watched", storage_class=Watched)
store["x"] = 5
assert changes == ["x"] and type(store) is Watched and (await storage("watched"))["x"] == 5
""",
    )


def test_changes_make_no_round_trip(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from offthread import round_trips
from pyscript import storage
store = await storage("trips")
before = round_trips()
for number in range(100):
    store[f"key {number}"] = number
await store.sync()
assert round_trips() == before and len(store) == 100
""",
    )


@pytest.mark.parametrize("worker", [False, True])
def test_a_browser_that_keeps_nothing_is_an_error(page: WatchedPage, site: Site, kind: str, worker: bool) -> None:
    page.goto(site.page(""))
    # A database of a version that nobody can open again is what this page can arrange.
    page.evaluate(
        """() => new Promise((resolve) => {
            const request = indexedDB.open("IDBMap/@pyscript/foreign", 3);
            request.onupgradeneeded = () => request.result.createObjectStore("something else");
            request.onsuccess = () => { request.result.close(); resolve(); };
        })"""
    )
    run(
        page,
        kind,
        """
from pyscript import storage
from pyscript.storage import StorageError
error = await raises_later(StorageError, storage("foreign"))
assert isinstance(error, OSError) and "'foreign'" in str(error) and "[OT612]" in str(error), str(error)
assert (await storage("fine")).copy() == {}
""",
        **({"worker": True} if worker else {}),
    )
