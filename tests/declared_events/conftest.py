"""Fixtures for tests of declared events: a page whose Python runs, and elements that name its functions."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

import pytest
from browser.page import WatchedPage
from browser.site import Site

Stage = Callable[[str, str], None]
Log = Callable[[int], list[object]]

PREAMBLE = """\
from js import document, window
def note(what):
    window.log.push(what)
def nothing():
    pass
"""

# A machine that runs other things beside the tests answers late now and then.
CONFIG = '{"bridge": {"sync_deadline_ms": 1000}}'

# Controls are enabled when their events get to Python; what is declared together gets there together.
USABLE = "() => !document.querySelector('#stage [data-waits]:disabled')"


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
def stage(warm: WatchedPage, kind: str) -> Iterator[Stage]:
    """Return a function that puts HTML into the page, in which TYPE is the kind, and runs Python that has its handlers.

    When it returns, the events of the HTML get to Python.
    """

    def stage(html: str, code: str) -> None:
        warm.evaluate(
            """([html, kind]) => {
                window.log = [];
                const waits = `<button data-waits ${kind}-click="nothing">waits</button>`;
                document.body.insertAdjacentHTML("beforeend", `<main id=stage>${html}${waits}</main>`);
            }""",
            [html.replace("TYPE", kind), kind],
        )
        end = warm.add_script(kind, PREAMBLE + textwrap.dedent(code))
        assert end["name"] == "done", f"{end.get('message')}\n{end.get('traceback')}"
        warm.wait_for(USABLE)

    yield stage
    warm.evaluate("document.querySelectorAll('#stage').forEach((stage) => stage.remove())")


@pytest.fixture
def log(warm: WatchedPage) -> Log:
    """Return a function that waits until `window.log` has so many entries, and returns it."""

    def log(count: int) -> list[object]:
        warm.wait_for("(count) => window.log.length >= count", count)
        found: list[object] = warm.evaluate("window.log")
        return found

    return log
