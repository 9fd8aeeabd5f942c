"""One visit: a browser with a new profile opens a contestant's page, measures, and opens it once more.

The network is closed except for the benchmark's own server, and a contestant that asks for anything else fails:
nobody's numbers may depend on somebody else's server.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Playwright, Request, TimeoutError

from .contestants import Contestant
from .results import Failure, Sample
from .serving import HOST, page_path
from .works import BOOT_COLD, BOOT_WARM

# What `pages/collect.js` says begins like this.
_MESSAGE = "benchmark "
# Answers from Playwright's routes would do as well, but with routes the browser does not cache.
_ARGUMENTS = [f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"]


@dataclass
class Visit:
    """Open a contestant's page; `samples` and `failures` grow while `run` runs."""

    contestant: Contestant
    round: int
    origin: str
    deadline_seconds: float
    samples: list[Sample] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    _foreign: list[str] = field(default_factory=list)

    def run(self, playwright: Playwright, browser: str) -> None:
        """Do it all; whatever goes wrong becomes a failure."""
        # The sandbox refuses to run as root, which is who runs in most containers.
        arguments = [*_ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else _ARGUMENTS
        with tempfile.TemporaryDirectory(prefix="offthread-benchmark-", ignore_cleanup_errors=True) as profile:
            try:
                context = playwright.chromium.launch_persistent_context(
                    profile, executable_path=browser, args=arguments, headless=True
                )
                try:
                    context.on("request", self._watch)
                    if self._measure(context):
                        self._measure_second_boot(context)
                finally:
                    context.close()
            except Error as error:
                self._fail(None, str(error).strip().splitlines()[0])
        if self._foreign:
            self._fail(None, f"It asked another server for {', '.join(sorted(set(self._foreign)))}")

    def _measure(self, context: BrowserContext) -> bool:
        found, boot = self._open(context, page_path(self.contestant))
        for work, outcome in found.get("works", {}).items():
            size = self.contestant.sizes.get(work)
            self._add(work, outcome["seconds"], outcome["operations"], size, outcome["round_trips"])
        for work, reason in found.get("errors", {}).items():
            self._fail(work, reason)
        if boot is not None and self.contestant.boots:
            self._add(BOOT_COLD, [boot])
        if "failed" in found:
            self._fail(None, found["failed"])
        return "failed" not in found and self.contestant.boots

    def _measure_second_boot(self, context: BrowserContext) -> None:
        found, boot = self._open(context, page_path(self.contestant, boot_only=True))
        if "failed" in found or boot is None:
            self._fail(BOOT_WARM, found.get("failed", "It has not said when it began"))
        else:
            self._add(BOOT_WARM, [boot])

    def _open(self, context: BrowserContext, path: str) -> tuple[dict[str, Any], float | None]:
        """Return what the program on a page found, and how many seconds after navigation its first line ran."""
        found: dict[str, Any] = {}
        complaints: list[str] = []

        def hear(message: ConsoleMessage) -> bool:
            """Take in what the page says, and tell whether it is done."""
            if message.type == "error":
                complaints.append(message.text)
            if message.text.startswith(_MESSAGE):
                found.update(json.loads(message.text.removeprefix(_MESSAGE)))
            return bool(found.get("done"))

        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        try:
            # A wait for events ends in time whatever the page does; one for a value of the page does not.
            with page.expect_console_message(hear, timeout=self.deadline_seconds * 1000):
                page.goto(self.origin + path, wait_until="commit", timeout=self.deadline_seconds * 1000)
        except TimeoutError:
            found["failed"] = f"It was not done after {self.deadline_seconds:.0f} s"
        if "failed" in found and complaints:
            found["failed"] += f". It said: {complaints[-1]}"
        if "failed" not in found:
            # A page that hangs cannot be closed; the browser can.
            page.close()
        # Both clocks count from the epoch. In Python there is no other that the page and a worker share.
        return found, found["first_line"] - found["time_origin"] if "first_line" in found else None

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "blob:")):
            self._foreign.append(request.url)

    def _add(
        self,
        work: str,
        seconds: list[float],
        operations: int = 1,
        size: int | None = None,
        round_trips: float | None = None,
    ) -> None:
        self.samples.append(Sample(self.contestant.id, work, self.round, tuple(seconds), operations, size, round_trips))

    def _fail(self, work: str | None, reason: str) -> None:
        self.failures.append(Failure(self.contestant.id, work, self.round, reason))
