"""MicroPython's own module `jsffi`, as code for it uses it: with objects of the page, which `js` is."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage

from .running import run


@pytest.fixture(scope="module")
def kind() -> str:
    """Only MicroPython has it."""
    return "mpy"


def test_jsffi_has_objects_of_the_page(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
import jsffi
from jsffi import JsException as Caught, JsProxy, create_proxy, to_js
calls = []
proxy = create_proxy(lambda event: calls.append(event.type))
host.addEventListener("own", proxy)
host.dispatchEvent(window.Event.new("own", to_js({"bubbles": True})))
assert calls == ["own"], calls
assert isinstance(to_js([1]), JsProxy) and isinstance(host, JsProxy) and not isinstance(5, JsProxy)
try:
    document.querySelector(":::")
except Caught as error:
    assert isinstance(error, JsException) and error.name == "SyntaxError"
else:
    raise AssertionError("nothing raised")
jsffi.mem_info()
raises(AttributeError, lambda: jsffi.nothing)
""",
    )
