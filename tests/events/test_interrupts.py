"""KeyboardInterrupt wherever Python waits, urgent handlers while it computes, and everything goes on afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser.page import WatchedPage

from .conftest import Listen

Log = Callable[[int], list[object]]

WAITS = {
    "sleep": "time.sleep(60)",
    "promise": "offthread.wait(window.Promise.new(lambda *_: None))",
    "bridge calls": "while True: document.title",
    "awaited promise": "await window.Promise.new(lambda *_: None)",
}
ONLY_CPYTHON = {
    "loop": "while True: pass",
    "asyncio": "await asyncio.sleep(60)",
}


def interrupt_program(wait: str) -> str:
    return f"""
import asyncio, time, offthread
from js import document, window
kept = 41
window.waiting = True
try:
    {wait}
except KeyboardInterrupt:
    window.log.push("interrupted")
kept += 1
document.title = "after"
assert document.title == "after"
time.sleep(0.01)
window.log.push(kept)
"""


@pytest.mark.parametrize("name", [*WAITS, *ONLY_CPYTHON])
def test_waits_are_interrupted_and_python_goes_on(
    warm: WatchedPage, listen: Listen, log: Log, kind: str, name: str
) -> None:
    if kind == "mpy" and name in ONLY_CPYTHON:
        pytest.skip("MicroPython looks at nothing while it computes, and tells nobody of its tasks; restart() ends it")
    listen("", "window.waiting = False")
    script = warm.insert_script(kind, interrupt_program({**WAITS, **ONLY_CPYTHON}[name]))
    warm.wait_for("() => window.waiting")
    warm.evaluate(
        f"""() => new Promise((resolve) => setTimeout(() => {{
            document.getElementById({script!r}).xworker?.interrupt() ?? shared().interrupt();
            resolve();
            function shared() {{
                return globalThis[Symbol.for("offthread")].runningWorkers()[0];
            }}
        }}, 100))"""
    )
    end = warm.wait_for_end(script)
    assert end["name"] == "done", end
    assert log(2) == ["interrupted", 42]


def test_an_interrupt_is_not_lost_in_what_python_does_while_it_awaits(
    warm: WatchedPage, listen: Listen, log: Log, kind: str
) -> None:
    """Half a line is written out by a timer, after a second. Here the interrupt is half delivered at that time."""
    listen("", "window.waiting = False")
    warm.evaluate(
        """() => {
            const { postMessage } = Worker.prototype;
            window.delayed = 0;
            window.mend = () => { Worker.prototype.postMessage = postMessage; };
            Worker.prototype.postMessage = function (message, ...rest) {
                if (message?.offthread !== "bridge:interrupt") return postMessage.call(this, message, ...rest);
                window.delayed++;
                setTimeout(() => postMessage.call(this, message, ...rest), 2_000);
            };
        }"""
    )
    script = warm.insert_script(kind, 'print("half a line", end="")\n' + interrupt_program(WAITS["awaited promise"]))
    warm.wait_for("() => window.waiting")
    warm.evaluate("""() => globalThis[Symbol.for("offthread")].runningWorkers()[0].interrupt()""")
    warm.wait_for_log("half a line")
    assert warm.evaluate("window.delayed") == 1
    end = warm.wait_for_end(script)
    warm.evaluate("window.mend()")
    assert end["name"] == "done", end
    assert log(2) == ["interrupted", 42]


def test_an_interrupt_of_an_idle_worker_does_nothing(warm: WatchedPage, listen: Listen, log: Log, kind: str) -> None:
    listen("", "")
    warm.evaluate("""() => globalThis[Symbol.for("offthread")].runningWorkers()[0].interrupt()""")
    warm.wait_for("() => new Promise((resolve) => setTimeout(resolve, 100, true))")
    end = warm.add_script(kind, "import time\nfrom js import window\nfor _ in range(10000): pass\ntime.sleep(0.01)\n")
    assert end["name"] == "done", end


def test_an_interrupt_that_nobody_catches_ends_the_script_only(warm: WatchedPage, listen: Listen, kind: str) -> None:
    warm.expect_console("KeyboardInterrupt")
    listen("", "window.waiting = False")
    script = warm.insert_script(
        kind, "import time\nfrom js import window\nx = 7\nwindow.waiting = True\ntime.sleep(60)\n"
    )
    warm.wait_for("() => window.waiting")
    warm.evaluate("""() => globalThis[Symbol.for("offthread")].runningWorkers()[0].interrupt()""")
    end = warm.wait_for_end(script)
    assert end["name"] == "error"
    assert end["type"] == "KeyboardInterrupt"
    assert warm.add_script(kind, "assert x == 7")["name"] == "done"


def test_urgent_handlers_run_while_python_computes(warm: WatchedPage, listen: Listen, log: Log, kind: str) -> None:
    listen(
        "<button id=stop>stop</button><button id=plain>plain</button>",
        """
        stopped = False
        @when("click", "#stop", urgent=True)
        def stop(event):
            global stopped
            stopped = True
            window.log.push("stop " + event.target.id)
        @when("click", "#plain")
        def plain(event):
            window.log.push("plain")
        window.computing = False
        """,
    )
    script = warm.insert_script(
        kind,
        """
from js import window, document
window.computing = True
numbers = []
text = "x" * 20
while not stopped:
    numbers.append(len(numbers))
    # An open frame, and the bridge in all its states, are where a signal may fall.
    document.body.dataset.progress = str(len(numbers))
    if len(numbers) % 50 == 0:
        assert document.body.dataset.progress == str(len(numbers)), len(numbers)
        window.Object.assign(window.Object.new(), {"a": [1, 2, {"b": text}]})
window.log.push(numbers == list(range(len(numbers))))
""",
    )
    warm.wait_for("() => window.computing")
    warm.locator("#plain").click()
    warm.locator("#stop").click()
    end = warm.wait_for_end(script)
    assert end["name"] == "done", end
    assert log(3) == ["stop stop", True, "plain"]


def test_urgent_handlers_of_a_pure_loop(warm: WatchedPage, listen: Listen, log: Log, kind: str) -> None:
    if kind == "mpy":
        pytest.skip("MicroPython calls them at the next operation of the bridge")
    listen(
        "<button id=stop>stop</button>",
        """
        ended = []
        stop = document.getElementById("stop")
        stop.addEventListener("click", lambda event: ended.append(event.type), {"urgent": True})
        window.computing = False
        """,
    )
    script = warm.insert_script(
        kind, "from js import window\nwindow.computing = True\nn = 0\nwhile not ended: n += 1\nwindow.log.push(ended)"
    )
    warm.wait_for("() => window.computing")
    warm.locator("#stop").click()
    end = warm.wait_for_end(script)
    assert end["name"] == "done", end
    assert len(log(1)) == 1


def test_urgent_handlers_of_an_idle_or_sleeping_worker(warm: WatchedPage, listen: Listen, log: Log, kind: str) -> None:
    listen(
        "<button id=go>go</button>",
        """
        @when("click", "#go", urgent=True)
        def go(event):
            window.log.push(document.title[:0] + "go")
        window.asleep = False
        """,
    )
    warm.locator("#go").click()
    assert log(1) == ["go"]
    script = warm.insert_script(kind, "import time\nfrom js import window\nwindow.asleep = True\ntime.sleep(0.5)")
    warm.wait_for("() => window.asleep")
    for _ in range(5):
        warm.locator("#go").click()
    assert warm.wait_for_end(script)["name"] == "done"
    assert log(6) == ["go"] * 6
