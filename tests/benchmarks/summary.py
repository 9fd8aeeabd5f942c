"""The arithmetic of the report: pooled samples, medians and spreads, and how contestants compare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median, quantiles

from .results import Sample
from .works import BY_WORK_ID


@dataclass(frozen=True)
class Summary:
    """Summarise one contestant in one work, in seconds: of all values of all rounds.

    `measured` is what was measured where that is less than the whole work; `median` then is an extrapolation. `smaller`
    says that one row was measured on a table with fewer, `size`, which is not extrapolated and not the same. `in_time`
    is how many of the values are of events that were decided about in time, where that is counted.
    """

    median: float
    low: float
    high: float
    lower_quartile: float
    upper_quartile: float
    values: int
    operations: int
    round_trips: float | None
    size: int | None
    measured: float | None
    smaller: bool
    in_time: int | None = None

    @property
    def all_in_time(self) -> str:
        """Say how many were, as in "99 of 100 in time"; nothing where that is not counted."""
        return "" if self.in_time is None else f"{self.in_time} of {self.values} in time"


def summarize(samples: Iterable[Sample]) -> Summary | None:
    """Summarise the samples of one contestant in one work; None if there are none."""
    samples = list(samples)
    if not samples:
        return None
    first = samples[0]
    work = BY_WORK_ID[first.work]
    factor = work.size / first.size if work.scaled and work.size and first.size else 1
    values = sorted(value for sample in samples for value in sample.seconds)
    lower, _, upper = quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    in_time = [sample.in_time for sample in samples if sample.in_time is not None]
    trips = [sample.round_trips for sample in samples if sample.round_trips is not None]
    return Summary(
        median=median(values) * factor,
        low=values[0] * factor,
        high=values[-1] * factor,
        lower_quartile=lower * factor,
        upper_quartile=upper * factor,
        values=len(values),
        operations=round(median(sample.operations for sample in samples)),
        round_trips=median(trips) if trips else None,
        size=first.size,
        measured=median(values) if factor != 1 else None,
        smaller=not work.scaled and first.size is not None and first.size != work.size,
        in_time=sum(in_time) if in_time else None,
    )


def summarize_all(samples: Iterable[Sample]) -> dict[tuple[str, str], Summary]:
    """Summarise everything, by the ids of contestant and work."""
    groups: dict[tuple[str, str], list[Sample]] = {}
    for sample in samples:
        groups.setdefault((sample.contestant, sample.work), []).append(sample)
    summaries = {key: summarize(group) for key, group in groups.items()}
    return {key: summary for key, summary in summaries.items() if summary is not None}
