"""The example that was written for PyScript: the same page runs with PyScript's script and with ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser.page import WatchedPage
from playwright.sync_api import Route, expect

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "pyscript"
CORE = ROOT / "node_modules" / "@pyscript" / "core" / "dist"
PYODIDE = ROOT / "node_modules" / "pyodide"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm"}
# The two lines that the page's own comment speaks of.
OURS = re.compile(r"/_offthread/offthread\.(css|js)")


def serve_pyscript(page: WatchedPage) -> None:
    """Answer for PyScript's files and for what it loads from a CDN, and name them in the page."""

    def fulfil(route: Route, path: Path) -> None:
        if not path.is_file():
            return route.fulfill(status=404)
        kind = TYPES.get(path.suffix, "application/octet-stream")
        headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        route.fulfill(body=path.read_bytes(), content_type=kind, headers=headers)

    def name_of(route: Route) -> str:
        return route.request.url.split("?")[0].rpartition("/")[2]

    page.raw.route("**/core/**", lambda route: fulfil(route, CORE / name_of(route)))
    page.raw.route("https://**/pyodide/**", lambda route: fulfil(route, PYODIDE / name_of(route)))

    def name_theirs(route: Route) -> None:
        html, changes = OURS.subn(r"/core/core.\1", (EXAMPLE / "index.html").read_text("utf-8"))
        assert changes == 2
        route.fulfill(body=html, content_type="text/html")

    page.raw.route("**/pyscript/", name_theirs)


@pytest.mark.parametrize("whose", ["offthread", "pyscript"])
def test_the_page_works(page: WatchedPage, examples_url: str, whose: str) -> None:
    if whose == "pyscript":
        serve_pyscript(page)
    page.goto(f"{examples_url}/pyscript/")
    words = page.locator("#words li")
    expect(words.first).to_have_text("the: 4")
    expect(page.locator("#summary")).to_have_text("18 words, 13 different ones")
    assert page.evaluate("document.querySelector('#words li').style.borderColor") != ""

    page.locator("#text").fill("Spam, spam; eggs")
    page.locator("#form button[type=submit]").click()
    expect(words).to_have_text(["spam: 2", "eggs: 1"])
    assert page.evaluate("location.search") == "", "the form was not sent"

    page.locator("#remember").check()
    page.wait_for("localStorage.getItem('text') === 'Spam, spam; eggs'")
    page.locator("#clear").click()
    expect(page.locator("#summary")).to_have_text("0 words, 0 different ones")
    page.raw.reload()
    expect(page.locator("#text")).to_have_value("Spam, spam; eggs")
    expect(words).to_have_text(["spam: 2", "eggs: 1"])
