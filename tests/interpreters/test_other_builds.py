"""A page may bring a build of its own; what differs between builds must not show in the bridge."""

from __future__ import annotations

from pathlib import Path

from browser.page import WatchedPage
from browser.site import Site

BUILD = Path(__file__).parents[2] / "node_modules/micropython-1-28"

PROGRAM = """
import sys, array, asyncio
import offthread
from js import document, window
from offthread import errors

assert sys.implementation.version[:2] == (1, 28), sys.implementation
values = [True, 0, -1, 2**31, 2**53 - 1, 2**70, -0.5, 1e300, "", "a\\0b", "\\ud800", "é" * 100, "\\udc00" * 30, None]
for value in values:
    window.value = value
    assert window.value == value, value
for size in (0, 1, 300, 70000):
    data = bytes(i % 256 for i in range(size))
    window.value = data
    assert window.value.to_bytes() == data, size
window.value = {"a": [1, {"b": (2, 3)}]}
assert window.value.to_py() == {"a": [1, {"b": [2, 3]}]}
random = bytearray(8)
window.crypto.getRandomValues(random)
assert random != bytearray(8)
for _ in range(300):
    try:
        document.querySelector("!!")
    except errors.SyntaxError_ as error:
        assert error.name == "SyntaxError"
    else:
        raise AssertionError("no error")
children = document.body.children
before = offthread.round_trips()
assert len([child.tagName for child in children]) > 0
assert offthread.round_trips() - before == 1
seen = []
document.body.addEventListener("click", lambda event: seen.append(event.type))
document.body.click()
for _ in range(100):
    if seen:
        break
    await asyncio.sleep(0.01)
assert seen == ["click"]
assert await window.Promise.resolve(7).then(lambda value: value + 1) == 8
try:
    await window.Promise.reject(5)
except offthread.JsException as error:
    assert error.thrown == 5
"""


def test_micropython_1_28(page: WatchedPage, site: Site) -> None:
    files: dict[str, str | bytes] = {
        f"build/{name}": (BUILD / name).read_bytes() for name in ("micropython.mjs", "micropython.wasm")
    }
    page.goto(
        site.page(
            '<script type="mpy" id="main" src="main.py" config="config.toml"></script>',
            files={"main.py": PROGRAM, "config.toml": 'interpreter = "./build/micropython.mjs"', **files},
        )
    )
    end = page.wait_for_end("main")
    assert end["name"] == "done", end


def test_a_build_that_is_not_there_is_named(page: WatchedPage, site: Site) -> None:
    page.expect_console("OT505")
    page.goto(site.page("""<script type="mpy" id="main" config='{"interpreter": "./no.mjs"}'>pass</script>"""))
    end = page.wait_for_end("main")
    assert end["name"] == "error"
    assert end["code"] == "OT505"
    assert "no.mjs" in end["message"]
