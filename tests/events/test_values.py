"""Functions that return something: an idle worker gives the page the value itself, a busy one a promise."""

from __future__ import annotations

from collections.abc import Callable

from browser.page import WatchedPage

from .conftest import Listen

Log = Callable[[int], list[object]]


def test_an_idle_worker_answers_at_once(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        def compare(a, b):
            return a - b
        window.compare = compare
        window.double = lambda value: value * 2
        def label(context):
            window.asked = context.index
            return f"{context.label}: {document.title[:0]}{context.value} %"
        window.label = label
        """,
    )
    assert warm.evaluate("[5, 1, 4, 2, 3].sort(compare)") == [1, 2, 3, 4, 5]
    assert warm.evaluate("[1, 2, 3].map((item) => double(item))") == [2, 4, 6]
    assert warm.evaluate("label({ index: 3, label: 'a', value: 5 })") == "a: 5 %"
    assert warm.evaluate("asked") == 3
    many = warm.evaluate(
        """() => {
            const items = Array.from({ length: 300 }, (_, i) => (i * 7919) % 1009);
            return items.sort(compare);
        }"""
    )
    assert many == sorted((i * 7919) % 1009 for i in range(300))


def test_exceptions_come_back_and_nothing_is_left(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        def fail(value):
            if value:
                raise ValueError("no " + str(value))
            return 1
        window.fail = fail
        def unsendable():
            return object()
        window.unsendable = unsendable
        """,
    )
    assert warm.evaluate("() => { try { fail(2); } catch (error) { return `${error.name}: ${error.message}`; } }") == (
        "PythonError: ValueError: no 2"
    )
    assert "EncodeError" in warm.evaluate("() => { try { unsendable(); } catch (error) { return String(error); } }")
    assert warm.evaluate("fail(0)") == 1
    assert warm.live_workers()[0]["stats"]["pending"] == 0


def test_a_function_that_takes_too_long_is_an_error(warm: WatchedPage, listen: Listen) -> None:
    warm.expect_console("OT209")
    listen(
        "",
        """
        import time
        def slow():
            end = time.time() + 1.3
            while time.time() < end:
                pass
            return "slow"
        window.slow = slow
        window.quick = lambda: "quick"
        """,
    )
    assert "OT207" in warm.evaluate("() => { try { return slow(); } catch (error) { return error.message; } }")
    # It is busy now: a promise, and not the answer of the call before.
    assert warm.evaluate("(async () => [quick() instanceof Promise, await quick(), await quick()])()") == [
        True,
        "quick",
        "quick",
    ]
    warm.wait_until(lambda: any("OT209" in said.text for said in warm.said), "the report of the overrun")
    assert warm.evaluate("quick()") == "quick"


def test_functions_without_a_result_do_not_hold_the_page(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "",
        """
        def note(value):
            window.log.push(value)
        window.note = note
        async def later(value):
            return value
        window.later = later
        """,
    )
    assert warm.evaluate("note(1) instanceof Promise") is True
    assert warm.evaluate("later(2)") == 2
    assert log(1) == [1]


def test_layout_observers_run_before_the_page_is_painted(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "<div id=box style='width:50px;height:20px'></div><p id=size></p>",
        """
        box = document.getElementById("box")
        size = document.getElementById("size")
        def resized(entries, observer):
            size.textContent = str(int(entries[0].contentRect.width))
        observer = window.ResizeObserver.new(resized)
        observer.observe(box)
        """,
    )
    warm.wait_for("() => document.getElementById('size').textContent === '50'")
    # What is seen right after layout, in the same frame.
    seen = warm.evaluate(
        """() => new Promise((resolve) => requestAnimationFrame(() => {
            const box = document.getElementById("box");
            const mine = new ResizeObserver(() => {
                mine.disconnect();
                resolve(document.getElementById("size").textContent);
            });
            box.style.width = "80px";
            mine.observe(box);
        }))"""
    )
    assert seen == "80"


def test_custom_elements_and_getters_answer(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        target = window.Object.new()
        window.Object.defineProperty(target, "now", {"get": lambda: 42})
        window.lazy = target
        window.accept = lambda node: 1 if node.id == "yes" else 3
        """,
    )
    assert warm.evaluate("lazy.now + 1") == 43
    found = warm.evaluate(
        """() => {
            const stage = document.getElementById("stage");
            stage.innerHTML = "<p id=no></p><p id=yes></p>";
            const walker = document.createTreeWalker(stage, NodeFilter.SHOW_ELEMENT, accept);
            return walker.nextNode()?.id;
        }"""
    )
    assert found == "yes"


def test_calls_of_many_kinds_stay_in_order(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<button id=go>go</button>",
        """
        import asyncio
        seen = []
        def note(value):
            seen.append(value)
        window.note = note
        def value(value):
            seen.append(value)
            return len(seen)
        window.value = value
        window.seen = lambda: list(seen)
        """,
    )
    warm.evaluate(
        """async () => {
            for (let i = 0; i < 200; i += 2) {
                note(i);
                await value(i + 1);
            }
        }"""
    )
    warm.wait_until(lambda: len(warm.evaluate("(async () => await seen())()")) == 200, "all calls")
    assert warm.evaluate("(async () => await seen())()") == list(range(200))
