"""Where the library comes from, and what is loaded when: other origins, service workers, the bridge's own file."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import DIST, Site
from playwright.sync_api import Route


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


def test_the_bridge_is_loaded_with_the_first_worker(page: WatchedPage, site: Site) -> None:
    requested: list[str] = []
    page.raw.on("request", lambda request: requested.append(request.url.rpartition("/")[2]))
    page.goto(site.page(""))
    page.wait_for("globalThis[Symbol.for('offthread')]")
    assert "bridge.js" not in requested
    assert page.add_script("mpy", "pass", worker=True)["name"] == "done"
    assert page.add_script("mpy", "pass")["name"] == "done"
    assert requested.count("bridge.js") == 1
    # It does not wait for the worker, nor the worker for it.
    assert requested.index("bridge.js") < requested.index("micropython.wasm")
    page.evaluate("() => document.querySelector('script[worker]').remove()")


def test_the_bridge_is_one_however_the_page_names_the_library(page: WatchedPage, site: Site, kind: str) -> None:
    requested: list[str] = []
    page.raw.on("request", lambda request: requested.append(request.url.rpartition("/")[2]))
    head = '<script type="module" src="/_offthread/offthread.js?v=2"></script>'
    page.expect_console("ZeroDivisionError")
    page.goto(site.page(f'<script type="{kind}" id="s">1/0</script>', head=head))
    assert page.wait_for_end("s")["errorName"] == "PythonError"
    page.locator(".offthread-error").wait_for()
    assert [name for name in requested if name.startswith(("offthread.js", "bridge.js"))] == [
        "offthread.js?v=2",
        "bridge.js",
    ]


def test_a_bridge_that_does_not_load_is_an_error_of_every_script(page: WatchedPage, site: Site, kind: str) -> None:
    page.raw.route("**/bridge.js", lambda route: route.fulfill(status=404, body="gone"))
    page.expect_console("404")
    said = page.expect_console(
        r"WorkerError: The worker could not be reached, as http://[^ ]*/_offthread/bridge\.js could not be loaded: "
        r"[^.]*.*\[OT106\]"
    )
    html = f"""
        <script type="{kind}" id="a" worker>pass</script>
        <script type="{kind}" id="b">pass</script>
        <script type="{kind}" id="c">pass</script>
    """
    page.goto(site.page(html))
    for script in "abc":
        failed = page.wait_for_end(script)
        assert (failed["name"], failed["code"], failed["errorName"]) == ("error", "OT106", "WorkerError")
    assert page.live_workers() == []
    page.wait_until(lambda: len(page.logged("error")) >= 3, "three errors")
    page.check_console()
    assert len(said.met) == 3
    # Once it is there, the next script starts a worker that works.
    page.raw.unroute("**/bridge.js")
    assert page.add_script(kind, "pass")["name"] == "done"


def test_a_worker_is_itself_before_its_bridge_has_loaded(page: WatchedPage, site: Site, kind: str) -> None:
    held: list[Route] = []
    page.raw.route("**/bridge.js", lambda route: held.append(route))
    html = f"""
        <script type="{kind}" id="a" worker>print("never")</script>
        <script type="{kind}" id="b" worker>print("later")</script>
    """
    page.goto(site.page(html))
    page.wait_until(lambda: held, "the bridge to be asked for")
    seen = page.evaluate(
        """async () => {
            const { xworker } = a;
            xworker.interrupt();
            const stats = xworker.stats();
            const running = xworker.run("pass", "running.py");
            xworker.terminate();
            xworker.interrupt();
            const codes = [running, xworker.ready].map((promise) => promise.then(() => "none", ({ code }) => code));
            return { stats, codes: await Promise.all(codes) };
        }"""
    )
    assert seen["codes"] == ["OT105", "OT105"]
    assert (seen["stats"]["references"], seen["stats"]["callables"]) == (0, 0)
    assert len(page.live_workers()) == 1
    held[0].continue_()
    assert page.wait_for_end("b")["name"] == "done"
    page.wait_for_log("^later$")
    assert page.logged() == ["later"]
    assert page.events("error") == []


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
