"""Where the library comes from: another origin, a page that a service worker isolates."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import DIST, Site


def test_the_library_may_come_from_another_origin(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("ZeroDivisionError")
    head = f'<script type="module" src="{site.elsewhere}/_offthread/offthread.js" crossorigin></script>'
    html = f"""
        <script type="{kind}" id="a">print("hello")</script>
        <script type="{kind}" id="b" config='files = {{ "x.txt" = "" }}' worker>
            print(open("x.txt").read()); 1/0</script>
    """
    page.goto(site.page(html, head=head, files={"x.txt": "x"}))
    assert page.wait_for_end("a")["name"] == "done"
    assert page.wait_for_end("b")["type"] == "ZeroDivisionError"
    assert sorted(page.logged()) == ["hello", "x"]
    # The banner's code and style come from there as well.
    page.wait_for(
        "() => getComputedStyle(document.querySelector('.offthread-errors') ?? document.body).position === 'fixed'"
    )


def test_a_service_worker_isolates_a_page_without_headers(page: WatchedPage, site: Site) -> None:
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
    html = '<script type="mpy" id="s">print("isolated")</script>'
    page.goto(site.page(html, head=head, origin=site.plain))
    page.wait_for("() => crossOriginIsolated && navigator.serviceWorker.controller")
    assert page.wait_for_end("s")["name"] == "done"
    page.wait_for_log("^isolated$")
