"""The module `polyscript`, and `document.currentScript`."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site
from config.archives import wheel_of


@pytest.mark.parametrize("worker", [{}, {"worker": True}], ids=["shared", "own"])
def test_the_running_script_is_the_document_s_current_one(
    warm: WatchedPage, kind: str, worker: dict[str, bool]
) -> None:
    script = warm.insert_script(
        kind,
        """
from polyscript import currentScript
import js, pyscript
for script in (currentScript, js.document.currentScript, pyscript.document.currentScript):
    print(script.id)
print(js.document.implementation.createHTMLDocument("other").currentScript)
""",
        **worker,  # type: ignore[arg-type]
    )
    assert warm.wait_for_end(script)["name"] == "done"
    warm.wait_for_log("^None$")
    assert warm.logged() == [script, script, script, "None"]


def test_ffi_does_many_operations_in_one(warm: WatchedPage, kind: str) -> None:
    end = warm.add_script(
        kind,
        """
from polyscript import ffi
import js, offthread
made = js.document.createElement("p")
made.id
before = offthread.round_trips()
ffi.assign(made, {"id": "made", "title": "text"})
assert ffi.gather(made, "id", "title") == ["made", "text"]
assert offthread.round_trips() - before <= 2
assert ffi.query(js.window, "document.body.localName") == "body"
assert ffi.direct([1]) == [1] and ffi.direct(made) == made
assert ffi.evaluate(js.Math.max, 1, 3, 2) == 3
try:
    ffi.evaluate("Math.max", 1)
except TypeError as error:
    print("a function of the page" in str(error))
""",
    )
    assert end["name"] == "done", end
    warm.wait_for_log("^True$")


def test_json_writes_what_refers_to_itself(warm: WatchedPage, kind: str) -> None:
    end = warm.add_script(
        kind,
        """
from polyscript import JSON
shared = {"n": None}
value = {"list": [1, 2.5, "é", True, shared, (shared,)], "empty": [[], {}]}
value["self"] = value
again = JSON.parse(JSON.stringify(value))
assert again["self"] is again and again["list"][4] is again["list"][5][0]
assert again["list"][:4] == [1, 2.5, "é", True] and again["empty"] == [[], {}]
deep = []
for _ in range(1000):
    deep = [deep]
assert JSON.parse(JSON.stringify(deep))[0][0] != []
assert JSON.parse(JSON.stringify("text")) == "text"
""",
    )
    assert end["name"] == "done", end


@pytest.mark.parametrize("worker", ["", "worker"], ids=["shared", "own"])
def test_packages_may_be_installed_while_a_script_runs(page: WatchedPage, site: Site, kind: str, worker: str) -> None:
    code = """
from polyscript import lazy_py_modules
spam, = await lazy_py_modules("./spam-1.0-py3-none-any.whl")
again, json = await lazy_py_modules("spam", "json")
print(spam.value, again is spam, json.dumps([]))
try:
    await lazy_py_modules("./gone-1.0-py3-none-any.whl")
except ImportError as error:
    print("gone-1.0" in str(error), "404" in str(error), "[OT509]" in str(error))
"""
    wheel = wheel_of("spam", "value = 'lazily'")
    script = f'<script type="{kind}" id="s" {worker}>{code}</script>'
    page.goto(site.page(script, files={"spam-1.0-py3-none-any.whl": wheel}))
    end = page.wait_for_end("s")
    assert end["name"] == "done", end
    assert page.logged() == ["lazily True []", "True True True"]


def test_the_bridge_is_no_polyfill(warm: WatchedPage, kind: str) -> None:
    assert warm.add_script(kind, "from polyscript import xworker\nassert xworker.polyfill is False")["name"] == "done"


@pytest.mark.parametrize("worker", [{}, {"worker": True}], ids=["shared", "own"])
def test_every_name_is_there(warm: WatchedPage, kind: str, worker: dict[str, bool]) -> None:
    end = warm.add_script(
        kind,
        """
import polyscript, js
for name in polyscript.__all__:
    assert getattr(polyscript, name) is not None, name
xworker = polyscript.xworker
assert xworker.window == js.window and xworker.isWindowProxy(js.document.body) and not xworker.isWindowProxy([])
for name in ("sync", "postMessage", "polyfill"):
    assert hasattr(xworker, name), name
""",
        **worker,  # type: ignore[arg-type]
    )
    assert end["name"] == "done", end


def test_the_page_s_own_current_script_is_left_alone(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { window.running = []; }")
    end = warm.add_script(kind, "import js\njs.running.push(js.eval('document.currentScript'))")
    assert end["name"] == "done", end
    assert warm.evaluate("running") == [None]
