"""What Offthread wants to reach, and whether a run has reached it.

A goal is a limit for the median of a work under one interpreter, or for its worst value: in seconds, in round trips,
as a share of the time, or as a multiple of what another contestant took in the same run. Where it is counted how often
a listener was in time, it has to be always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from . import formats
from .contestants import LANGUAGES, PING_PONG, Language
from .summary import Summary
from .works import (
    BOOT_WARM,
    BY_ID,
    BY_ID_ALONE,
    BY_WORK_ID,
    CPU_IDLE,
    CPU_INPUT,
    CPU_SLEEP,
    DECIDE,
    DECIDE_AND_SHOW,
    ELEMENTS,
    ITERATE,
    SET,
    TABLE,
    TIMERS_BUSY,
    TIMERS_FLOOD,
    TITLE,
    TITLE_ALONE,
    TRIP_ALONE,
)

Summaries = Mapping[tuple[str, str], Summary]
_PING_PONG = "the bare round trip after a pause"
_MAIN_THREAD = "PyScript's main thread"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Want at most `limit` for a work: seconds, round trips, a share, or multiples of what `against` took.

    `against` is a contestant and a work.
    """

    work: str
    language: Language
    limit: float
    unit: Literal["seconds", "round trips", "share", "times"]
    of: Literal["median", "worst"] = "median"
    against: tuple[str, str] | None = None
    against_name: str = ""

    @property
    def title(self) -> str:
        """Name what is wanted, as Markdown."""
        return f"{BY_WORK_ID[self.work].title}, {LANGUAGES[self.language]}"

    @property
    def wanted(self) -> str:
        """Name the limit."""
        if self.unit == "seconds":
            return f"≤ {formats.duration(self.limit)}{' at worst' if self.of == 'worst' else ''}"
        if self.unit == "share":
            return f"≤ {formats.share(self.limit)}"
        if self.unit == "round trips":
            return f"≤ {self.limit:g} round trips"
        return f"≤ {self.limit:.2g}x {self.against_name}"


@dataclass(frozen=True)
class Verdict:
    """Say what a run has found: `text` for people, and whether that is enough; None if it was not measured."""

    goal: Goal
    text: str
    met: bool | None


def judge(goal: Goal, summaries: Summaries) -> Verdict:
    """Hold the medians of a run against a goal."""
    ours = summaries.get((f"offthread-{goal.language}", goal.work))
    missing = Verdict(goal, "not measured", None)
    if ours is None:
        return missing
    if goal.unit == "round trips":
        trips = ours.round_trips
        return missing if trips is None else Verdict(goal, formats.count(trips), trips <= goal.limit)
    if goal.against is None:
        value = ours.median if goal.of == "median" else ours.high
        text = formats.share(value) if goal.unit == "share" else formats.duration(value)
        if ours.in_time is None:
            return Verdict(goal, text, value <= goal.limit)
        return Verdict(goal, f"{text}, {ours.all_in_time}", value <= goal.limit and ours.in_time == ours.values)
    other = summaries.get(goal.against)
    if other is None or other.median <= 0:
        return missing
    multiple = ours.median / other.median
    text = f"{multiple:.2f}x ({formats.duration(ours.median)}, {formats.duration(other.median)})"
    return Verdict(goal, text, multiple <= goal.limit)


def _of_main_thread(work: str, language: Language, limit: float) -> Goal:
    return Goal(
        work=work,
        language=language,
        limit=limit,
        unit="times",
        against=(f"pyscript-main-{language}", work),
        against_name=_MAIN_THREAD,
    )


def _for(language: Language) -> tuple[Goal, ...]:
    return (
        _of_main_thread(TABLE, language, 0.5 if language == "py" else 1),
        _of_main_thread(ELEMENTS, language, 1),
        *(
            Goal(
                work=work,
                language=language,
                limit=1.5,
                unit="times",
                against=(PING_PONG.id, TRIP_ALONE),
                against_name=_PING_PONG,
            )
            for work in (TITLE_ALONE, BY_ID_ALONE)
        ),
        *(Goal(work=work, language=language, limit=10e-6, unit="seconds") for work in (TITLE, BY_ID)),
        Goal(work=SET, language=language, limit=3e-6, unit="seconds"),
        _of_main_thread(SET, language, 1),
        Goal(work=ITERATE, language=language, limit=2, unit="round trips"),
        *(Goal(work=work, language=language, limit=300e-6, unit="seconds") for work in (DECIDE, DECIDE_AND_SHOW)),
        Goal(work=TIMERS_BUSY, language=language, limit=16e-3, unit="seconds", of="worst"),
        Goal(work=TIMERS_FLOOD, language=language, limit=50e-3, unit="seconds", of="worst"),
        *(Goal(work=work, language=language, limit=0.02, unit="share") for work in (CPU_IDLE, CPU_SLEEP, CPU_INPUT)),
        Goal(
            work=BOOT_WARM,
            language=language,
            limit=1 / 3 if language == "py" else 1 / 2,
            unit="times",
            against=(f"pyscript-worker-{language}", BOOT_WARM),
            against_name="PyScript's worker",
        ),
        Goal(work=BOOT_WARM, language=language, limit=1.0 if language == "py" else 0.25, unit="seconds"),
    )


GOALS = (*_for("py"), *_for("mpy"))
