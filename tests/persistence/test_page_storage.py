"""dist/storage.js, the page's side of `pyscript.storage`, and the maps of `polyscript`."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site

from .programs import run

# Every entry with what the page must make of it.
PYTHON = """
ENTRIES = {
    "none": None, "yes": True, "text": "caf\\xe9 \\U0001f40d", "float": 0.5, "big": 2**70, "negative": -(2**53),
    "infinite": float("inf"), "list": [1, [2, "3"]], "dict": {"a": {"b": []}}, "tuple": (1, ("x",)),
    "bytes": bytes([0, 255]), "bytearray": bytearray([1, 2]), "memoryview": memoryview(bytes([3])),
    "keys": {1: b"x"}, 5: "a number as key",
}
"""
PAGE = """
const shown = (value) => {
    if (value instanceof ArrayBuffer) return `ArrayBuffer ${new Uint8Array(value)}`;
    if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${value}`;
    if (value instanceof Map) return `Map ${JSON.stringify([...value].map((pair) => pair.map(shown)))}`;
    return typeof value === "object" ? JSON.stringify(value) : `${typeof value} ${value}`;
};
const { storage } = await import("/_offthread/storage.js");
"""


def evaluate(page: WatchedPage, body: str) -> object:
    """Run statements of a module on the page, and return what they return."""
    return page.evaluate(f"async () => {{ {PAGE} {body} }}")


def test_the_page_reads_what_python_has_stored(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"{PYTHON}\nfrom pyscript import storage\nstore = await storage('read-{kind}')\n"
        "store.update(ENTRIES)\nawait store.sync()",
    )
    found = evaluate(
        warm,
        f"""
        const store = await storage("read-{kind}");
        return Object.fromEntries(Object.entries(store).map(([key, value]) => [key, shown(value)]));
        """,
    )
    assert found == {
        "none": "null",
        "yes": "boolean true",
        "text": "string café \U0001f40d",
        "float": "number 0.5",
        "big": f"bigint {2**70}",
        "negative": f"bigint {-(2**53)}",
        "infinite": "number Infinity",
        "list": '[1,[2,"3"]]',
        "dict": '{"a":{"b":[]}}',
        "tuple": '[1,["x"]]',
        "bytes": "Uint8Array 0,255",
        "bytearray": "ArrayBuffer 1,2",
        "memoryview": "Uint8Array 3",
        "keys": 'Map [["number 1","Uint8Array 120"]]',
        "5": "string a number as key",
    }


def test_python_reads_what_the_page_has_stored(warm: WatchedPage, kind: str) -> None:
    evaluate(
        warm,
        f"""
        const store = await storage("write-{kind}");
        Object.assign(store, {{
            nothing: undefined, yes: true, text: "\\0 \\u20ac", float: -0.5, "minus zero": -0, infinite: -Infinity,
            big: 2n ** 70n,
            list: [1, [2, "3"]], dict: {{ a: {{ b: [] }} }}, buffer: new Uint8Array([1, 2]).buffer,
            bytes: new Uint8Array([0, 255]),
            mixed: [1, 2.5, undefined, 3n, new Uint8Array([9]), {{ x: new ArrayBuffer(0) }}],
            map: new Map([[1, "one"], ["b", [2]]]),
        }});
        const itself = [1];
        itself.push(itself);
        store.itself = itself;
        await store.sync();
        """,
    )
    run(
        warm,
        kind,
        f"""
        from pyscript import storage
        store = await storage("write-{kind}")
        assert repr(store.pop("minus zero")) == "-0.0"
        itself = store.pop("itself")
        assert itself[0] == 1 and itself[1] is itself
        for key, kind in (("buffer", bytearray), ("bytes", memoryview)):
            assert type(store[key]) is kind, key
            store[key] = bytes(store[key])
        mixed = store.pop("mixed")
        assert mixed[:4] == [1, 2.5, None, 3] and bytes(mixed[4]) == b"\\x09", mixed
        assert mixed[5] == {{"x": bytearray()}}, mixed
        assert store.copy() == {{
            "nothing": None, "yes": True, "text": "\\0 \\u20ac", "float": -0.5, "infinite": float("-inf"), "big": 2**70,
            "list": [1, [2, "3"]], "dict": {{"a": {{"b": []}}}}, "buffer": b"\\1\\2", "bytes": b"\\0\\xff",
            "map": {{1: "one", "b": [2]}},
        }}, store.copy()
        """,
    )


def test_arrays_of_other_numbers_come_back(warm: WatchedPage) -> None:
    assert evaluate(
        warm,
        """
        const store = await storage("arrays");
        Object.assign(store, { f: new Float64Array([0.5, -1]), i: new Int16Array([-2]), q: new BigInt64Array([-3n]) });
        await store.sync();
        return ["f", "i", "q"].map((key) => shown(store[key]));
        """,
    ) == ["Float64Array 0.5,-1", "Int16Array -2", "BigInt64Array -3"]


def test_each_sees_what_the_other_has_changed_after_sync(warm: WatchedPage, kind: str) -> None:
    name = f"both-{kind}"
    evaluate(
        warm,
        f"""
        window.store = await storage("{name}");
        Object.assign(store, {{ kept: 1, deleted: 2, 7: "seven" }});
        await store.sync();
        """,
    )
    run(
        warm,
        kind,
        f"""
        from pyscript import storage
        store = await storage("{name}")
        del store["deleted"]
        store[8] = "eight"
        await store.sync()
        """,
    )
    assert evaluate(
        warm,
        """
        const before = [store.deleted, "8" in store];
        await store.sync();
        store[8] += "!";
        delete store.kept;
        delete store.nowhere;
        await store.sync();
        return [...before, store.deleted, "deleted" in store, Object.keys(store), store[8]];
        """,
    ) == [2, False, None, False, ["8", "7"], "eight!"]
    run(
        warm,
        kind,
        f"""
        from pyscript import storage
        store = await storage("{name}")
        assert store.copy() == {{8: "eight!", "7": "seven"}}, store.copy()
        store["late"] = 1
        """,
    )
    assert evaluate(warm, "await store.sync(); store.clear(); await store.sync(); return Object.keys(store);") == []


def test_what_cannot_be_stored_or_read_is_said(warm: WatchedPage) -> None:
    said = evaluate(
        warm,
        """
        const failure = async (action) => {
            try { await action(); } catch (error) { return `${error.name}: ${error.message}`; }
        };
        const store = await storage("failures");
        const itself = [1n];
        itself.push(itself);
        const request = indexedDB.open("IDBMap/@pyscript/failures");
        const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
        const transaction = database.transaction("entries", "readwrite");
        for (const [key, text] of Object.entries({ torn: "{torn", odd: '[["1",2],"odd"]', object: {} }))
            transaction.objectStore("entries").put(text, key);
        await new Promise((resolve) => { transaction.oncomplete = resolve; });
        database.close();
        await store.sync();
        const said = [
            await failure(() => storage("")),
            await failure(() => { store.date = new Date(0); }),
            await failure(() => { store.f = () => 1; }),
            await failure(() => { store.itself = itself; }),
            await failure(() => { store.sync = 1; }),
            await failure(() => store.torn),
            await failure(() => store.odd),
            await failure(() => store.object),
        ];
        store.torn = "mended";
        await store.sync();
        return [...said, store.torn, Object.keys(Object.getOwnPropertyDescriptors({ torn: store.torn }))[0]];
        """,
    )
    assert isinstance(said, list)
    for code, words, message in zip(
        ["OT614", "OT613", "OT613", "OT613", "OT613", "OT611", "OT611", "OT611"],
        ["needs a name", "A Date cannot", "A function cannot", "in itself", "sync", '"torn"', '"odd"', '"object"'],
        said,
        strict=False,
    ):
        assert words in message
        assert f"[{code}]" in message
    assert said[-2:] == ["mended", "torn"]


def test_a_database_of_others_cannot_be_used(warm: WatchedPage, kind: str) -> None:
    assert (
        evaluate(
            warm,
            """
        for (const name of ["IDBMap/@pyscript/of others", "IDBMap/of others"]) {
            const request = indexedDB.open(name, 3);
            await new Promise((resolve) => { request.onsuccess = resolve; });
            request.result.close();
        }
        return storage("of others").catch(({ name, message }) => `${name}: ${message.includes("[OT612]")}`);
        """,
        )
        == "NotFoundError: true"
    )
    run(
        warm,
        kind,
        """
        from polyscript import storage
        error = await raises_later(Exception, storage("of others"))
        assert "NotFoundError" in repr(error) + str(error), error
        """,
    )


def test_polyscript_s_maps_outlive_the_page(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(""))
    code = """
    from polyscript import storage, IDBMap, IDBMapSync
    import js
    """
    run(
        page,
        kind,
        code
        + """
    store = await storage("settings")
    store.set("a", 1)
    store.set("b", {"c": [1, 2]})
    store.set("gone", 1)
    assert store.delete("gone") and store.size == 2
    await store.sync()
    other = IDBMap.new("settings")
    assert await other.get("a") == 1
    await other.set("z", "last")
    assert await other.size == 3
    """,
    )
    page.raw.reload()
    run(
        page,
        kind,
        code
        + """
    store = await storage("settings")
    assert list(store.keys()) == ["a", "b", "z"]
    assert [store.get("a"), store.get("b").to_py(), store.get("z")] == [1, {"c": [1, 2]}, "last"]
    assert store.has("a") and not store.has("gone") and store.get("gone") is None
    assert isinstance(store, IDBMapSync)
    await store.close()
    """,
    )
