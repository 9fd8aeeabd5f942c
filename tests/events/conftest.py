"""Fixtures for tests of handlers: a page whose Python is idle while a person clicks and types."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

import pytest
from browser.page import WatchedPage
from browser.site import Site

Listen = Callable[..., None]

PREAMBLE = """\
import offthread
from offthread import round_trips
from js import document, window
from pyscript import when
"""


# A machine that runs other things beside the tests answers late now and then.
CONFIG = '{"bridge": {"sync_deadline_ms": 1000}}'


@pytest.fixture(scope="module")
def warm_page(open_page: Callable[[], WatchedPage], site: Site, kind: str) -> Iterator[WatchedPage]:
    """Open one page per module and kind whose shared worker runs already; use it through `warm`."""
    first = f'<script type="{kind}" id="first" config=\'{CONFIG}\'>pass</script>'
    watched = open_page().goto(site.page(first))
    end = watched.wait_for_end("first")
    assert end["name"] == "done", end
    yield watched
    watched.check_workers()
    watched.close()


@pytest.fixture
def listen(warm: WatchedPage, kind: str) -> Iterator[Listen]:
    """Return a function that puts HTML into the page and runs Python that adds listeners to it."""

    def listen(html: str, code: str) -> None:
        warm.evaluate(
            """(html) => {
                window.log = [];
                document.body.insertAdjacentHTML("beforeend", `<main id=stage>${html}</main>`);
            }""",
            html,
        )
        end = warm.add_script(kind, PREAMBLE + textwrap.dedent(code))
        assert end["name"] == "done", f"{end.get('message')}\n{end.get('traceback')}"

    yield listen
    warm.evaluate("document.querySelectorAll('#stage').forEach((stage) => stage.remove())")


@pytest.fixture
def log(warm: WatchedPage) -> Callable[[int], list[object]]:
    """Return a function that waits until `window.log` has so many entries, and returns it."""

    def log(count: int) -> list[object]:
        warm.wait_for("(count) => window.log.length >= count", count)
        found: list[object] = warm.evaluate("window.log")
        return found

    return log
