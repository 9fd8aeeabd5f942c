"""The names of `pyscript` that there are so far, in both interpreters."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage


def run(page: WatchedPage, kind: str, code: str, **attributes: str) -> str:
    """Run a script, fail with its traceback, and return the id of its element."""
    script = page.insert_script(kind, code, **attributes)
    end = page.wait_for_end(script)
    if end["name"] != "done":
        pytest.fail(str(end["traceback"]), pytrace=False)
    return script


def test_js_and_pyscript_give_the_page(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from js import document, window, localStorage, console, alert
import js
from pyscript import document as same_document, window as same_window
assert document == same_document == js.document and window == same_window == js.window
localStorage.setItem("key", "value")
assert localStorage.getItem("key") == "value"
localStorage.clear()
console.log("through the page's console")
assert js.location.href == window.location.href
""",
    )
    warm.wait_for_log("through the page's console")


def test_display_goes_after_the_script(warm: WatchedPage, kind: str) -> None:
    script = run(warm, kind, "from pyscript import display\ndisplay('<b>', 5)\ndisplay('more')")
    assert warm.locator(f"#{script} + script-py > div").all_inner_texts() == ["<b>", "5", "more"]
    assert warm.evaluate("(id) => document.getElementById(id).target.localName", script) == "script-py"


def test_display_into_a_target(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<p id=out>old</p>'); }")
    run(
        warm,
        kind,
        """
from pyscript import HTML, display, document
class Picture:
    def _repr_svg_(self):
        return "<svg width='5'></svg>"
display(HTML("<b>bold</b>"), target="#out", append=False)
display(Picture(), target="out")
element = document.createElement("em")
element.textContent = "element"
display(element, [1, 2], target="out")
try:
    display("x", target="nowhere")
except ValueError as error:
    assert "nowhere" in str(error)
else:
    raise AssertionError("no error")
""",
    )
    assert warm.evaluate("() => document.querySelector('#out').textContent") == "boldelement[1, 2]"
    assert warm.evaluate("() => document.querySelectorAll('#out b, #out svg, #out em').length") == 3
    warm.evaluate("() => document.getElementById('out').remove()")


def test_when_calls_a_function_for_events(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        "() => document.body.insertAdjacentHTML('beforeend', '<form id=form><button type=button class=b>1</button>"
        "<button type=button class=b>2</button></form>')"
    )
    run(
        warm,
        kind,
        """
from pyscript import document, when, window
@when("click", ".b")
def with_event(event):
    print("event", event.target.textContent)
@when("click", document.querySelector(".b"))
def without_event():
    print("no event")
@when("click", document.querySelectorAll(".b"), once=True)
async def coroutine(event):
    print("coroutine", event.type)
@when("reset", document.getElementById("form"))
def a_form_is_one_element(event):
    print("reset", event.target.id)
try:
    when("click", "#nobody")(with_event)
except ValueError as error:
    assert "#nobody" in str(error)
else:
    raise AssertionError("no error")
""",
    )
    warm.locator(".b").nth(0).click()
    warm.locator(".b").nth(0).click()
    warm.locator(".b").nth(1).click()
    warm.evaluate("() => document.getElementById('form').reset()")
    warm.wait_for_log("^reset form$")
    assert sorted(warm.logged()) == [
        "coroutine click",
        "coroutine click",
        "event 1",
        "event 1",
        "event 2",
        "no event",
        "no event",
        "reset form",
    ]
    warm.evaluate("() => document.getElementById('form').remove()")
