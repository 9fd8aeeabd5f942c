"""Modifiers of the attribute: what the page decides itself, and which events and keys are meant."""

from __future__ import annotations

import re

import pytest
from browser.page import WatchedPage

from .conftest import Log, Stage


def test_prevent_and_stop_are_done_by_the_page(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<div id=outer><input type=checkbox id=prevented TYPE-click.prevent=note_it>"
        "<input type=checkbox id=stopped TYPE-click.stop=note_it></div>",
        "def note_it(event):\n    note(event.currentTarget.id)\n",
    )
    warm.evaluate(
        """() => {
            const note = ({ target }) => log.push(`outer ${target.id}`);
            document.getElementById("outer").addEventListener("click", note);
        }"""
    )
    warm.locator("#prevented").click()
    log(2)
    warm.locator("#stopped").click()
    assert sorted(map(str, log(3))) == ["outer prevented", "prevented", "stopped"]
    assert warm.locator("#prevented").is_checked() is False
    assert warm.locator("#stopped").is_checked() is True


def test_they_are_done_while_python_is_busy(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<button id=compute TYPE-click=compute>compute</button>"
        "<input type=checkbox id=box TYPE-click.prevent=note_box>",
        """
        def compute():
            note("begin")
            while window.busy:
                pass
            note("end")
        def note_box():
            note("box")
        """,
    )
    warm.evaluate("() => { window.busy = true; }")
    warm.locator("#compute").click()
    log(1)
    warm.locator("#box").click()
    assert warm.locator("#box").is_checked() is False
    warm.evaluate("() => { window.busy = false; }")
    assert log(3) == ["begin", "end", "box"]


def test_once_is_once(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<button id=once TYPE-click.once=first>1</button><input id=field TYPE-keydown.once.enter=entered>"
        "<button id=end TYPE-click=note_end>2</button>",
        """
        def first():
            note("first")
        def entered(event):
            note("entered")
        def note_end():
            note("end")
        """,
    )
    warm.locator("#once").click()
    warm.locator("#once").click()
    warm.locator("#field").press("a")
    warm.locator("#field").press("Enter")
    warm.locator("#field").press("Enter")
    warm.locator("#end").click()
    assert log(3) == ["first", "entered", "end"]


def test_capture_comes_before_and_self_is_for_the_element_alone(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<div id=outer TYPE-click.capture.sync=outer><button id=inner TYPE-click.sync=inner>1</button></div>"
        "<p id=own TYPE-click.self=own>text<b id=bold>bold</b></p>",
        """
        def outer():
            note("outer")
        def inner():
            note("inner")
        def own():
            note("own")
        """,
    )
    # With `sync` the page waits, so that the order is that of the event.
    assert warm.evaluate("() => { document.getElementById('inner').click(); return log; }") == ["outer", "inner"]
    warm.evaluate("() => { document.getElementById('bold').click(); document.getElementById('own').click(); }")
    log(3)
    warm.evaluate("() => { document.getElementById('own').click(); }")
    assert log(4) == ["outer", "inner", "own", "own"]


def test_a_passive_listener_prevents_nothing(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<div id=passive TYPE-wheel.passive=refuse></div><div id=active TYPE-wheel=refuse></div>",
        """
        def refuse(event):
            event.preventDefault()
            note(event.currentTarget.id)
        """,
    )
    dispatch = """(id) => document.getElementById(id).dispatchEvent(new WheelEvent("wheel", { cancelable: true }))"""
    assert warm.evaluate(dispatch, "active") is False
    warm.expect_console("passive event listener")
    assert warm.evaluate(dispatch, "passive") is True
    assert log(2) == ["active", "passive"]


def test_of_many_events_in_a_frame_the_last_is_enough(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<div id=pad TYPE-pointermove.coalesce=moved></div><button id=end TYPE-click=note_end>end</button>",
        """
        def moved(event):
            note(event.clientX)
        def note_end():
            note("end")
        """,
    )
    warm.evaluate(
        """() => {
            for (let clientX = 1; clientX <= 50; clientX++)
                document.getElementById("pad").dispatchEvent(new PointerEvent("pointermove", { clientX }));
        }"""
    )
    log(1)
    warm.locator("#end").click()
    assert log(2) == [50, "end"]


def test_keys_are_chosen_by_their_names(warm: WatchedPage, stage: Stage, log: Log) -> None:
    stage(
        "<input id=field TYPE-keydown.enter=note_enter TYPE-keydown.escape.space=note_key"
        " TYPE-keydown.ctrl.s.prevent=save"
        " TYPE-keyup.f=note_f TYPE-keydown.shift.left=note_shift TYPE-keydown.alt.f2=note_alt>"
        "<button id=end TYPE-click.ctrl=note_end TYPE-click.meta=note_end>end</button>",
        """
        def note_enter():
            note("enter")
        def note_key(event):
            note(event.key)
        def save():
            note("save")
        def note_f(event):
            note("f " + event.key)
        def note_shift():
            note("shift left")
        def note_alt():
            note("alt f2")
        def note_end(event):
            note("end %s %s" % (event.ctrlKey, event.metaKey))
        """,
    )
    field = warm.locator("#field")
    field.focus()
    for key in ("x", "Enter", "s", "Control+s", "Escape", "ArrowLeft", "Shift+ArrowLeft", "F2", "Alt+F2", "Space"):
        warm.raw.keyboard.press(key)
    warm.raw.keyboard.press("f")
    warm.raw.keyboard.press("Shift+F")
    log(8)
    warm.locator("#end").click()
    warm.locator("#end").click(modifiers=["Control"])
    assert log(9) == ["enter", "save", "Escape", "shift left", "alt f2", " ", "f f", "f F", "end True False"]
    assert field.input_value() == " fFs"


@pytest.mark.parametrize(
    ("attribute", "value", "reason"),
    [
        ("click.prevnt", "nothing", '"prevnt" is no modifier. Did you mean "prevent"? Known are prevent, stop, once'),
        ("click.enter", "nothing", '"enter" is a key, and only "keydown", "keyup" and "keypress" have one'),
        ("wheel.passive.prevent", "nothing", '"passive" promises the browser that nothing is prevented'),
        ("click", "nothing(event)", 'its value must be the name of a function, such as "greet" or "tools.greet". '
         'Write "nothing"'),
        ("click", "", "its value must be the name of a function"),
        (".once", "nothing", "it names no event"),
    ],
)  # fmt: skip
def test_what_is_written_wrongly_is_reported_and_the_rest_works(
    warm: WatchedPage, stage: Stage, log: Log, kind: str, attribute: str, value: str, reason: str
) -> None:
    said = warm.expect_console(rf"TagError: The declared event of <.* was ignored: {re.escape(reason)}.*\[OT321\]")
    html = f'<button id=wrong TYPE-dblclick=right TYPE-{attribute}="{value}">1</button>'
    stage(html, "def right():\n    note('right')")
    event = warm.wait_for_event("error", target="wrong")
    assert (event["code"], event["errorName"]) == ("OT321", "TagError")
    warm.locator("#wrong").dblclick()
    assert log(1) == ["right"]
    warm.check_console()
    assert len(said.met) == 1
