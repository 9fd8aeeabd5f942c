"""Handlers that decide about an event: Python is idle, a person clicks, and what Python says is in time."""

from __future__ import annotations

from collections.abc import Callable

from browser.page import WatchedPage

from .conftest import Listen

Log = Callable[[int], list[object]]


def test_a_link_is_not_followed_and_a_form_not_sent(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<a id=link href='#gone'>link</a>"
        "<form id=form action='#sent'><input id=name><button id=send>send</button></form>",
        """
        @when("click", "#link")
        def stay(event):
            event.preventDefault()
            window.log.push("click " + event.currentTarget.id + " %d" % event.eventPhase)

        @when("submit", "#form")
        def check(event):
            if not document.getElementById("name").value:
                event.preventDefault()
            window.log.push(event.defaultPrevented)
        """,
    )
    before = warm.evaluate("location.href")
    for _ in range(5):
        warm.locator("#link").click()
    assert log(5) == ["click link 2"] * 5
    warm.locator("#send").click()
    assert log(6)[-1] is True
    assert warm.evaluate("location.href") == before
    warm.evaluate("document.getElementById('form').addEventListener('submit', (event) => event.preventDefault())")
    warm.locator("#name").fill("Ada")
    warm.locator("#send").click()
    assert log(7)[-1] is False


def test_a_decision_makes_no_trip_and_hides_nothing_that_is_known(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input id=field value=typed>",
        """
        @when("keydown", "#field")
        def decide(event):
            before = round_trips()
            event.preventDefault()
            event.stopPropagation()
            event.stopImmediatePropagation()
            value = event.target.value
            made = round_trips() - before
            window.log.push(f"{value} {made} {event.defaultPrevented}")
        """,
    )
    warm.evaluate("document.getElementById('field').addEventListener('keydown', () => log.push('not stopped'))")
    warm.locator("#field").press("a")
    assert log(1) == ["typed 0 True"]
    assert warm.evaluate("document.getElementById('field').value") == "typed"


def test_a_decision_about_the_outer_of_two_events_is_in_time_too(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<a id=outer href='#gone'>outer</a><b id=inner></b>",
        """
        kept = []

        @when("click", "#inner")
        def inner(event):
            kept[0].preventDefault()
            event.preventDefault()

        @when("click", "#outer", sync=True)
        def outer(event):
            kept.append(event)
            other = window.MouseEvent.new("click", {"cancelable": True})
            document.getElementById("inner").dispatchEvent(other)
            window.log.push(f"{event.defaultPrevented} {other.defaultPrevented}")
        """,
    )
    before = warm.evaluate("location.href")
    warm.locator("#outer").click()
    assert log(1) == ["True True"]
    assert warm.evaluate("location.href") == before


def test_returning_false_prevents_in_on_handlers(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input type=checkbox id=box><input type=checkbox id=free>",
        """
        def refuse(event):
            window.log.push(event.type)
            return False
        document.getElementById("box").onclick = refuse
        document.getElementById("free").onclick = lambda event: window.log.push(event.type)
        """,
    )
    warm.locator("#box").click()
    warm.locator("#free").click()
    assert log(2) == ["click", "click"]
    assert warm.evaluate("[document.getElementById('box').checked, document.getElementById('free').checked]") == [
        False,
        True,
    ]


def test_keys_are_filtered_and_propagation_stops(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input id=digits>",
        """
        digits = document.getElementById("digits")
        @when("keydown", "#digits")
        def only_digits(event):
            if len(event.key) == 1 and event.key not in "0123456789":
                event.preventDefault()
            event.stopPropagation()
        @when("keydown", "#stage")
        def too_far(event):
            window.log.push("too far")
        @when("keyup", "#digits")
        def first(event):
            event.stopImmediatePropagation()
            window.log.push("first " + event.key)
        @when("keyup", "#digits")
        def second(event):
            window.log.push("second")
        """,
    )
    warm.locator("#digits").focus()
    warm.raw.keyboard.type("a1b2 c3")
    assert warm.evaluate("document.getElementById('digits').value") == "123"
    assert log(7) == [f"first {key}" for key in "a1b2 c3"]


def test_what_is_asked_for_is_called_at_once_whatever_it_does(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<button id=asked>1</button><button id=marked>2</button><button id=plain>3</button>",
        """
        def decide(event):
            getattr(event, "prevent" + "Default")()
        document.getElementById("asked").addEventListener("click", lambda event: decide(event), {"sync": True})
        @offthread.in_time
        def marked(event):
            decide(event)
        document.getElementById("marked").addEventListener("click", marked)
        """,
    )
    warm.evaluate(
        """() => {
            for (const id of ["asked", "marked"]) {
                document.getElementById(id).addEventListener("click", (event) => log.push(event.defaultPrevented));
            }
        }"""
    )
    warm.locator("#asked").click()
    warm.locator("#marked").click()
    assert log(2) == [True, True]


def test_decorated_handlers_and_helpers_are_found(warm: WatchedPage, listen: Listen, log: Log, kind: str) -> None:
    listen(
        "<button id=wrapped>1</button><button id=method>2</button><button id=part>3</button>",
        """
        import functools
        def logged(function):
            def wrapper(*args):
                return function(*args)
            return wrapper
        @logged
        def decide(event):
            event.preventDefault()
        document.getElementById("wrapped").addEventListener("click", decide)
        class Handlers:
            def click(self, event):
                event.preventDefault()
        handlers = Handlers()
        document.getElementById("method").addEventListener("click", handlers.click)
        def two(prefix, event):
            event.preventDefault()
        document.getElementById("part").addEventListener("click", lambda event: event.preventDefault())
        """,
    )
    ids = ["method", "part"] + (["wrapped"] if kind == "py" else [])
    for name in ids:
        warm.evaluate(
            """(id) => document.getElementById(id).addEventListener("click", (event) => {
                log.push(event.defaultPrevented);
            })""",
            name,
        )
        warm.locator(f"#{name}").click()
    assert log(len(ids)) == [True] * len(ids)


def test_others_do_not_hold_the_page(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<button id=plain>go</button>",
        """
        @when("click", "#plain")
        def plain(event):
            window.log.push("handler")
        """,
    )
    warm.evaluate(
        """() => document.getElementById("plain").addEventListener("click", () => {
            log.push("page");
            queueMicrotask(() => log.push("microtask"));
        })"""
    )
    warm.locator("#plain").click()
    assert log(3) == ["page", "microtask", "handler"]


def test_filters_are_decided_on_the_page(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input id=field>",
        """
        @when("keydown", "#field", when={"key": ["Enter", "a"], "ctrlKey": False}, prevent_default=True)
        def enter(event):
            window.log.push(event.key)
        @when("keydown", "#field", when={"target.id": "other"})
        def other(event):
            window.log.push("other")
        """,
    )
    warm.locator("#field").focus()
    warm.raw.keyboard.type("xay")
    warm.raw.keyboard.press("Enter")
    assert log(2) == ["a", "Enter"]
    assert warm.evaluate("document.getElementById('field').value") == "xy"


def test_a_late_decision_is_an_error_that_names_the_handler(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<button id=late>go</button>",
        """
        import asyncio
        from offthread import errors
        async def too_late(event):
            await asyncio.sleep(0.01)
            try:
                event.preventDefault()
            except errors.LateEventError as error:
                window.log.push(str(error))
            try:
                event.returnValue = False
            except errors.LateEventError as error:
                window.log.push("returnValue" in str(error))
        document.getElementById("late").addEventListener("click", too_late)
        def hidden(event):
            try:
                getattr(event, "prevent" + "Default")()
            except errors.LateEventError as error:
                window.log.push(str(error))
        document.getElementById("late").addEventListener("dblclick", hidden)
        """,
    )
    warm.locator("#late").click()
    found = log(2)
    assert "preventDefault" in str(found[0])
    assert "OT210" in str(found[0])
    assert found[1] is True
    warm.locator("#late").dblclick()
    messages = [str(text) for text in log(7)]
    assert any("hidden" in text and "sync=True" in text for text in messages), messages


def test_a_handler_that_takes_too_long_is_left_and_reported_once(warm: WatchedPage, listen: Listen, log: Log) -> None:
    warm.expect_console("slow.*OT209")
    listen(
        "<input type=checkbox id=slow>",
        """
        import time
        from offthread import errors
        @when("click", "#slow")
        def slow(event):
            end = time.time() + 2.5
            while time.time() < end:
                pass
            try:
                event.preventDefault()
                window.log.push("prevented")
            except errors.LateEventError:
                window.log.push("late")
        """,
    )
    warm.evaluate(
        """() => document.getElementById("slow").addEventListener("click", (event) => {
            window.stood = performance.now() - event.timeStamp;
        })"""
    )
    warm.locator("#slow").click()
    assert log(1) == ["late"]
    warm.locator("#slow").click()
    assert log(2) == ["late", "late"]
    assert warm.evaluate("document.getElementById('slow').checked") is False
    assert len([said for said in warm.said if "OT209" in said.text and said.kind == "error"]) == 1


def test_the_page_does_not_wait_for_python_that_computes(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<button id=go>go</button>",
        """
        from offthread import errors
        @when("click", "#go")
        def decide(event):
            try:
                event.preventDefault()
            except errors.LateEventError:
                window.log.push("late")
        """,
    )
    warm.evaluate(
        """() => document.getElementById("go").addEventListener("click", (event) => log.push(event.defaultPrevented))"""
    )
    script = warm.insert_script(
        "py" if warm.live_workers()[0]["type"] == "py" else "mpy",
        """
import time
from js import window
window.computing = True
end = time.time() + 1.5
while time.time() < end:
    pass
window.log.push("computed")
""",
    )
    warm.wait_for("() => window.computing")
    warm.locator("#go").click()
    assert warm.wait_for_end(script)["name"] == "done"
    assert log(3) == [False, "computed", "late"]
