"""The example in the README works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

from browser.page import WatchedPage
from browser.site import Site

README = Path(__file__).parents[2] / "README.md"


def test_the_ten_lines(page: WatchedPage, site: Site) -> None:
    found = re.search(r"```html\n(.*?)```", README.read_text(), re.DOTALL)
    assert found
    page.goto(site.page("", files={"hello.html": found[1]}, name="unused.html").replace("unused.html", "hello.html"))
    page.wait_for_event("done", target="")
    for count in (1, 2):
        page.locator("#go").click()
        page.wait_for("(text) => document.getElementById('go').textContent === text", f"Clicked {count} times")
