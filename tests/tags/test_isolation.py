"""Pages without the two headers: what the attribute `service-worker` and the option `serviceWorker` do about that."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import DIST, Site

OURS = (DIST / "service-worker.js").read_bytes()
IDLE = "addEventListener('fetch', () => {});"


@pytest.fixture
def script_of_ours(site: Site) -> str:
    """Put our service worker above all pages of the site, and return its URL."""
    (site.root / "isolating.js").write_bytes(OURS)
    return "/isolating.js"


def test_our_own_isolates_the_page_after_one_reload(page: WatchedPage, site: Site, script_of_ours: str) -> None:
    html = f"""
        <script type="mpy" id="s" service-worker="{script_of_ours}">print("isolated")</script>
        <script type="mpy" id="t">print("as well")</script>
    """
    loads = []
    page.raw.on("load", lambda _: loads.append(1))
    page.goto(site.page(html, origin=site.plain))
    page.wait_for("() => crossOriginIsolated && globalThis.recorded?.some(({ name }) => name === 'done')")
    assert page.wait_for_end("s")["name"] == page.wait_for_end("t")["name"] == "done"
    assert page.events("error") == []
    assert len(loads) == 2


def test_one_that_adds_no_headers_is_named(page: WatchedPage, site: Site) -> None:
    page.expect_console(
        r"its service worker http.*/idle\.js does not change that: it is in charge of the page.*\[OT110\]"
    )
    html = '<script type="mpy" id="s" worker service-worker="./idle.js">print("never")</script>'
    files = {"idle.js": IDLE + "addEventListener('activate', (event) => event.waitUntil(clients.claim()));"}
    page.goto(site.page(html, files=files, origin=site.plain))
    page.wait_for("() => navigator.serviceWorker.controller && globalThis.recorded?.length")
    assert page.wait_for_end("s")["code"] == "OT110"


@pytest.mark.parametrize(
    ("url", "reason"),
    [("./nowhere.js", "it could not be registered"), ("./below/idle.js", "it is in charge of .*/below/ only")],
)
def test_one_that_cannot_be_in_charge_is_named(page: WatchedPage, site: Site, url: str, reason: str) -> None:
    page.expect_console(rf"{reason}.*\[OT110\]")
    if "nowhere" in url:
        page.expect_console("404")
    html = f'<script type="mpy" id="s" service-worker="{url}">print("never")</script>'
    page.goto(site.page(html, files={"below/idle.js": IDLE}, origin=site.plain))
    assert page.wait_for_end("s")["code"] == "OT110"


def test_one_that_cannot_be_installed_is_named(page: WatchedPage, site: Site) -> None:
    # Whether the service worker's own error gets to the page's console is the browser's affair.
    page.expect_console(
        r"idle\.js does not change that: it was not in charge within 10 s.*\[OT110\]|refuses to be installed"
    )
    html = '<script type="mpy" id="s" service-worker="./idle.js">print("never")</script>'
    refuses = "event.waitUntil(Promise.reject(new Error('refuses to be installed')))"
    files = {"idle.js": f"addEventListener('install', (event) => {refuses});"}
    page.goto(site.page(html, files=files, origin=site.plain))
    assert page.wait_for_end("s")["code"] == "OT110"


@pytest.mark.parametrize("option", ["serviceWorker", "service_worker"])
def test_a_worker_of_the_page_may_name_one_too(page: WatchedPage, site: Site, script_of_ours: str, option: str) -> None:
    head = f"""
        <script type="module">
          import {{ XWorker }} from "/_offthread/offthread.js";
          globalThis.worker = XWorker.fromSource("pass", {{ type: "mpy", {option}: "{script_of_ours}" }});
          globalThis.ended = worker.ready.then(() => "ready", (error) => error.code);
        </script>
    """
    page.goto(site.page("", head=head, origin=site.plain))
    page.wait_for("() => crossOriginIsolated && globalThis.ended")
    assert page.evaluate("ended") == "ready"
    page.evaluate("worker.terminate()")


def test_a_worker_of_the_page_needs_isolation(page: WatchedPage, site: Site) -> None:
    page.expect_console(
        r"The worker of <mpy> was not run: this page is not cross-origin isolated.*\[OT101\]|the worker of"
    )
    page.goto(site.page("", origin=site.plain))
    code = page.evaluate(
        """async () => {
            const { XWorker } = await import("/_offthread/offthread.js");
            return XWorker.fromSource("pass", { type: "mpy" }).ready.then(() => "ready", (error) => error.code);
        }"""
    )
    assert code == "OT101"
