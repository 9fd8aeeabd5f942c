"""Workers that have ended leave nothing behind: neither what they held of the page, nor their memory."""

from __future__ import annotations

from pathlib import Path

from browser.page import WatchedPage
from browser.site import Site
from playwright.sync_api import Browser

WORKERS = 20
# Were each worker kept, twenty would have several times as much.
LEAK_BYTES = {"py": 200 << 20, "mpy": 60 << 20}


def run_worker(page: WatchedPage, kind: str, code: str = "pass") -> None:
    """Start a worker, and end it when its script is done."""
    script = page.insert_script(kind, code, worker=True)
    assert page.wait_for_end(script)["name"] == "done"
    page.evaluate("(id) => document.getElementById(id).remove()", script)
    page.wait_until(lambda: not page.raw.workers, "the thread of the worker to end")


def resident_bytes(browser: Browser) -> int:
    """Return the memory of all processes that show pages."""
    session = browser.new_browser_cdp_session()
    try:
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    finally:
        session.detach()
    total = 0
    for process in processes:
        if process["type"] == "renderer":
            status = Path(f"/proc/{process['id']}/status").read_text()
            total += int(status.partition("VmRSS:")[2].split()[0]) * 1024
    return total


def test_twenty_workers_leave_memory_where_it_was(page: WatchedPage, site: Site, browser: Browser, kind: str) -> None:
    page.goto(site.page(""))
    # What the first ones leave is for those that come after them.
    for _ in range(2):
        run_worker(page, kind)
    before = resident_bytes(browser)
    for _ in range(WORKERS):
        run_worker(page, kind)
    page.evaluate("gc()")
    after = resident_bytes(browser)
    assert after - before < LEAK_BYTES[kind]


def test_nothing_refers_to_a_worker_that_has_ended(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(""))
    page.evaluate("() => { window.held = { document: new Array(1000).fill('x') }; }")
    code = "from js import window\nkept = window.held\nwindow.callback = lambda: kept.document\n"
    script = page.insert_script(kind, code, worker=True)
    assert page.wait_for_end(script)["name"] == "done"
    page.evaluate(
        """(id) => {
            const element = document.getElementById(id);
            window.refs = { worker: new WeakRef(element.xworker), held: new WeakRef(window.held) };
            element.remove();
            delete window.held;
            delete window.callback;
        }""",
        script,
    )
    page.wait_until(lambda: not page.raw.workers, "the thread of the worker to end")
    assert page.live_workers() == []

    def is_gone() -> bool:
        return bool(page.evaluate("() => { gc(); return !refs.worker.deref() && !refs.held.deref(); }"))

    page.wait_until(is_gone, "the worker and what it held to be collected")
