"""A Chromium of its own, with a camera and a microphone that are not there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.find_browser import find_browser, launch_options
from browser.page import DEADLINE_SECONDS, WatchedPage
from browser.site import Site
from playwright.sync_api import Browser

FLAGS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="module")
def media_page(browser: Browser, site: Site, kind: str) -> Iterator[WatchedPage]:
    """Open a page whose shared worker runs, in a browser with devices."""
    launched = browser.browser_type.launch(**launch_options(find_browser(), *FLAGS))
    page = launched.new_page()
    page.set_default_timeout(DEADLINE_SECONDS * 1000)
    watched = WatchedPage(page).goto(site.page(f'<script type="{kind}" id="first">pass</script>'))
    assert watched.wait_for_end("first")["name"] == "done"
    yield watched
    launched.close()
