"""What the workers of a page share: one downloads and compiles, the others get what it has made."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser.page import WatchedPage
from browser.site import DIST, Site
from playwright.sync_api import Route

# The files that the page keeps for all its workers; each interpreter's own has some that are compiled.
# Our library is compiled for the MicroPython that is shipped.
LIBRARY = {"py": {"python.json", "interfaces.json"}, "mpy": {"python-micropython.bin", "interfaces.json"}}
SHARED = {
    "py": LIBRARY["py"] | {"pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", "_offthread_core.so"},
    "mpy": LIBRARY["mpy"] | {"micropython.wasm", "_offthread_members.wasm"},
}
MODULE = {"py": "pyodide.asm.wasm", "mpy": "micropython.wasm"}
COMPILATIONS = {"py": 1, "mpy": 2}


def watch_requests(page: WatchedPage) -> list[str]:
    """Return the names of what is requested from now on, but for modules of JavaScript, which nothing else can load."""
    requested: list[str] = []

    def note(url: str) -> None:
        name = url.rpartition("/")[2]
        if not name.endswith((".js", ".mjs")):
            requested.append(name)

    page.raw.on("request", lambda request: note(request.url))
    return requested


def made(page: WatchedPage) -> list[tuple[int, int]]:
    """Return how much each worker has downloaded for all, and how many modules it has compiled."""
    return [(worker["stats"]["downloads"], worker["stats"]["compilations"]) for worker in page.live_workers()]


def remove_workers(page: WatchedPage) -> None:
    page.evaluate("() => document.querySelectorAll('script[worker]').forEach((script) => script.remove())")


def test_a_second_worker_downloads_and_compiles_nothing(page: WatchedPage, site: Site, kind: str) -> None:
    requested = watch_requests(page)
    page.goto(site.page(f'<script type="{kind}" id="first">pass</script>'))
    assert page.wait_for_end("first")["name"] == "done"
    assert sorted(SHARED[kind]) == sorted(set(requested) & SHARED[kind])
    requested.clear()
    assert page.add_script(kind, "print('second')", worker=True)["name"] == "done"
    page.wait_for_log("^second$")
    assert requested == []
    assert made(page) == [(len(SHARED[kind]), COMPILATIONS[kind]), (0, 0)]
    remove_workers(page)


def test_workers_that_start_together_download_and_compile_once(page: WatchedPage, site: Site, kind: str) -> None:
    requested = watch_requests(page)
    scripts = "".join(f'<script type="{kind}" id="s{number}" worker>pass</script>' for number in range(3))
    page.goto(site.page(scripts))
    for number in range(3):
        assert page.wait_for_end(f"s{number}")["name"] == "done"
    assert sorted(name for name in requested if name in SHARED[kind]) == sorted(SHARED[kind])
    assert [sum(counts) for counts in zip(*made(page), strict=True)] == [len(SHARED[kind]), COMPILATIONS[kind]]
    remove_workers(page)


def test_two_names_of_one_interpreter_share_it(page: WatchedPage, site: Site) -> None:
    page.goto(site.page('<script type="mpy" id="a">pass</script><script type="micropython" id="b">pass</script>'))
    assert page.wait_for_end("a")["name"] == page.wait_for_end("b")["name"] == "done"
    assert sum(compilations for _, compilations in made(page)) == COMPILATIONS["mpy"]


def test_what_is_known_of_the_browser_is_shared_by_different_interpreters(page: WatchedPage, site: Site) -> None:
    requested = watch_requests(page)
    page.goto(site.page('<script type="mpy" id="a">pass</script>'))
    assert page.wait_for_end("a")["name"] == "done"
    assert page.add_script("py", "pass")["name"] == "done"
    assert requested.count("interfaces.json") == 1


def test_what_a_worker_that_ends_was_downloading_another_one_downloads(
    page: WatchedPage, site: Site, kind: str
) -> None:
    held: list[Route] = []
    page.raw.route(f"**/{MODULE[kind]}", lambda route: held.append(route))
    page.goto(site.page(f'<script type="{kind}" id="a" worker>pass</script>'))
    page.wait_until(lambda: held, "the first worker to ask")
    script = page.insert_script(kind, "print('other')", worker=True)
    page.wait_for("() => globalThis[Symbol.for('offthread')].runningWorkers().length === 2")
    page.evaluate("() => document.getElementById('a').remove()")
    page.wait_until(lambda: len(held) == 2, "the other worker to ask")
    held[1].continue_()
    assert page.wait_for_end(script)["name"] == "done"
    # What was not held back may have been compiled by the others.
    assert [compilations for _, compilations in made(page)] in ([1], [COMPILATIONS[kind]])
    remove_workers(page)


@pytest.mark.parametrize(
    ("refuse", "reason"),
    [
        (lambda route: route.fulfill(status=503, body="later"), "is missing: the server answered 503"),
        (lambda route: route.abort(), "could not be loaded: Failed to fetch"),
        (
            lambda route: route.fulfill(content_type="application/wasm", body="no wasm"),
            "could not be loaded: .*expected magic word",
        ),
    ],
    ids=["status", "network", "content"],
)
def test_what_failed_is_named_and_not_kept(
    page: WatchedPage, site: Site, kind: str, refuse: Callable[[Route], None], reason: str
) -> None:
    page.expect_console(f"OT505|{MODULE[kind]}")
    said = page.expect_console(rf"LoadError: .*/{MODULE[kind]} {reason}.*\[OT505\]")
    page.goto(site.page(""))
    page.raw.route(f"**/{MODULE[kind]}", refuse)
    for number in range(2):
        failed = page.add_script(kind, "pass", worker=True, id=f"failing-{number}")
        assert (failed["name"], failed["code"]) == ("error", "OT505")
    page.wait_until(lambda: len(page.logged("error")) >= 2, "two errors")
    page.check_console()
    assert len(said.met) == 2
    page.raw.unroute(f"**/{MODULE[kind]}")
    assert page.add_script(kind, "pass", worker=True)["name"] == "done"
    # What was not held back may have been compiled by the others.
    assert [compilations for _, compilations in made(page)] in ([1], [COMPILATIONS[kind]])
    remove_workers(page)


def test_a_server_may_call_the_module_what_it_likes(page: WatchedPage, site: Site, kind: str) -> None:
    content = (DIST / "interpreters" / {"py": "pyodide", "mpy": "micropython"}[kind] / MODULE[kind]).read_bytes()
    page.raw.route(
        f"**/{MODULE[kind]}", lambda route: route.fulfill(content_type="application/octet-stream", body=content)
    )
    page.goto(site.page(f'<script type="{kind}" id="s">print("runs")</script>'))
    assert page.wait_for_end("s")["name"] == "done"
    page.wait_for_log("^runs$")


def test_a_file_of_a_config_is_what_the_server_has_now(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""<script type="{kind}" id="a" config='files = {{ "x.txt" = "" }}' worker>
        print(open("x.txt").read())</script>"""
    url = site.page(html, files={"x.txt": "before"})
    page.goto(url)
    assert page.wait_for_end("a")["name"] == "done"
    (site.root / url.split("/")[-2] / "x.txt").write_text("after, and longer")
    end = page.add_script(kind, "print(open('x.txt').read())", config='files = { "x.txt" = "" }', worker=True)
    assert end["name"] == "done"
    page.wait_for_log("^after, and longer$")
    assert page.logged() == ["before", "after, and longer"]
    remove_workers(page)


def test_the_worker_s_own_functions_are_as_before(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(f'<script type="{kind}" id="s">pass</script>'))
    assert page.wait_for_end("s")["name"] == "done"
    [worker] = page.raw.workers
    assert worker.evaluate("() => /native code/.test(fetch) && /native code/.test(WebAssembly.instantiateStreaming)")
