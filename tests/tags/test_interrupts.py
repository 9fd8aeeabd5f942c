"""`interrupt()` raises KeyboardInterrupt in what runs, as far as the interpreter can be reached."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site

# What a loop does. MicroPython can be interrupted by what it calls only, and print is such a call.
LOOPS = {
    "reads": "document.title",
    "writes": "document.title = 'Test'",
    "computes and reads": "sum(range(1000)); document.title",
    "prints": "print('x')",
}


@pytest.mark.parametrize("body", LOOPS.values(), ids=LOOPS)
def test_a_loop_that_calls_is_interrupted_and_its_worker_goes_on(warm: WatchedPage, kind: str, body: str) -> None:
    code = f"""
from js import document, window
interrupted = 0
def loop():
    global interrupted
    try:
        window.looping = True
        while True:
            {body}
    except KeyboardInterrupt:
        interrupted += 1
loop()
loop()
print("interrupted", interrupted)
"""
    warm.evaluate("() => { window.looping = false; }")
    script = warm.insert_script(kind, code, worker=True)
    for _ in range(2):
        warm.wait_for("() => window.looping")
        warm.evaluate("(id) => { window.looping = false; document.getElementById(id).xworker.interrupt(); }", script)
    assert warm.wait_for_end(script)["name"] == "done"
    # After many lines it comes together with some of them.
    warm.wait_for_log("(?m)^interrupted 2$")


def test_a_loop_that_only_computes_is_interrupted_in_pyodide(page: WatchedPage, site: Site) -> None:
    page.expect_console("KeyboardInterrupt")
    code = "from js import window\nwindow.looping = True\nwhile True: pass"
    page.goto(site.page(f'<script type="py" id="s" worker>{code}</script>'))
    page.wait_for("() => window.looping")
    page.evaluate("() => document.getElementById('s').xworker.interrupt()")
    assert page.wait_for_event("error", target="s")["type"] == "KeyboardInterrupt"
