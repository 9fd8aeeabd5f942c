"""Fixtures for tests in the browser; `tests/tags/` shows how they are used.

`site` makes pages, `page` opens and watches them, `kind` is each of the interpreters in turn. Nothing here starts
before a test asks for it, so tests that need no browser run without one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from browser.find_browser import ADVICE, find_browser, launch_options
from browser.page import DEADLINE_SECONDS, WatchedPage
from browser.site import Site, serve_site
from playwright.sync_api import Browser, sync_playwright

KINDS = ("py", "mpy")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run browser tests last.

    Playwright's synchronous API keeps an event loop running in this thread from its first use on, and tests of servers
    could not call `asyncio.run` any more.
    """
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests."""
    executable = find_browser()
    if executable is None:
        pytest.fail(ADVICE, pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options(executable, "--js-flags=--expose-gc"))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a temporary folder; `site.page(html)` writes a page and returns its URL."""
    with serve_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(params=KINDS, scope="module")
def kind(request: pytest.FixtureRequest) -> str:
    """Each `type` of script in turn: `py` (Pyodide) and `mpy` (MicroPython)."""
    return str(request.param)


@pytest.fixture(scope="module")
def open_page(browser: Browser) -> Iterator[Callable[[], WatchedPage]]:
    """Return a function that opens a watched page, each with storage and service workers of its own."""
    opened: list[WatchedPage] = []

    def open_page() -> WatchedPage:
        context = browser.new_context()
        context.set_default_timeout(DEADLINE_SECONDS * 1000)
        watched = WatchedPage(context.new_page())
        opened.append(watched)
        return watched

    yield open_page
    for watched in opened:
        watched.close()


@pytest.fixture
def page(open_page: Callable[[], WatchedPage]) -> Iterator[WatchedPage]:
    """Open a page for one test, and fail the test if anything went wrong on it that the test did not expect."""
    watched = open_page()
    yield watched
    try:
        watched.check_workers()
        watched.check_console()
    finally:
        watched.close()


@pytest.fixture(scope="module")
def warm_page(open_page: Callable[[], WatchedPage], site: Site, kind: str) -> Iterator[WatchedPage]:
    """Open one page per module and kind whose shared worker runs already; use it through `warm`."""
    watched = open_page().goto(site.page(f'<script type="{kind}" id="first">pass</script>'))
    end = watched.wait_for_end("first")
    assert end["name"] == "done", end
    yield watched
    watched.check_workers()
    watched.close()


@pytest.fixture
def warm(warm_page: WatchedPage) -> Iterator[WatchedPage]:
    """Lend the module's page to one test. Its globals are shared: choose names of your own."""
    warm_page.evaluate("() => { recorded.length = 0; }")
    yield warm_page
    warm_page.tidy()
    warm_page.check_console()
