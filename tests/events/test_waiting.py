"""Waiting in Python: it costs no CPU, answers the page meanwhile, ends on time and can be interrupted."""

from __future__ import annotations

from collections.abc import Callable

from browser.page import WatchedPage
from browser.site import Site

from .conftest import Listen

Log = Callable[[int], list[object]]


def test_sleep_lasts_as_long_as_it_should(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        import time
        now = window.performance.now
        worst = 0
        for _ in range(5):
            before = now()
            time.sleep(0.1)
            worst = max(worst, now() - before)
            assert now() - before >= 99, now() - before
        window.worst = worst
        time.sleep(0)
        try:
            time.sleep(-1)
        except ValueError:
            pass
        else:
            raise AssertionError("slept for less than no time")
        """,
    )


def test_handlers_run_while_python_sleeps(warm: WatchedPage, listen: Listen, log: Log, kind: str) -> None:
    listen(
        "<input type=checkbox id=box><button id=plain>go</button>",
        """
        @when("click", "#box")
        def prevent(event):
            event.preventDefault()
            window.log.push("decided")
        @when("click", "#plain")
        def plain(event):
            window.log.push("plain " + event.target.id)
            window.done = True
        window.done = False
        """,
    )
    script = warm.insert_script(
        kind,
        """
import time
from js import window
window.asleep = True
for _ in range(1000):
    time.sleep(0.01)
    if window.done:
        break
window.log.push("awake")
""",
    )
    warm.wait_for("() => window.asleep")
    warm.locator("#box").click()
    warm.locator("#box").click()
    warm.locator("#plain").click()
    assert warm.wait_for_end(script)["name"] == "done"
    assert log(4) == ["decided", "decided", "plain plain", "awake"]
    assert warm.evaluate("document.getElementById('box').checked") is False


def test_many_calls_during_one_sleep(warm: WatchedPage, listen: Listen, kind: str) -> None:
    listen(
        "",
        """
        seen = []
        def note(value):
            seen.append(value)
        window.note = note
        """,
    )
    script = warm.insert_script(
        kind,
        """
import time
from js import window
window.asleep2 = True
time.sleep(1.5)
assert seen == list(range(100)), seen
""",
    )
    warm.wait_for("() => window.asleep2")
    warm.evaluate("() => { for (let i = 0; i < 100; i++) note(i); }")
    end = warm.wait_for_end(script)
    assert end["name"] == "done", end


def test_a_promise_is_waited_for(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        from offthread import JsException, wait
        later = window.eval("(ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value))")
        assert wait(later(10, 5)) == 5
        assert wait(later(10, "text"), timeout=10) == "text"
        assert wait(later(1, document)) == document
        assert wait(window.Promise.resolve()) is None
        assert wait(7) == 7
        try:
            wait(window.Promise.reject(window.RangeError.new("no")))
        except JsException as error:
            assert error.name == "RangeError", error
        else:
            raise AssertionError("not raised")
        try:
            wait(later(100000, 1), timeout=0.05)
        except OSError as error:  # TimeoutError is one
            assert "0.05" in str(error)
        else:
            raise AssertionError("not timed out")
        slow = later(60, "slow")
        try:
            wait(slow, timeout=0.01)
        except OSError:
            pass
        assert wait(slow) == "slow"
        assert document.title is not None
        big = window.eval("new Promise((resolve) => setTimeout(() => resolve('x'.repeat(600000))))")
        assert len(wait(big)) == 600000
        response = wait(window.fetch(window.location.href))
        assert response.ok and "<" in wait(response.text())
        """,
    )


def test_the_page_calls_python_that_waits_for_a_promise(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "",
        """
        from offthread import wait
        def note(value):
            window.log.push([value, document.title[:0]])
            return value + 1
        ask = window.eval('''(f) => new Promise((resolve) => {
            let n = 0;
            const timer = setInterval(() => {
                const value = f(n);
                if (value instanceof Promise) throw new Error("a promise");
                n = value;
                if (n === 20) { clearInterval(timer); resolve(n); }
            }, 2);
        })''')
        assert wait(ask(note)) == 20
        window.log.push("end")
        """,
    )
    found = log(21)
    assert found == [[n, ""] for n in range(20)] + ["end"]


def test_waits_within_calls_within_waits(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        from offthread import wait
        import time
        later = window.eval("(ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value))")
        order = []
        async def inner(n):
            order.append(n)
            return n
        def outer(n):
            order.append(n)
            time.sleep(0.005)
            if n < 5:
                return wait(call(outer, n + 1)) + 1
            return wait(later(5, 100))
        call = window.eval("(f, n) => new Promise((resolve) => setTimeout(() => resolve(f(n))))")
        assert wait(call(outer, 0)) == 105
        assert order == [0, 1, 2, 3, 4, 5]
        assert wait(later(1, "after")) == "after"
        """,
    )


def test_what_the_page_cannot_settle_is_a_deadlock(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        from offthread import errors, wait
        apply = window.eval("(f) => f()")
        never = window.eval("new Promise((resolve) => setTimeout(resolve, 5))")
        def waits():
            return wait(never)
        try:
            apply(waits)
        except errors.Deadlock as error:
            assert "OT211" in str(error)
        else:
            raise AssertionError("no deadlock")
        assert wait(never) is None
        """,
    )


def test_a_handler_that_waits_lets_the_page_go(warm: WatchedPage, listen: Listen, log: Log) -> None:
    listen(
        "<input type=checkbox id=box>",
        """
        from offthread import wait
        later = window.eval("(ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value))")
        @when("click", "#box")
        def click(event):
            event.preventDefault()
            window.log.push(wait(later(200, "waited")))
        """,
    )
    warm.locator("#box").click()
    assert warm.evaluate("document.getElementById('box').checked") is False
    assert log(1) == ["waited"]


def test_a_call_that_cannot_be_made_leaves_the_wait_as_it_was(page: WatchedPage, site: Site, kind: str) -> None:
    config = '{"bridge": {"limits": {"payloadBytes": 2000}}}'
    page.goto(
        site.page(
            f"""<script type={kind} worker id=waits config='{config}'>
import time
from js import window
from offthread import wait
window.measure = lambda text: len(text)
window.waiting = True
time.sleep(0.6)
later = window.eval("new Promise((resolve) => setTimeout(resolve, 600, 5))")
window.awaiting = True
assert wait(later) == 5
</script>"""
        )
    )
    for state in ("waiting", "awaiting"):
        page.wait_for(f"() => window.{state}")
        # In a task of its own, when the worker has come to rest.
        told = page.evaluate(
            """() => new Promise((resolve) => setTimeout(() => {
                try { resolve(String(measure("x".repeat(5000)))); } catch (error) { resolve(error.name); }
            }, 100))"""
        )
        assert told == "LimitError"
    end = page.wait_for_end("waits")
    assert end["name"] == "done", end
