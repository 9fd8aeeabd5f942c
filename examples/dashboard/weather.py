"""Four years of weather in Seattle: reading the days, choosing some, and what they say. No page is needed here."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = ("sun", "rain", "drizzle", "fog", "snow")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Day:
    """What was measured on one day: degrees Celsius, millimetres, metres per second."""

    year: int
    month: int
    rain: float
    warmest: float
    coldest: float
    wind: float
    kind: str


def read_days(path: str) -> list[Day]:
    """Read the days of a file."""
    with open(path, encoding="utf-8", newline="") as file:  # noqa: PTH123 (so is it on the page)
        return [_day(row) for row in csv.DictReader(file)]


def _day(row: dict[str, str]) -> Day:
    year, month, _ = row["date"].split("/")
    numbers = (float(row[name]) for name in ("precipitation", "temp_max", "temp_min", "wind"))
    return Day(int(year), int(month), *numbers, row["weather"])


@dataclass(frozen=True, slots=True)
class Choice:
    """Which days are looked at; what is None or empty does not matter."""

    year: int | None = None
    kinds: frozenset[str] = frozenset()
    month: int | None = None
    at_least: float = -100.0

    def of(self, days: Iterable[Day], *, any_month: bool = False, any_kind: bool = False) -> list[Day]:
        """Return the chosen days; a chart that is chosen in shows what it would be without its own choice."""
        return [
            day
            for day in days
            if (self.year is None or day.year == self.year)
            and (any_kind or not self.kinds or day.kind in self.kinds)
            and (any_month or self.month is None or day.month == self.month)
            and day.warmest >= self.at_least
        ]


@dataclass(frozen=True, slots=True)
class Summary:
    """The numbers above the charts."""

    days: int
    mean_warmest: float | None
    rain: float
    rainy_days: int


def summarize(days: list[Day]) -> Summary:
    """Count and add up."""
    mean = fmean(day.warmest for day in days) if days else None
    return Summary(len(days), mean, sum(day.rain for day in days), sum(day.rain > 0 for day in days))


def by_month(days: list[Day]) -> list[tuple[float, float, float] | None]:
    """Return the mean coldest and warmest and the rain of each month; None where there are no days."""
    found: list[tuple[float, float, float] | None] = []
    for month in range(1, 13):
        some = [day for day in days if day.month == month]
        years = len({day.year for day in some})
        if some:
            rain = sum(day.rain for day in some) / years
            found.append((fmean(day.coldest for day in some), fmean(day.warmest for day in some), rain))
        else:
            found.append(None)
    return found


def by_kind(days: list[Day]) -> dict[str, int]:
    """Count the days of each kind."""
    counts = Counter(day.kind for day in days)
    return {kind: counts[kind] for kind in KINDS}


def wind_and_rain(days: list[Day]) -> list[tuple[float, float, str]]:
    """Return wind, rain and kind of each day that had rain."""
    return [(day.wind, day.rain, day.kind) for day in days if day.rain > 0]
