"""`pyscript.ffi`, `util`, `flatted`, `context` and imports at run time, in both interpreters."""

from __future__ import annotations

import io
import zipfile

import pytest
from browser.page import WatchedPage
from browser.site import Site

from .running import run


def test_ffi(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import ffi, web
assert ffi.is_none(None) and ffi.is_none(ffi.jsnull) and not ffi.is_none(0) and not ffi.jsnull
made = ffi.to_js({"a": [1, {"b": None}], "c": "d"})
assert made.to_py() == {"a": [1, {"b": None}], "c": "d"}
made.e = 5
assert made.e == 5 and window.Array.isArray(ffi.to_js([1, 2])) and ffi.to_js("x") == "x" and ffi.to_js(5) == 5
assert ffi.to_js(host) is host
pairs = ffi.to_js({"a": {"b": 1}}, dict_converter=window.Map.new)
assert pairs.get("a").get("b") == 1
assert ffi.to_js({"a": 1}, dict_converter=window.Object.fromEntries).a == 1
class Point:
    x = 3
assert ffi.to_js([Point()], default_converter=lambda value, convert, cache: convert({"x": value.x}))[0].x == 3
raises(errors.EncodeError, ffi.to_js, [object()])
assert ffi.to_js(b"ab").length == 2
target = window.Object.new()
assert ffi.assign(target, {"a": 1}, {"b": 2}) is target and (target.a, target.b) == (1, 2)
ffi.assign(target, made, {"z": 1})
assert target.c == "d" and target.z == 1
element = web.p()
ffi.assign(element, {"title": "t"})
assert element.title == "t"
assert ffi.gather(target, "b", "z") == [2, 1] and ffi.gather(window, "document.nodeType", "length")[0] == 9
assert ffi.query(window, "document.body.localName") == "body" and ffi.direct(target) is target
assert ffi.evaluate("1 + 1") == 2 and ffi.evaluate("(a, b) => a + b", 1, 2) == 3
assert raises(JsException, ffi.evaluate, "nothing.at.all").name == "ReferenceError"
assert ffi.evaluate("(x) => x === null", ffi.jsnull) is True and ffi.evaluate("(x) => x === undefined", None) is True
calls = []
def call(event=None):
    calls.append(event)
proxy = ffi.create_proxy(call)
host.addEventListener("own", proxy)
host.dispatchEvent(window.Event.new("own"))
host.removeEventListener("own", ffi.create_proxy(call))
host.dispatchEvent(window.Event.new("own"))
proxy()
assert len(calls) == 2 and calls[0].type == "own"
""",
    )


def test_util(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript.util import NotSupported, as_bytearray, is_awaitable
assert as_bytearray(window.Uint8Array.new([1, 2, 255])) == bytearray([1, 2, 255])
assert as_bytearray(window.Uint8Array.new([7]).buffer) == bytearray([7]) and as_bytearray(b"x") == bytearray(b"x")
missing = NotSupported("thing", "there is no thing")
assert repr(missing) == "<NotSupported thing [there is no thing]>"
assert "no thing" in str(raises(AttributeError, lambda: missing.x))
raises(AttributeError, lambda: setattr(missing, "x", 1))
raises(TypeError, missing)
async def later():
    pass
class Some:
    async def method(self):
        pass
    def plain(self):
        pass
def outer():
    held = 1
    async def inner():
        return held
    return inner
assert is_awaitable(later) and is_awaitable(Some().method) and is_awaitable(outer())
assert not is_awaitable(outer) and not is_awaitable(Some().plain) and not is_awaitable(print) and not is_awaitable(5)
""",
    )


def test_flatted(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import flatted
parent = {"name": "p", "list": [1, 2.5, True, None, "p"]}
parent["self"] = parent
parent["list"].append(parent)
again = flatted.parse(flatted.stringify(parent))
assert again["self"] is again and again["list"][5] is again and again["list"][:5] == [1, 2.5, True, None, "p"]
shared = [1]
again = flatted.parse(flatted.stringify([shared, shared, (2, "x")]))
assert again == [[1], [1], [2, "x"]] and again[0] is again[1]
for value in (5, "text", None, [], {}, True):
    assert flatted.parse(flatted.stringify(value)) == value
# The library's own text for `a = [{}]; a[0].a = a`.
linked = flatted.parse('[["1"],{"a":"0"}]')
assert linked[0]["a"] is linked
deep = []
for _ in range(500):
    deep = [deep]
again = flatted.parse(flatted.stringify(deep))
for _ in range(500):
    again = again[0]
assert again == []
raises(ValueError, flatted.parse, "{no json")
""",
    )


def test_the_context_of_a_shared_worker(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
import pyscript
from pyscript import context, RUNNING_IN_WORKER
assert RUNNING_IN_WORKER is False and context.RUNNING_IN_WORKER is False and offthread.in_worker is True
for name in context.__all__:
    assert getattr(context, name) == getattr(pyscript, name) or name == "current_target", name
assert context.document == document and context.config["type"] in ("py", "mpy")
assert context.current_target() == pyscript.current_target()
for name in pyscript.__all__:
    assert getattr(pyscript, name, None) is not None, name
assert "nothing" in str(raises(AttributeError, lambda: pyscript.nothing))
""",
    )


def test_scripts_with_worker_run_in_one(warm: WatchedPage, kind: str) -> None:
    code = "from pyscript.context import RUNNING_IN_WORKER\nassert RUNNING_IN_WORKER is True"
    run(warm, kind, code, worker=True, env="some")


def test_scripts_of_an_env_alone_do_not(warm: WatchedPage, kind: str) -> None:
    run(warm, kind, "from pyscript import RUNNING_IN_WORKER\nassert RUNNING_IN_WORKER is False", env="another")


@pytest.mark.parametrize("worker", ["", "worker"])
def test_modules_of_javascript_are_imported_on_the_page(page: WatchedPage, site: Site, kind: str, worker: str) -> None:
    code = """
from pyscript import js_import
one, two = await js_import("./one.js", "one.js?2")
print(one.name, two.double(21), one.where())
try:
    await js_import("./nothing.js")
except Exception as error:
    print(type(error).__name__, "nothing.js" in str(error))
"""
    module = (
        "export const name = 'one'; export const double = (n) => 2 * n; export const where = () => typeof document;"
    )
    page.expect_console("nothing.js|404")
    page.goto(site.page(f'<script type="{kind}" id="script" {worker}>{code}</script>', files={"one.js": module}))
    assert page.wait_for_end("script")["name"] == "done"
    assert page.wait_for_log("^one") == "one 42 object"
    assert page.wait_for_log("nothing|True").endswith("True")


@pytest.mark.parametrize("worker", ["", "worker"])
def test_packages_are_imported_when_a_program_asks(page: WatchedPage, site: Site, kind: str, worker: str) -> None:
    code = """
import sys
from js import location
from pyscript import py_import
json, tiny = await py_import("json", location.href.replace("index.html", "tiny-1.0-py3-none-any.whl"))
print("tiny", tiny.answer, json.dumps([1]))
[again] = await py_import("tiny>=1")
print("again", again is tiny)
try:
    await py_import(location.href.replace("index.html", "none-1.0-py3-none-any.whl"))
except ImportError as error:
    print("error", "none-1.0" in str(error) and "404" in str(error) and "[OT509]" in str(error))
"""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as wheel:
        wheel.writestr("tiny.py", "answer = 42")
    files = {"tiny-1.0-py3-none-any.whl": archive.getvalue()}
    page.goto(site.page(f'<script type="{kind}" id="script" {worker}>{code}</script>', files=files))
    end = page.wait_for_end("script")
    assert end["name"] == "done", end
    assert page.logged() == ["tiny 42 [1]", "again True", "error True"]
