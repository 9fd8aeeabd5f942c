"""Requests that are waited for, beside all else that a worker waits for."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import DIST, Site

from .api import Holds
from .conftest import Run, program


def test_a_function_that_the_page_waits_for_may_request(run: Run) -> None:
    run("""
    def handler(event):
        window.heard = fetch_sync("/api/status/200").text()
    document.body.addEventListener("custom", handler)
    document.body.dispatchEvent(window.CustomEvent.new("custom"))
    assert window.heard == "the body of 200"
    document.body.removeEventListener("custom", handler)
    """)


def test_what_was_not_waited_for_goes_on(run: Run, holding: Holds, warm: WatchedPage, kind: str) -> None:
    run("""
    import asyncio
    from offthread import batch
    later = fetch("/api/bytes")
    with batch():
        document.title = "within"
        assert fetch_sync("/api/status/200").ok
    assert document.title == "within"
    assert await later.bytearray() == bytes(range(256))
    """)


def test_a_service_worker_that_isolates_the_page_passes_requests_on(page: WatchedPage, site: Site, kind: str) -> None:
    head = """
        <script type="module">
          if (!crossOriginIsolated && navigator.serviceWorker && !navigator.serviceWorker.controller) {
            await navigator.serviceWorker.register("/service-worker.js");
            await navigator.serviceWorker.ready;
            location.reload();
          } else await import("/_offthread/offthread.js");
        </script>
    """
    (site.root / "service-worker.js").write_bytes((DIST / "service-worker.js").read_bytes())
    code = """
    every = bytes(range(256)) * 4000
    assert fetch_sync("/api/bytes", method="POST", body=every).bytearray() == every
    assert fetch_sync("/api/redirect/302?to=/api/echo").json()["method"] == "GET"
    assert fetch_sync("main.py").text().startswith("import json")
    """
    html = f"<script type='{kind}' id='s' src='main.py'></script>"
    page.goto(site.page(html, files={"main.py": program(code, site)}, head=head, origin=site.plain))
    page.wait_for("() => crossOriginIsolated && navigator.serviceWorker.controller")
    end = page.wait_for_end("s")
    assert end["name"] == "done", end


def test_an_interrupt_comes_when_the_answer_is_there(page: WatchedPage, site: Site, kind: str, holding: Holds) -> None:
    name = holding.new_name("interrupt")
    code = f"""
    try:
        fetch_sync('/api/hold/{name}')
    except KeyboardInterrupt:
        print("interrupted")
    """
    html = f"<script type='{kind}' id='s' src='main.py' worker></script>"
    page.goto(site.page(html, files={"main.py": program(code, site)}))
    page.wait_until(lambda: name in holding.waiting, "the request")
    page.evaluate("document.getElementById('s').xworker.interrupt()")
    holding.release(name)
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["interrupted"]
