"""One visit: a browser with a new profile opens a contestant's page, measures, and opens it once more.

The network is closed except for the benchmark's own server, and a contestant that asks for anything else fails:
nobody's numbers may depend on somebody else's server.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Playwright, Request, TimeoutError

from .contestants import Contestant
from .cpu import renderer_seconds
from .results import Failure, Sample
from .serving import HOST, page_path
from .works import BOOT_COLD, BOOT_WARM

Part = Literal["works", "calls"]
PARTS: tuple[Part, ...] = get_args(Part)
# What `pages/collect.js` says begins like this.
_MESSAGE = "benchmark "
# And what `pages/calls.js` says when something begins and ends whose CPU time counts.
_CPU_MESSAGE = "benchmark-cpu "
# Answers from Playwright's routes would do as well, but with routes the browser does not cache.
_ARGUMENTS = [f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}"]


@dataclass
class Visit:
    """Open a contestant's page; `samples` and `failures` grow while `run` runs."""

    contestant: Contestant
    round: int
    origin: str
    deadline_seconds: float
    parts: Collection[Part] = PARTS
    # The ids of works, where not all are asked for.
    works: Collection[str] = ()
    samples: list[Sample] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    _foreign: list[str] = field(default_factory=list)
    _profile: str = ""
    # When the CPU time of a work began to count, and what each renderer had used until then.
    _began: tuple[float, dict[int, float]] = (0.0, {})

    def run(self, playwright: Playwright, browser: str) -> None:
        """Do it all; whatever goes wrong becomes a failure."""
        # The sandbox refuses to run as root, which is who runs in most containers.
        arguments = [*_ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else _ARGUMENTS
        with tempfile.TemporaryDirectory(prefix="offthread-benchmark-", ignore_cleanup_errors=True) as profile:
            self._profile = profile
            try:
                context = playwright.chromium.launch_persistent_context(
                    profile, executable_path=browser, args=arguments, headless=True
                )
                try:
                    context.on("request", self._watch)
                    if "works" in self.parts and self.contestant.works and self._measure(context):
                        self._measure_second_boot(context)
                    if "calls" in self.parts and self.contestant.calls:
                        self._measure_calls(context)
                finally:
                    context.close()
            except Error as error:
                self._fail(None, str(error).strip().splitlines()[0])
        if self._foreign:
            self._fail(None, f"It asked another server for {', '.join(sorted(set(self._foreign)))}")

    def _measure(self, context: BrowserContext) -> bool:
        found, boot = self._open(context, page_path(self.contestant, works=self.works))
        self._take(found)
        if boot is not None and self.contestant.boots:
            self._add(BOOT_COLD, [boot])
        if "failed" in found:
            self._fail(None, found["failed"])
        return "failed" not in found and self.contestant.boots

    def _measure_calls(self, context: BrowserContext) -> None:
        found, _ = self._open(context, page_path(self.contestant, "calls"))
        self._take(found)
        if "failed" in found:
            self._fail(None, found["failed"])

    def _take(self, found: dict[str, Any]) -> None:
        for work, outcome in found.get("works", {}).items():
            size = self.contestant.sizes.get(work)
            in_time = outcome.get("in_time")
            self._add(work, outcome["seconds"], outcome["operations"], size, outcome["round_trips"], in_time)
        for work, reason in found.get("errors", {}).items():
            self._fail(work, reason)

    def _measure_second_boot(self, context: BrowserContext) -> None:
        found, boot = self._open(context, page_path(self.contestant, "boot"))
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
            if message.text.startswith(_CPU_MESSAGE):
                self._count_cpu(*message.text.removeprefix(_CPU_MESSAGE).split())
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

    def _count_cpu(self, moment: str, work: str) -> None:
        now, seconds = time.monotonic(), renderer_seconds(self._profile)
        began, before = self._began
        if moment == "begin":
            self._began = (now, seconds)
        elif before:
            # The page's is the one that has worked: others are spare, and what they prepare is not the page's.
            page = max(before, key=before.__getitem__)
            self._add(work, [(seconds[page] - before[page]) / (now - began)])

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
        in_time: int | None = None,
    ) -> None:
        self.samples.append(
            Sample(self.contestant.id, work, self.round, tuple(seconds), operations, size, round_trips, in_time)
        )

    def _fail(self, work: str | None, reason: str) -> None:
        self.failures.append(Failure(self.contestant.id, work, self.round, reason))
