"""Events of many kinds, made by a real mouse and keyboard where that is possible, and options of listeners."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browser.page import WatchedPage
from playwright.sync_api import Dialog

from .conftest import Listen

Log = Callable[[int], list[object]]

# Tells in `window.prevented` what became of events, after the listeners that were added before.
WATCH = """([selector, type]) => {
    window.prevented = [];
    document.querySelector(selector).addEventListener(type, (event) => prevented.push(event.defaultPrevented));
}"""


@pytest.fixture
def questions(warm: WatchedPage) -> Iterator[list[str]]:
    """Return the list of dialogs that the browser shows when the page is about to go; each is answered with "stay"."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    warm.raw.on("dialog", stay)
    yield asked
    warm.evaluate("() => { window.onbeforeunload = null; }")
    warm.raw.remove_listener("dialog", stay)


@pytest.mark.parametrize(
    "handler",
    ['return "Really?"', "event.preventDefault()", 'event.returnValue = "Really?"'],
    ids=["returns text", "prevents", "sets returnValue"],
)
def test_the_browser_asks_before_the_page_goes(
    warm: WatchedPage, listen: Listen, log: Log, questions: list[str], handler: str
) -> None:
    listen(
        "<button id=touch>touch</button>",
        f"""
        def ask(event):
            window.log.push(event.type)
            {handler}
        window.onbeforeunload = ask
        """,
    )
    # Browsers ask only on pages that somebody has used.
    warm.locator("#touch").click()
    warm.evaluate("() => { window.same = true; setTimeout(() => location.reload()); }")
    warm.wait_until(lambda: questions, "the browser to ask")
    assert questions == ["beforeunload"]
    assert log(1) == ["beforeunload"]
    assert warm.evaluate("window.same") is True


def test_an_invalid_field_is_not_focused_when_the_handler_prevents(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<form id=form><input id=name required><button id=send>send</button></form><p id=hint></p>",
        """
        @when("invalid", "#name")
        def complain(event):
            event.preventDefault()
            document.getElementById("hint").textContent = event.target.id + " is missing"
            window.log.push(event.target.validity.valueMissing)
        @when("submit", "#form")
        def submit(event):
            event.preventDefault()
            window.log.push("sent")
        """,
    )
    warm.locator("#send").click()
    assert log(1) == [True]
    assert warm.evaluate("document.activeElement.id") == "send"
    assert warm.text("#hint") == "name is missing"
    warm.locator("#name").fill("Ada")
    warm.locator("#send").click()
    assert log(2) == [True, "sent"]


def test_the_context_menu_is_prevented(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<p id=place>place</p>",
        """
        @when("contextmenu", "#place")
        def menu(event):
            event.preventDefault()
            window.log.push([event.button, event.target.id])
        """,
    )
    warm.evaluate(WATCH, ["#place", "contextmenu"])
    warm.locator("#place").click(button="right")
    assert log(1) == [[2, "place"]]
    assert warm.evaluate("prevented") == [True]


def test_what_is_dragged_arrives_where_it_is_dropped(warm: WatchedPage, listen: Listen, log: Log) -> None:
    box = "width:80px;height:80px;margin:10px"
    listen(
        f"<div id=card draggable=true style='{box}'>card</div><div id=tray style='{box}'>tray</div>"
        f"<div id=wall style='{box}'>wall</div>",
        """
        @when("dragstart", "#card")
        def start(event):
            event.dataTransfer.setData("text/plain", "card " + event.target.id)
            event.dataTransfer.effectAllowed = "move"
        @when("dragover", "#tray")
        def over(event):
            event.preventDefault()
            event.dataTransfer.dropEffect = "move"
        @when("drop", "#tray")
        def drop(event):
            event.preventDefault()
            window.log.push(event.dataTransfer.getData("text/plain"))
        @when("drop", "#wall")
        def never(event):
            window.log.push("dropped where nothing may be dropped")
        @when("dragend", "#card")
        def end(event):
            window.log.push("end " + event.dataTransfer.dropEffect)
        """,
    )

    def drag_to(target: str) -> None:
        warm.locator("#card").hover()
        warm.raw.mouse.down()
        warm.locator(target).hover()
        # Browsers take what is dragged to be over something with the second move.
        warm.locator(target).hover(position={"x": 20, "y": 20})
        warm.raw.mouse.up()

    drag_to("#tray")
    assert log(2) == ["card card", "end move"]
    drag_to("#wall")
    assert log(3)[2:] == ["end none"]


def test_the_clipboard_is_written_and_read_in_time(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input id=from value=original><input id=to>",
        """
        @when("copy", "#from")
        def copy(event):
            event.clipboardData.setData("text/plain", "from Python")
            event.preventDefault()
        @when("paste", "#to")
        def paste(event):
            text = event.clipboardData.getData("text/plain")
            event.preventDefault()
            event.target.value = text.upper()
            window.log.push(text)
        """,
    )
    warm.locator("#from").select_text()
    warm.raw.keyboard.press("Control+c")
    warm.locator("#to").focus()
    warm.raw.keyboard.press("Control+v")
    assert log(1) == ["from Python"]
    assert warm.locator("#to").input_value() == "FROM PYTHON"


def test_scrolling_by_the_wheel_is_prevented(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<div id=pane style='width:200px;height:100px;overflow:auto'><div style='height:2000px'>tall</div></div>",
        """
        @when("wheel", "#pane", passive=False)
        def wheel(event):
            if not event.shiftKey:
                event.preventDefault()
            window.log.push(event.deltaY)
        """,
    )
    warm.evaluate(WATCH, ["#pane", "wheel"])
    warm.locator("#pane").hover()
    warm.raw.mouse.wheel(0, 60)
    assert log(1) == [60]
    assert warm.evaluate("prevented") == [True]
    # With the next frame a browser would have scrolled.
    warm.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    assert warm.evaluate("document.getElementById('pane').scrollTop") == 0


def test_what_is_typed_is_filtered_before_it_is_input(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input id=digits>",
        """
        @when("beforeinput", "#digits")
        def check(event):
            if event.data is not None and not event.data.isdigit():
                event.preventDefault()
        @when("input", "#digits")
        def typed(event):
            window.log.push(event.target.value)
        """,
    )
    warm.locator("#digits").focus()
    warm.raw.keyboard.type("1a2 b3")
    warm.raw.keyboard.press("Backspace")
    assert log(4) == ["1", "12", "123", "12"]


def test_a_capturing_listener_stops_an_event_on_its_way_down(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<div id=outer><button id=inner>go</button></div>",
        """
        @when("click", "#outer", capture=True)
        def guard(event):
            window.log.push("guard %d" % event.eventPhase)
            if event.shiftKey:
                event.stopPropagation()
        @when("click", "#inner")
        def inner(event):
            window.log.push("inner")
        """,
    )
    warm.locator("#inner").click(modifiers=["Shift"])
    warm.locator("#inner").click()
    assert log(3) == ["guard 1", "guard 1", "inner"]


def test_once_is_once(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input type=checkbox id=box>",
        """
        @when("click", "#box", once=True)
        def first(event):
            event.preventDefault()
            window.log.push("once")
        @when("click", "#box")
        def always(event):
            window.log.push("always")
        """,
    )
    warm.locator("#box").click()
    assert warm.evaluate("document.getElementById('box').checked") is False
    warm.locator("#box").click()
    assert warm.evaluate("document.getElementById('box').checked") is True
    assert log(3) == ["once", "always", "always"]


def test_once_waits_for_an_event_that_the_filter_lets_through(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input id=field>",
        """
        @when("keydown", "#field", once=True, when={"key": "Enter"})
        def entered(event):
            window.log.push("entered")
        @when("keydown", "#field")
        def every(event):
            window.log.push(event.key)
        """,
    )
    warm.locator("#field").focus()
    for key in ("x", "Enter", "Enter", "y"):
        warm.raw.keyboard.press(key)
    assert sorted(map(str, log(5))) == ["Enter", "Enter", "entered", "x", "y"]


def test_a_handler_that_computes_does_not_keep_the_next_from_deciding(
    warm: WatchedPage, listen: Listen, log: Log
) -> None:
    listen(
        "<form id=form action='#sent'><input id=name><button id=send>send</button></form>",
        """
        import time
        @when("focusout", "#name")
        def leave(event):
            end = time.time() + 0.02
            while time.time() < end:
                pass
            window.left += 1
        @when("submit", "#form")
        def submit(event):
            event.preventDefault()
            window.log.push("submit")
        window.left = 0
        """,
    )
    warm.evaluate(WATCH, ["#form", "submit"])
    for _ in range(5):
        warm.locator("#name").focus()
        warm.locator("#send").click()
    assert log(5) == ["submit"] * 5
    assert warm.evaluate("window.left") == 5
    assert warm.evaluate("prevented") == [True] * 5
    assert not warm.raw.url.endswith("#sent")


def test_the_page_dispatches_an_event_and_python_says_no(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<div id=door></div>",
        """
        @when("enter", "#door")
        def enter(event):
            if event.detail.age < 18:
                event.preventDefault()
            window.log.push(event.isTrusted)
        """,
    )
    asked = """(age) => document.getElementById("door")
        .dispatchEvent(new CustomEvent("enter", { cancelable: true, detail: { age } }))"""
    assert [warm.evaluate(asked, age) for age in (17, 18, 3)] == [False, True, False]
    assert log(3) == [False] * 3


def test_listeners_know_where_the_event_is(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<div id=outer><div id=middle><button id=inner>go</button></div></div>",
        """
        def note(event):
            window.log.push([event.currentTarget.id, event.eventPhase, event.target.id])
        def decide(event):
            window.log.push([event.currentTarget.id, event.eventPhase, event.target.id])
            event.preventDefault()
        for name in ("outer", "inner"):
            for capture in (True, False):
                document.getElementById(name).addEventListener("click", note, capture)
                document.getElementById(name).addEventListener("dblclick", decide, {"capture": capture})
        """,
    )
    ways = [["outer", 1, "inner"], ["inner", 2, "inner"], ["inner", 2, "inner"], ["outer", 3, "inner"]]
    # A listener that is called later knows its element still; the event is at an end, and says so.
    warm.locator("#inner").click()
    assert log(4) == [[where, 0, target] for where, _, target in ways]
    warm.evaluate("() => { log.length = 0; }")
    warm.evaluate("document.getElementById('inner').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))")
    assert log(4) == ways


def test_listeners_are_removed_and_added_with_other_options(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input id=field>",
        """
        field = document.getElementById("field")
        @offthread.in_time
        def pressed(event):
            window.log.push(event.key)
        def only(key):
            field.addEventListener("keydown", pressed, {"when": {"key": key}, "prevent_default": True})
        def remove():
            field.removeEventListener("keydown", pressed)
        window.only = only
        window.removed = remove
        window.plainly = lambda: field.addEventListener("keydown", pressed)
        """,
    )

    def press(keys: str) -> None:
        for key in keys:
            warm.raw.keyboard.press(key)

    warm.locator("#field").focus()
    warm.evaluate("only('a')")
    press("ab")
    warm.evaluate("removed()")
    press("ab")
    warm.evaluate("only('b')")
    press("ab")
    warm.evaluate("removed()")
    warm.evaluate("plainly()")
    press("ab")
    assert log(4) == ["a", "b", "a", "b"]
    # Prevented were the first "a" and the "b" of the third round.
    assert warm.locator("#field").input_value() == "b" + "ab" + "a" + "ab"
    warm.evaluate("removed()")
    press("c")
    assert warm.evaluate("log.length") == 4


def test_a_listener_that_is_added_without_its_filter_as_well_gets_all(
    warm: WatchedPage, listen: Listen, log: Log
) -> None:
    listen(
        "<input id=field>",
        """
        field = document.getElementById("field")
        def pressed(event):
            window.log.push(event.key)
        field.addEventListener("keydown", pressed, {"when": {"key": "a"}})
        field.addEventListener("keydown", pressed)
        """,
    )
    warm.locator("#field").focus()
    for key in "xay":
        warm.raw.keyboard.press(key)
    assert log(3) == ["x", "a", "y"]


def test_what_the_page_decides_alone_needs_no_answer(warm: WatchedPage, listen: Listen, log: Log, kind: str) -> None:
    listen(
        "<div id=around><a id=link href='#gone'>link</a><button id=quiet>quiet</button></div>",
        """
        @when("click", "#link", prevent_default=True)
        def link(event):
            window.log.push("link")
        @when("click", "#quiet", stop_propagation=True)
        def quiet(event):
            window.log.push("quiet")
        window.computing = False
        """,
    )
    warm.evaluate(
        """() => {
            window.heard = [];
            document.getElementById("around").addEventListener("click", (event) => {
                heard.push([event.target.id, event.defaultPrevented]);
                event.preventDefault();
            });
        }"""
    )
    script = warm.insert_script(
        kind,
        """
import time
from js import window
window.computing = True
end = time.time() + 1
while time.time() < end:
    pass
window.log.push("computed")
""",
    )
    warm.wait_for("() => window.computing")
    # Python computes: what is decided now is decided without it.
    warm.locator("#link").click()
    warm.locator("#quiet").click()
    assert warm.evaluate("heard") == [["link", True]]
    assert warm.wait_for_end(script)["name"] == "done"
    assert log(3) == ["computed", "link", "quiet"]


def test_a_busy_worker_gets_the_latest_of_many_events_only(
    warm: WatchedPage, listen: Listen, log: Log, kind: str
) -> None:
    listen(
        "<div id=pad style='width:300px;height:100px'></div>",
        """
        @when("pointermove", "#pad", coalesce=True)
        def move(event):
            window.log.push(event.clientX)
        window.computing = False
        """,
    )
    script = warm.insert_script(
        kind,
        """
from js import window
window.computing = True
while window.computing:
    for _ in range(1000):
        pass
""",
    )
    warm.wait_for("() => window.computing")
    box = warm.locator("#pad").bounding_box()
    assert box
    pending = []
    for step in range(100):
        warm.raw.mouse.move(box["x"] + 20 + step, box["y"] + 50)
        if step % 25 == 0:
            pending.append(warm.live_workers()[0]["stats"]["pending"])
    assert max(pending) <= 1
    warm.evaluate("() => { window.computing = false; }")
    assert warm.wait_for_end(script)["name"] == "done"
    warm.wait_for("(last) => window.log.at(-1) === last", box["x"] + 119)
    assert len(log(1)) <= 3
