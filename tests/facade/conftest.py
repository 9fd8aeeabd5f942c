"""JavaScript in a worker: a page with a worker of its own, and programs that run here and there."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser.page import WatchedPage
from browser.site import Site

HERE = Path(__file__).parent
FILES = {name: (HERE / name).read_text("utf-8") for name in ("page.js", "worker.js", "show.js")}
HEAD = '<script type="module" src="page.js"></script>'

SETUP = """() => {
    document.querySelector("main")?.remove();
    document.body.insertAdjacentHTML("beforeend", "<main id=host></main>");
    lab.errors.length = 0;
}"""


class Lab:
    """A page with a worker that runs JavaScript."""

    def __init__(self, page: WatchedPage) -> None:
        self.page = page

    def run(self, source: str, *, page: str | None = None) -> Any:
        """Run a program in the worker and return its value; fail if it throws. `page` runs before, on the page."""
        if page is not None:
            self.page.evaluate(page)
        return self._outcome("(source) => lab.inWorker(source)", source)

    def on_page(self, source: str) -> Any:
        """Run a program on the page and return its value."""
        return self._outcome("(source) => lab.onPage(source)", source)

    def stats(self) -> dict[str, int]:
        """Return what the two ends hold of each other."""
        found: dict[str, int] = self.page.evaluate("() => lab.stats()")
        return found

    def collect(self) -> None:
        """Have the garbage of both sides collected."""
        for worker in self.page.raw.workers:
            worker.evaluate("() => { gc(); }")
        self.page.evaluate("() => { gc(); }")
        self.run("return 0")

    def wait_for(self, name: str, expected: int) -> None:
        """Wait until the two ends hold no more than `expected` of what is counted under a name."""

        def reached() -> bool:
            self.collect()
            return self.stats()[name] <= expected

        self.page.wait_until(reached, f"the {name} to be {expected} again")

    def _outcome(self, expression: str, source: str) -> Any:
        outcome = json.loads(self.page.evaluate(expression, textwrap.dedent(source)))
        if "failed" in outcome:
            self.page.said.clear()
            pytest.fail(outcome["failed"], pytrace=False)
        return outcome["value"]


@pytest.fixture(scope="module")
def open_lab(open_page: Callable[[], WatchedPage], site: Site) -> WatchedPage:
    """Open one page with its worker per module; use it through `lab`."""
    watched = open_page().goto(site.page("", head=HEAD, files=FILES))
    watched.wait_for("() => Boolean(window.lab)")
    return watched


@pytest.fixture
def lab(open_lab: WatchedPage) -> Iterator[Lab]:
    """Lend the module's page to one test."""
    open_lab.evaluate(SETUP)
    yield Lab(open_lab)
    assert open_lab.evaluate("() => lab.errors") == []
    open_lab.check_console()
