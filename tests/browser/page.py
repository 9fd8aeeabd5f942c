"""One page in the browser, watched: nothing it says on the console or does to itself goes unnoticed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import ConsoleMessage, Error, Locator, Page

# Generous: a loaded machine of two cores boots Pyodide in some ten seconds.
DEADLINE_SECONDS = 30.0
_LOUD = ("error", "warning", "pageerror")

# Every event of ours that reaches the window, kept in the order they came.
_RECORD_EVENTS = """
(() => {
  window.recorded = [];
  for (const type of ["py", "mpy", "pyodide", "micropython"])
    for (const name of ["ready", "done", "error"])
      window.addEventListener(`${type}:${name}`, (event) => {
        const { error, ...detail } = event.detail;
        const target = event.target === window ? "window" : event.target.id;
        recorded.push({ type, name, target, ...detail, code: error?.code ?? "", errorName: error?.name ?? "" });
      });
})()
"""


@dataclass
class Said:
    """One message on the console, or an uncaught error (`kind` is then "pageerror")."""

    kind: str
    text: str


@dataclass
class Expected:
    """A message that the test expects, and the messages that were it."""

    pattern: re.Pattern[str]
    met: list[Said] = field(default_factory=list)


class WatchedPage:
    """A page of the browser with what tests need. `raw` is Playwright's own object."""

    def __init__(self, raw: Page) -> None:
        self.raw = raw
        self.said: list[Said] = []
        self.expected: list[Expected] = []
        raw.add_init_script(_RECORD_EVENTS)
        raw.on("console", self._hear)
        raw.on("pageerror", lambda error: self.said.append(Said("pageerror", str(error))))

    def _hear(self, message: ConsoleMessage) -> None:
        self.said.append(Said(message.type, message.text))

    def goto(self, url: str) -> WatchedPage:
        """Open a URL and wait for its load event."""
        self.raw.goto(url)
        return self

    def evaluate(self, javascript: str, argument: object = None) -> Any:
        """Return the value of a JavaScript expression or function on the page; promises are awaited."""
        return self.raw.evaluate(javascript, argument)

    def locator(self, selector: str) -> Locator:
        """Return Playwright's locator."""
        return self.raw.locator(selector)

    def text(self, selector: str) -> str:
        """Return the text of an element, once there is one."""
        return self.raw.locator(selector).inner_text(timeout=DEADLINE_SECONDS * 1000)

    def wait_for(self, javascript: str, argument: object = None) -> Any:
        """Wait until a JavaScript expression or function is truthy on the page, and return its value."""
        handle = self.raw.wait_for_function(javascript, arg=argument, timeout=DEADLINE_SECONDS * 1000)
        return handle.json_value()

    def wait_until(self, condition: Callable[[], object], what: str) -> None:
        """Wait until a condition in Python holds; `what` names it in the failure."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"Waited {DEADLINE_SECONDS:.0f} s for {what}. The page said: {self.said}")
            # Lets Playwright deliver events; there is nothing to wait on that would wake us instead.
            self.raw.wait_for_timeout(10)

    def events(self, name: str | None = None, *, target: str | None = None) -> list[dict[str, Any]]:
        """Return the events so far as dicts: type, name, target (the script's id), and all of the detail."""
        recorded: list[dict[str, Any]] = self.evaluate("recorded")
        return [
            event
            for event in recorded
            if (name is None or event["name"] == name) and (target is None or event["target"] == target)
        ]

    def wait_for_event(self, name: str, *, target: str, count: int = 1) -> dict[str, Any]:
        """Wait for an event of the script with id `target` (or "window"), and return its detail."""
        found = self.wait_for(
            """([name, target, count]) => {
                const found = recorded.filter((event) => event.name === name && event.target === target);
                return found.length >= count && found[count - 1];
            }""",
            [name, target, count],
        )
        assert isinstance(found, dict)
        return found

    def wait_for_end(self, target: str) -> dict[str, Any]:
        """Wait until a script is done or has failed, and return that event."""
        found = self.wait_for(
            "(target) => recorded.find((event) => event.name !== 'ready' && event.target === target)", target
        )
        assert isinstance(found, dict)
        return found

    def add_script(self, kind: str, code: str = "", **attributes: str | Literal[True]) -> dict[str, Any]:
        """Add a script to the page, wait for its end, and return that event. Give it an `id`."""
        script_id = self.insert_script(kind, code, **attributes)
        return self.wait_for_end(script_id)

    def insert_script(self, kind: str, code: str = "", **attributes: str | Literal[True]) -> str:
        """Add a script to the page and return its id, given or generated, without waiting."""
        found: str = self.evaluate(
            """([type, code, attributes]) => {
                const script = document.createElement("script");
                script.type = type;
                script.id = `script-${document.scripts.length}`;
                for (const [name, value] of Object.entries(attributes))
                    script.setAttribute(name, value === true ? "" : value);
                script.textContent = code;
                document.body.append(script);
                return script.id;
            }""",
            [kind, code, attributes],
        )
        return found

    def logged(self, kind: str = "log") -> list[str]:
        """Return the texts of one kind of console message so far."""
        return [said.text for said in self.said if said.kind == kind]

    def wait_for_log(self, pattern: str, kind: str = "log") -> str:
        """Wait for a console message that matches, and return its text."""

        def found() -> list[str]:
            return [text for text in self.logged(kind) if re.search(pattern, text)]

        self.wait_until(found, f"{pattern!r} on the console")
        return found()[0]

    def expect_console(self, pattern: str) -> Expected:
        """Declare that errors or warnings matching a pattern are right; the test fails if none comes."""
        expected = Expected(re.compile(pattern, re.DOTALL))
        self.expected.append(expected)
        return expected

    def tidy(self) -> None:
        """Remove what a test has left: worker scripts, and with them their workers, and banners."""
        self.evaluate(
            """async () => {
                document.querySelectorAll("[worker]").forEach((script) => script.remove());
                // A banner may still be on its way: its code is loaded with the first error.
                await import("/_offthread/chunks/page-banner.js");
                await new Promise(requestAnimationFrame);
                document.querySelectorAll(".offthread-error-close").forEach((close) => close.click());
            }"""
        )
        self.wait_until(
            lambda: all(worker["shared"] for worker in self.live_workers()), "the workers of scripts to end"
        )

    def live_workers(self) -> list[dict[str, Any]]:
        """Return type, shared and stats of every worker that the library says is alive."""
        found: list[dict[str, Any]] = self.evaluate(
            """() => (globalThis[Symbol.for("offthread")]?.runningWorkers() ?? [])
                .map((worker) => ({ type: worker.type, shared: worker.shared, stats: worker.stats() }))"""
        )
        return found

    def check_console(self) -> None:
        """Fail on errors and warnings that nobody expected, and on expected ones that did not come; then forget all."""
        unexpected = []
        for said in (said for said in self.said if said.kind in _LOUD):
            matching = [expected for expected in self.expected if expected.pattern.search(said.text)]
            for expected in matching:
                expected.met.append(said)
            if not matching:
                unexpected.append(said)
        missing = [expected.pattern.pattern for expected in self.expected if not expected.met]
        self.said, self.expected = [], []
        assert not unexpected, f"The page or a worker complained: {unexpected}"
        assert not missing, f"Expected on the console, and never said: {missing}"

    def check_workers(self) -> None:
        """Fail if a worker outlives its script, or if one that is ended, or what it held, stays.

        Workers that a test has created without a script, it ends itself.
        """
        if self.raw.is_closed() or not self.evaluate("Boolean(globalThis[Symbol.for('offthread')])"):
            return
        orphans = self.evaluate(
            """() => {
                const owned = new Set([...document.querySelectorAll("[worker]")].map((script) => script.xworker));
                const workers = globalThis[Symbol.for("offthread")].runningWorkers();
                return workers.filter((worker) => !worker.shared && !owned.has(worker)).length;
            }"""
        )
        assert orphans == 0, f"{orphans} workers outlive their scripts"
        held = self.evaluate(
            """() => {
                const workers = globalThis[Symbol.for("offthread")].runningWorkers();
                for (const worker of workers) worker.terminate();
                return workers.map((worker) => worker.stats()).filter((stats) => stats.references || stats.callables);
            }"""
        )
        assert held == [], f"Workers have ended and still hold objects of the page: {held}"
        # What keeps /persist belongs to the page, not to a worker.
        self.wait_until(
            lambda: all("keeper.js" in worker.url for worker in self.raw.workers), "the threads of ended workers to go"
        )

    def close(self) -> None:
        """Close the page, whatever state it is in."""
        try:
            self.raw.context.close()
        except Error as error:
            if not self.raw.is_closed():
                raise AssertionError("The page could not be closed") from error
