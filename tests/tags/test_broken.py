"""Interpreters that break for good: the page says so and starts them anew, but not for ever.

What breaks them here is real: an operation in C on a tuple that is nested too deep overflows the worker's own stack,
which neither interpreter counts, and a pointer out of the memory traps WebAssembly.
"""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site

# Breaks the interpreter as long as `window.breaks`, a number, is not used up.
BREAK = """
from js import window
def overflow():
    nested = ()
    for _ in range(300000):
        nested = (nested,)
    hash(nested)
def break_it():
    window.breaks -= 1
    if window.breaks >= 0:
        overflow()
"""

OUT_OF_MEMORY = {
    "py": "import ctypes; ctypes.string_at(0xFFFFFFF0, 100)",
    "mpy": "import uctypes; uctypes.bytes_at(0xFFFFFFF0, 100)",
}


def expect_break(page: WatchedPage, kind: str, why: str = "RangeError: Maximum call stack size exceeded") -> None:
    """Let an interpreter break once, and expect what is written to the console then."""
    page.evaluate("() => { window.breaks = 1; }")
    page.expect_console(rf'WorkerError: The interpreter of .* \("{kind}"\) broke.*: {why}')
    if kind == "py":
        # Pyodide's own words.
        page.expect_console("^Pyodide has suffered a fatal error")
        page.expect_console("^The cause of the fatal error was:$")
        page.expect_console(f"^{why}")


def test_the_error_says_what_happened_and_the_script_runs_again(warm: WatchedPage, kind: str) -> None:
    expect_break(warm, kind)
    script = warm.insert_script(kind, BREAK + "break_it()\nprint('survived')\n", worker=True, id="frail")
    warm.wait_for_event("done", target=script)
    warm.wait_for_log("^survived$")
    failed = warm.wait_for_event("error", target=script)
    assert (failed["code"], failed["errorName"], failed["worker"]) == ("OT107", "WorkerError", True)
    # MicroPython cannot tell where it was any more.
    assert (" broke in line 7: " if kind == "py" else " broke: ") in failed["message"]
    assert [event["name"] for event in warm.events(target=script)].count("error") == 1
    assert [worker["shared"] for worker in warm.live_workers()] == [True, False]
    assert warm.locator(".offthread-error").count() == 1


def test_a_pointer_out_of_memory_breaks_it_too(warm: WatchedPage, kind: str) -> None:
    expect_break(warm, kind, "RuntimeError: memory access out of bounds")
    code = BREAK.replace("hash(nested)", OUT_OF_MEMORY[kind]) + "break_it()\n"
    script = warm.insert_script(kind, code, worker=True)
    warm.wait_for_event("done", target=script)
    assert warm.wait_for_event("error", target=script)["code"] == "OT107"


def test_what_waits_for_the_worker_is_told(warm: WatchedPage, kind: str) -> None:
    expect_break(warm, kind)
    code = BREAK + "import asyncio\nasync def slow():\n    await asyncio.sleep(60)\nwindow.slow = slow\n"
    script = warm.insert_script(kind, code, worker=True)
    warm.wait_for_end(script)
    told = warm.evaluate(
        """async (id) => {
            const { xworker } = document.getElementById(id);
            const waiting = [window.slow(), xworker.run("break_it()", "page.py"), xworker.run("pass", "next.py")];
            const settled = await Promise.allSettled(waiting);
            return settled.map(({ reason }) => `${reason.name} ${reason.code}`);
        }""",
        script,
    )
    assert told == ["WorkerEnded OT205", "WorkerError OT107", "WorkerError OT107"]
    failed = warm.wait_for_event("error", target=script)
    # Pyodide knows where it stood, in a function of the script; of MicroPython it is known what it ran.
    assert f"The interpreter of {f'index.html#{script}' if kind == 'py' else 'page.py'} " in failed["message"]
    warm.wait_for_event("done", target=script, count=2)


@pytest.mark.parametrize("where", ["await", "task", "timer", "click"])
def test_it_may_break_in_any_turn(warm: WatchedPage, kind: str, where: str) -> None:
    expect_break(warm, kind)
    code = (
        BREAK
        + {
            "await": "import asyncio\nawait asyncio.sleep(0.01)\nbreak_it()\n",
            "task": (
                "import asyncio\nasync def later():\n    await asyncio.sleep(0.01)\n    break_it()\n"
                "kept = asyncio.create_task(later())\n"
            ),
            "timer": "window.setTimeout(break_it, 10)\n",
            "click": "window.document.body.addEventListener('click', lambda event: break_it())\n",
        }[where]
    )
    script = warm.insert_script(kind, code, worker=True)
    warm.wait_for_event("ready", target=script)
    if where == "click":
        warm.wait_for_end(script)
        warm.evaluate("() => document.body.click()")
    warm.wait_for_event("done", target=script, count=1 if where == "await" else 2)
    assert warm.wait_for_event("error", target=script)["code"] == "OT107"


def test_the_page_does_not_stand_still_for_a_function_that_breaks(warm: WatchedPage, kind: str) -> None:
    expect_break(warm, kind)
    warm.evaluate(
        """() => {
            window.callBack = (callback) => {
                const began = performance.now();
                try {
                    callback();
                } catch ({ name, code }) {
                    window.told = `${name} ${code ?? ""} ${performance.now() - began < 5000}`;
                }
            };
        }"""
    )
    script = warm.insert_script(kind, BREAK + "window.callBack(break_it)\n", worker=True)
    warm.wait_for_event("done", target=script)
    assert warm.evaluate("() => window.told") == "WorkerEnded  true"


def test_all_scripts_of_a_shared_worker_run_again(page: WatchedPage, site: Site, kind: str) -> None:
    expect_break(page, kind)
    html = f"""
        <script type="{kind}" id="a">print("a")</script>
        <script type="{kind}" id="b">{BREAK}break_it(); print("b")</script>
        <script type="{kind}" id="c">print("c")</script>
    """
    page.raw.add_init_script("window.breaks = 1;")
    page.goto(site.page(html))
    page.wait_for_event("done", target="c")
    page.wait_until(lambda: len(page.logged("log")) >= 4, "four lines")
    assert [line for line in page.logged() if len(line) == 1] == ["a", "a", "b", "c"]
    assert page.wait_for_event("error", target="b")["code"] == "OT107"
    assert [(event["name"], event["target"]) for event in page.events() if event["name"] != "error"] == [
        *[("ready", "a"), ("done", "a"), ("ready", "b")],
        *[(name, target) for target in "abc" for name in ("ready", "done")],
    ]
    assert len(page.live_workers()) == 1


def test_after_three_restarts_within_a_minute_it_stays_ended(warm: WatchedPage, kind: str) -> None:
    expect_break(warm, kind)
    warm.expect_console(r"broke.* once more: .* three times within a minute, and now stays ended.*\[OT109\]")
    warm.evaluate("() => { window.breaks = 4; }")
    script = warm.insert_script(kind, BREAK + "break_it()\n", worker=True)
    warm.wait_for_event("error", target=script, count=4)
    assert [event["code"] for event in warm.events("error")] == ["OT107"] * 3 + ["OT109"]
    assert [worker["shared"] for worker in warm.live_workers()] == [True]
    assert warm.events("done", target=script) == []
    # By hand it can be tried once more.
    warm.evaluate("(id) => document.getElementById(id).xworker.restart()", script)
    warm.wait_for_event("done", target=script)


def test_os_exit_ends_the_worker_and_nothing_is_started_again(page: WatchedPage, site: Site) -> None:
    page.goto(site.page('<script type="py" id="s" worker>import os; print("bye"); os._exit(3)</script>'))
    page.wait_for_log("^bye$")
    page.wait_until(lambda: not page.live_workers(), "the worker to end")
    assert [event["name"] for event in page.events()] == ["ready"]
