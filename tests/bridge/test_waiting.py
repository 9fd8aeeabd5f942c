"""Waiting costs no CPU, and every wait can be ended."""

from __future__ import annotations

import os
from pathlib import Path

from browser.page import WatchedPage
from browser.site import Site


def worker_cpu_seconds(page: WatchedPage) -> float:
    """Return the CPU time that the worker threads of the test's browser have used."""
    session = page.raw.context.browser.new_browser_cdp_session()  # type: ignore[union-attr]
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    ticks = 0
    for process in processes:
        for thread in Path(f"/proc/{process['id']}/task").glob("*/stat"):
            # Thread (name) state …: the name may hold spaces; times are the 14th and 15th field.
            name, _, rest = thread.read_text().partition(" (")[2].rpartition(") ")
            if name.startswith("DedicatedWorker"):
                ticks += sum(int(field) for field in rest.split()[11:13])
    assert ticks, "no worker thread was found"
    return ticks / os.sysconf("SC_CLK_TCK")


def test_a_worker_that_waits_two_seconds_uses_no_cpu(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { window.waitForDialog = () => window.prompt('waiting'); }")
    spent: list[float] = []

    def on_dialog(dialog: object) -> None:
        before = worker_cpu_seconds(warm)
        warm.raw.wait_for_timeout(2000)
        spent.append(worker_cpu_seconds(warm) - before)
        dialog.accept("")  # type: ignore[attr-defined]

    # A dialog blocks the page, so the worker's call waits for its answer all that time.
    warm.raw.once("dialog", on_dialog)
    script = warm.insert_script(kind, "from js import window\nwindow.waitForDialog()\n")
    warm.wait_until(lambda: spent, "the dialog to be answered")
    assert warm.wait_for_end(script)["name"] == "done"
    assert spent[0] < 0.1, f"{spent[0]:.2f} s of CPU while waiting 2 s"


def test_a_wait_can_be_interrupted_and_the_bridge_used_again(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """() => {
            // Interrupts the worker that is calling, and keeps it waiting for longer than a slice of its wait.
            window.interruptedCall = () => {
                for (const worker of globalThis[Symbol.for("offthread")].runningWorkers()) worker.interrupt();
                const end = performance.now() + 200;
                while (performance.now() < end);
                return { made: "for a reply that nobody reads" };
            };
            window.references = () => globalThis[Symbol.for("offthread")].runningWorkers()[0].stats().references;
        }"""
    )
    end = warm.add_script(
        kind,
        """
from js import window, document
def interrupted():
    try:
        window.interruptedCall()
        for _ in range(1000):
            pass
    except KeyboardInterrupt:
        return True
assert interrupted()
assert document.title == "Test", "the reply to the abandoned call is not taken for another"
before = window.references()
for _ in range(5):
    assert interrupted()
    assert document.title == "Test"
assert window.references() <= before, "what the abandoned replies introduced was taken back"
print("interrupted")
""",
    )
    assert end["name"] == "done", end
    assert warm.logged() == ["interrupted"]


def test_the_bridge_works_where_waitasync_is_missing(warm: WatchedPage, site: Site, kind: str) -> None:
    page = warm.raw.context.new_page()
    page.add_init_script("delete Atomics.waitAsync;")
    code = """
from js import document, window
for number in range(200):
    p = document.createElement("p")
    p.textContent = str(number)
    document.body.append(p)
assert len(document.querySelectorAll("p")) == 200
window.passed = True
"""
    page.goto(site.page(f'<script type="{kind}">{code}</script>'))
    page.wait_for_function("window.passed", timeout=30000)
    assert page.evaluate("typeof Atomics.waitAsync") == "undefined"
    page.close()


def test_the_page_paints_and_takes_input_while_a_worker_floods_it(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """() => {
            window.frames_painted = 0;
            const frame = () => {
                window.frames_painted++;
                if (!window.flooded) requestAnimationFrame(frame);
            };
            window.flooded = false;
            requestAnimationFrame(frame);
            document.body.insertAdjacentHTML(
                "beforeend", "<button id=alive onclick='this.dataset.clicked = true'>b</button>"
            );
        }"""
    )
    script = warm.insert_script(
        kind,
        """
import time
from js import document, window
given_up = time.time() + 25
while "clicked" not in document.getElementById("alive").dataset and time.time() < given_up:
    for _ in range(1000):
        document.title
window.flooded = True
print("clicked" if time.time() < given_up else "never clicked")
""",
    )
    warm.wait_for("() => window.frames_painted > 30")
    warm.locator("#alive").click()
    assert warm.wait_for_end(script)["name"] == "done"
    assert warm.logged() == ["clicked"]
    warm.evaluate("() => document.getElementById('alive').remove()")
