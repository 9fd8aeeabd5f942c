"""The order of visits: every contestant once a round, each round beginning with another one.

Machines get slower and faster while a benchmark runs. Contestants that take turns all meet the same weather.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from playwright.sync_api import sync_playwright

from .contestants import Contestant
from .environment import look_around
from .results import Results
from .serving import serve
from .visits import PARTS, Part, Visit


def run_rounds(
    contestants: Sequence[Contestant],
    *,
    rounds: int,
    browser: str,
    deadline_seconds: float,
    parts: Collection[Part] = PARTS,
    works: Collection[str] = (),
    tell: Callable[[str], object],
) -> Results:
    """Visit all contestants `rounds` times, in one browser at a time; `tell` gets a line after each visit."""
    results = Results(look_around(browser), rounds)
    with serve() as origin, sync_playwright() as playwright:
        for number in range(1, rounds + 1):
            for contestant in rotated(contestants, number - 1):
                visit = Visit(contestant, number, origin, deadline_seconds, parts, works)
                visit.run(playwright, browser)
                results.samples += visit.samples
                results.failures += visit.failures
                outcome = "; ".join(failure.reason for failure in visit.failures) or f"{len(visit.samples)} works"
                tell(f"round {number} of {rounds}: {contestant.title}: {outcome}")
    return results


def rotated(contestants: Sequence[Contestant], places: int) -> list[Contestant]:
    """Return the contestants, the first `places` of them moved to the end."""
    places %= len(contestants)
    return [*contestants[places:], *contestants[:places]]
