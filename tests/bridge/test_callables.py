"""Python functions on the page: listeners, timers, promises."""

from __future__ import annotations

from browser.page import WatchedPage

from .conftest import Run


def test_listeners_are_called_and_can_be_removed(run: Run) -> None:
    run(
        """
        import asyncio
        clicks = []
        def listener(event):
            clicks.append((event.type, event.target == host))
        host.addEventListener("click", listener)
        window.clickLater(host)
        assert clicks == [], "the worker is busy: the call comes later"
        await asyncio.sleep(0.05)
        assert clicks == [("click", True)]
        host.addEventListener("click", listener)
        host.click()
        await asyncio.sleep(0.05)
        assert len(clicks) == 2, "the same function is one listener"
        host.removeEventListener("click", listener)
        host.click()
        await asyncio.sleep(0.05)
        assert len(clicks) == 2
    """,
        page="() => { window.clickLater = (element) => { setTimeout(() => element.click()); }; }",
    )


def test_bound_methods_are_the_same_listener_each_time(run: Run) -> None:
    run("""
        import asyncio
        class Counter:
            def __init__(self):
                self.count = 0
            def increase(self, event):
                self.count += 1
        counter, other = Counter(), Counter()
        host.addEventListener("click", counter.increase)
        host.addEventListener("click", other.increase)
        host.removeEventListener("click", counter.increase)
        host.click()
        await asyncio.sleep(0.05)
        assert (counter.count, other.count) == (0, 1)
    """)


def test_options_of_listeners(run: Run) -> None:
    run("""
        import asyncio
        order = []
        host.innerHTML = "<button>b</button>"
        button = host.firstChild
        button.addEventListener("click", lambda event: order.append("once"), once=True)
        host.addEventListener("click", lambda event: order.append("capture"), True)
        host.addEventListener("click", lambda event: order.append("bubble"), {"capture": False})
        controller = window.AbortController.new()
        host.addEventListener("click", lambda event: order.append("aborted"), signal=controller.signal)
        controller.abort()
        button.click()
        button.click()
        await asyncio.sleep(0.05)
        assert order == ["capture", "once", "bubble", "capture", "bubble"], order
    """)


def test_handler_properties(run: Run) -> None:
    run("""
        import asyncio
        seen = []
        host.onclick = lambda event: seen.append(event.type)
        host.click()
        await asyncio.sleep(0.05)
        host.onclick = None
        host.click()
        await asyncio.sleep(0.05)
        assert seen == ["click"]
    """)


def test_timers_and_frames(run: Run) -> None:
    run("""
        import asyncio
        seen = []
        window.setTimeout(lambda: seen.append("timeout"), 1)
        window.setTimeout(lambda a, b: seen.append(a + b), 1, "a", "b")
        window.requestAnimationFrame(lambda time: seen.append("frame" if time > 0 else time))
        cancelled = window.setTimeout(lambda: seen.append("cancelled"), 50)
        window.clearTimeout(cancelled)
        for _ in range(200):
            if len(seen) == 3:
                break
            await asyncio.sleep(0.01)
        await window.Promise.new(lambda resolve, reject: window.setTimeout(resolve, 100))
        assert sorted(seen) == ["ab", "frame", "timeout"], seen
    """)


def test_coroutine_functions_are_listeners_too(run: Run) -> None:
    run("""
        import asyncio
        done = []
        async def listener(event):
            await asyncio.sleep(0.01)
            response = await window.fetch(window.location.href)
            done.append(response.status)
        host.addEventListener("click", listener)
        host.click()
        for _ in range(200):
            if done:
                break
            await asyncio.sleep(0.01)
        assert done == [200]
    """)


def test_the_page_gets_what_a_function_returns(run: Run) -> None:
    run(
        """
        window.call(lambda a, b: {"sum": a + b, "host": host}, 2, 3)
        result = await window.outcome
        assert result.sum == 5 and result.host == host
        async def later(value):
            return [value]
        window.call(later, "x")
        assert (await window.outcome).to_py() == ["x"]
        window.call(lambda: None)
        assert await window.outcome is None
        window.call(lambda: object())
        error = await window.failure
        assert "object" in error.message
        """,
        page="""() => {
            // In a task of its own: when Python is idle or computes, not within its call (test_nested_calls.py).
            window.call = (callback, ...args) => {
                window.outcome = new Promise((resolve) => setTimeout(resolve)).then(() => callback(...args));
                window.failure = window.outcome.catch((error) => error);
            };
        }""",
    )


def test_promises_can_be_awaited(run: Run) -> None:
    run(
        """
        import asyncio
        assert await window.Promise.resolve(5) == 5
        assert await window.Promise.resolve(host) == host
        assert (await window.Promise.resolve([1, 2])).to_py() == [1, 2]
        assert await window.Promise.resolve() is None
        try:
            await window.Promise.reject(window.RangeError.new("rejected"))
        except errors.RangeError as error:
            assert error.message == "rejected"
        else:
            raise AssertionError("nothing was raised")
        try:
            await window.Promise.reject(5)
        except JsException as error:
            assert error.thrown == 5
        else:
            raise AssertionError("nothing was raised")
        async def wait(promise):
            return await promise
        results = await asyncio.gather(*[wait(window.later(i)) for i in range(20)])
        assert results == list(range(20))
        assert await window.thenable == "then"
        chained = await window.Promise.resolve(2).then(lambda value: value * 10).then(lambda value: value + 1)
        assert chained == 21
        """,
        page="""() => {
            window.later = (value) => new Promise((resolve) => setTimeout(resolve, 20 - value, value));
            window.thenable = { then(resolve) { resolve("then"); } };
        }""",
    )


def test_the_page_calls_while_the_worker_computes_and_is_answered_afterwards(run: Run) -> None:
    run(
        """
        import asyncio
        order = []
        host.addEventListener("click", lambda event: order.append("click"))
        window.clickLater(host)
        for _ in range(1000):
            document.title
        order.append("end of the loop")
        await asyncio.sleep(0.05)
        assert order == ["end of the loop", "click"], order
    """,
        page="() => { window.clickLater = (element) => { setTimeout(() => element.click()); }; }",
    )


def test_an_exception_in_a_listener_is_reported_and_the_next_event_handled(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<b id=target></b>'); }")
    end = warm.add_script(
        kind,
        """
from js import document
def fails(event):
    print("handling")
    raise ValueError("in a listener")
document.getElementById("target").addEventListener("click", fails)
""",
    )
    assert end["name"] == "done", end
    warm.expect_console("ValueError: in a listener")
    for count in (1, 2):
        warm.locator("#target").evaluate("(target) => target.click()")
        warm.wait_until(lambda count=count: warm.logged().count("handling") == count, "the listener to run")  # type: ignore[misc]
    warm.wait_for_log("ValueError: in a listener", "error")
    warm.evaluate("() => document.getElementById('target').remove()")
