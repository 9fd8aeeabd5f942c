"""Pyodide's own modules, as code for it uses them: with objects of the page, which `js` is."""

from __future__ import annotations

from typing import Literal

import pytest
from browser.page import WatchedPage
from browser.site import Site

from .running import run


@pytest.fixture(scope="module")
def kind() -> str:
    """Only Pyodide has these."""
    return "py"


@pytest.fixture(params=[{}, {"worker": True}], ids=["shared", "own"])
def place(request: pytest.FixtureRequest) -> dict[str, Literal[True]]:
    """Attributes of a script: whether its worker is that of the page's scripts or its own."""
    found: dict[str, Literal[True]] = request.param
    return found


def test_functions_for_the_page(warm: WatchedPage, kind: str, place: dict[str, Literal[True]]) -> None:
    run(
        warm,
        kind,
        """
import asyncio
from js import Object, setTimeout
from pyodide.ffi import create_once_callable, create_proxy, jsnull, to_js
calls = []
proxy = create_proxy(lambda event: calls.append(event.type))
host.addEventListener("own", proxy)
host.dispatchEvent(window.Event.new("own", to_js({"bubbles": True}, dict_converter=Object.fromEntries)))
host.removeEventListener("own", proxy)
host.dispatchEvent(window.Event.new("own"))
proxy.destroy()
assert calls == ["own"], calls
done = asyncio.Event()
setTimeout(create_once_callable(done.set), 0)
await done.wait()
made = to_js([1, {"a": [2]}])
assert window.Array.isArray(made) and made[1].a[0] == 2 and made.to_py() == [1, {"a": [2]}]
table = to_js(memoryview(bytes(range(6))).cast("B", (2, 3)))
assert table[1].to_py() == [3, 4, 5] and to_js(memoryview(b"abc")).length == 3
assert window.Array.of(jsnull, None).to_py() == [None, None]
assert window.JSON.stringify([jsnull]) == "[null]"
""",
        **place,
    )


def test_objects_of_the_page_are_javascripts(warm: WatchedPage, kind: str, place: dict[str, Literal[True]]) -> None:
    run(
        warm,
        kind,
        """
import pyodide.ffi
from pyodide.ffi import JsArray, JsBuffer, JsCallable, JsIterable, JsMap, JsMutableMap, JsPromise, JsProxy, JsTypedArray
for value in (document, window.Array.from_, window.Array, window.Map.new(), window.Promise.resolve(1)):
    assert isinstance(value, JsProxy), value
for value in (1, "x", [], None, print):
    assert not isinstance(value, JsProxy), value
assert isinstance(window.Array.new(), JsArray) and isinstance(host.childNodes, JsArray)
assert not isinstance(document, JsArray) and not isinstance(document, JsCallable)
assert isinstance(window.Map.new(), JsMap) and isinstance(window.Map.new(), JsMutableMap)
assert isinstance(window.Array, JsCallable) and isinstance(window.Array.from_, JsCallable)
assert isinstance(window.Promise.resolve(1), JsPromise) and isinstance(host.children, JsIterable)
assert isinstance(window.Uint8Array.new(2), JsTypedArray) and isinstance(window.Uint8Array.new(2), JsBuffer)
import pyodide_js
assert isinstance(pyodide_js, JsProxy), "the interpreter's own"
assert host.js_id == document.getElementById("host").js_id != document.body.js_id
""",
        **place,
    )


def test_exceptions_of_the_page_are_caught(warm: WatchedPage, kind: str, place: dict[str, Literal[True]]) -> None:
    run(
        warm,
        kind,
        """
import offthread
from pyodide.ffi import JsException
try:
    document.querySelector(":::")
except (ZeroDivisionError, JsException) as error:
    assert "valid selector" in str(error) and isinstance(error, JsException) and error.name == "SyntaxError"
else:
    raise AssertionError("nothing raised")
""",
        **place,
    )


def test_wrappers(warm: WatchedPage, kind: str, place: dict[str, Literal[True]]) -> None:
    run(
        warm,
        kind,
        """
import asyncio
from pyodide.ffi.wrappers import (
    add_event_listener, clear_interval, clear_timeout, remove_event_listener, set_interval, set_timeout
)
calls = []
def hear(event):
    calls.append(event.type)
add_event_listener(host, "own", hear)
host.dispatchEvent(window.Event.new("own"))
remove_event_listener(host, "own", hear)
host.dispatchEvent(window.Event.new("own"))
assert calls == ["own"]
done = asyncio.Event()
clear_timeout(set_timeout(lambda: calls.append("never"), 60000))
ticking = set_interval(lambda: calls.append("tick"), 0)
set_timeout(done.set, 0)
await done.wait()
clear_interval(ticking)
assert "never" not in calls
""",
        **place,
    )


def test_requests_and_code(page: WatchedPage, site: Site, kind: str, place: dict[str, Literal[True]]) -> None:
    code = """
from pyodide.code import run_js
from pyodide.http import open_url, pyfetch, pyxhr
print(open_url("data.txt").read(), await (await pyfetch("./data.txt")).string(), pyxhr.get("data.txt").text)
print(run_js("document.title + typeof window"))
"""
    script = f'<script type="{kind}" id="script" {" ".join(place)}>{code}</script>'
    page.goto(site.page(script, files={"data.txt": "found"}))
    end = page.wait_for_end("script")
    assert end["name"] == "done", end
    assert page.logged() == ["found found found", "Testobject"]
