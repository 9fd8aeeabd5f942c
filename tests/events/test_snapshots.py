"""What events say is known without a trip, and what changes is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from browser.page import WatchedPage

from .conftest import Listen

Log = Callable[[int], list[object]]


def test_reading_what_handlers_read_makes_no_trip(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input id=field><button id=button name=send>go</button><div id=box style='width:99px;height:99px'></div>",
        """
        seen = {}
        @when("keydown", "#field")
        def keydown(event):
            before = round_trips()
            seen["key"] = [event.type, event.key, event.code, event.shiftKey, event.ctrlKey, event.altKey,
                event.metaKey, event.repeat, event.target.id, event.target.value, event.isTrusted]
            seen["key trips"] = round_trips() - before
        @when("input", "#field")
        def typed(event):
            before = round_trips()
            seen["input"] = [event.data, event.inputType, event.target.value, event.target.checked]
            seen["input trips"] = round_trips() - before
        @when("click", "#button")
        def click(event):
            before = round_trips()
            seen["click"] = [event.target.id, event.target.name, event.currentTarget.id, event.button, event.detail,
                event.clientX > 0, event.offsetX >= 0, event.pointerType]
            seen["click trips"] = round_trips() - before
            window.log.push("clicked")
        @when("wheel", "#box", passive=True)
        def wheel(event):
            before = round_trips()
            seen["wheel"] = [event.deltaY, event.deltaX]
            seen["wheel trips"] = round_trips() - before
            window.log.push("wheel")
        @when("click", "#box")
        def tell(event):
            window.log.push(seen)
        """,
    )
    warm.locator("#field").focus()
    warm.raw.keyboard.press("Shift+A")
    warm.locator("#button").click()
    log(1)
    warm.locator("#box").hover()
    warm.raw.mouse.wheel(0, 40)
    log(2)
    warm.locator("#box").click()
    seen = log(3)[2]
    assert isinstance(seen, dict)
    assert seen["key"] == ["keydown", "A", "KeyA", True, False, False, False, False, "field", "", True]
    assert seen["input"] == ["A", "insertText", "A", False]
    assert seen["click"] == ["button", "send", "button", 0, 1, True, True, "mouse"]
    assert seen["wheel"] == [40, 0]
    assert {name: seen[name] for name in seen if name.endswith("trips")} == {
        "key trips": 0,
        "input trips": 0,
        "click trips": 0,
        "wheel trips": 0,
    }


def test_names_of_files_are_known(warm: WatchedPage, listen: Listen, log: Log, tmp_path: Path) -> None:
    listen(
        "<input type=file id=file multiple>",
        """
        @when("change", "#file")
        def change(event):
            before = round_trips()
            files = event.target.files
            names = [file.name for file in files]
            first = files[0].name, files[0].size, files.length, len(files)
            trips = round_trips() - before
            window.log.push([names, first, trips])
        """,
    )
    for name in ("a.txt", "b.csv"):
        (tmp_path / name).write_text(name * 2)
    warm.locator("#file").set_input_files([tmp_path / "a.txt", tmp_path / "b.csv"])
    assert log(1) == [[["a.txt", "b.csv"], ["a.txt", 10, 2, 2], 0]]


def test_what_may_have_changed_is_asked_for(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input id=field><p id=other></p>",
        """
        import asyncio
        @when("input", "#field")
        async def typed(event):
            first = event.target.value
            event.target.value = first + "!"
            second = event.target.value
            await asyncio.sleep(0.05)
            window.log.push([first, second, event.target.value, event.type, event.currentTarget.id, event.eventPhase])
        """,
    )
    warm.evaluate(
        """() => document.getElementById("field").addEventListener("input", ({ target }) => {
            setTimeout(() => { target.value = "new"; }, 5);
        })"""
    )
    warm.locator("#field").focus()
    warm.raw.keyboard.press("x")
    assert log(1) in ([["x", "x!", "new", "input", "field", 0]], [["x", "x!", "x!", "input", "field", 0]])


def test_nothing_is_held_after_the_handlers(warm: WatchedPage, listen: Listen, log: Log, kind: str) -> None:
    listen(
        "<button id=go>go</button><input type=checkbox id=box>",
        """
        @when("click", "#go")
        def go(event):
            event.target, event.target.id, event.target
            window.log.push(event.currentTarget.id)
        @when("click", "#box")
        def unread(event):
            event.preventDefault()
        """,
    )

    def references() -> int:
        return int(warm.live_workers()[0]["stats"]["references"])

    warm.locator("#go").click()
    warm.locator("#box").click()
    log(1)
    collect = "import gc\ngc.collect()"
    warm.add_script(kind, collect)
    before = references()
    for _ in range(10):
        warm.locator("#go").click()
        warm.locator("#box").click()
    log(11)

    def settled() -> bool:
        warm.add_script(kind, collect)
        warm.evaluate("gc()")
        return references() <= before + 3

    warm.wait_until(settled, f"the events to be let go of (from {before})")


def test_events_of_one_frame_are_coalesced(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<div id=pad style='width:300px;height:300px'></div>",
        """
        import time
        seen = []
        @when("pointermove", "#pad", coalesce=True)
        def move(event):
            seen.append((event.clientX, event.currentTarget.id))
            end = time.time() + 0.03
            while time.time() < end:
                pass
            window.log.push(event.clientX)
        @when("click", "#pad")
        def tell(event):
            window.log.push("end")
        """,
    )
    box = warm.locator("#pad").bounding_box()
    assert box
    for step in range(100):
        warm.raw.mouse.move(box["x"] + 50 + step, box["y"] + 50)
    last = box["x"] + 149
    warm.wait_for("(last) => window.log.at(-1) === last", last)
    seen = log(1)
    assert 1 <= len(seen) < 90, len(seen)
    assert seen == sorted(seen, key=lambda x: float(str(x)))
