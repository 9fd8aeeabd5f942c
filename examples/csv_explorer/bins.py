"""Sorts the values of a column into the bars of a chart: how many there are, how wide, and what they are called."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from summary import quantile, write

_MOST_BARS = 40
_MOST_DATE_BARS = 60
_TOP = 10
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass
class Bars:
    """Bars side by side. `ticks` are the labels of their axis, each at a place between 0 (left) and 1 (right)."""

    labels: list[str]
    counts: list[int]
    ticks: list[tuple[float, str]]
    unit: str = ""


def make_bars(kind: str, values: list[Any]) -> Bars:
    """Return the bars for values of a kind, as columns.py has them: a histogram, or the most frequent values."""
    present = [value for value in values if value is not None]
    if not present:
        return Bars([], [], [])
    if kind == "date":
        return date_bars(present)
    if kind in ("integer", "number"):
        return number_bars(present, whole=kind == "integer")
    return top_bars(present)


def number_bars(values: list[float], *, whole: bool = False) -> Bars:
    """Return a histogram whose edges are round numbers; whole numbers of a small range get a bar each."""
    ordered = sorted(values)
    low, high = ordered[0], ordered[-1]
    step = _bar_width(ordered, whole=whole)
    # Bars of single whole numbers stand over their number, all others between two edges.
    shift = 0.5 if whole and step == 1 else 0.0
    first = math.floor(low / step + shift + 1e-9)
    last = max(first, math.floor(high / step + shift + 1e-9))
    if last > first and not shift and last * step >= high:
        # The greatest value belongs to the bar that ends with it.
        last -= 1
    counts = [0] * (last - first + 1)
    for value in ordered:
        counts[min(math.floor(value / step + shift + 1e-9), last) - first] += 1
    if shift:
        labels = [write(first + index) for index in range(len(counts))]
    else:
        labels = [f"{write((first + i) * step)} to {write((first + i + 1) * step)}" for i in range(len(counts))]
    return Bars(labels, counts, _number_ticks((first - shift) * step, (last + 1 - shift) * step, whole=whole))


def _bar_width(ordered: list[float], *, whole: bool) -> float:
    spread = ordered[-1] - ordered[0]
    if spread == 0:
        return 1.0 if whole or ordered[0] == 0 else nice(abs(ordered[0]) / 10)
    # The rule of Freedman and Diaconis, within what the eye can tell apart.
    box = quantile(ordered, 0.75) - quantile(ordered, 0.25)
    bars = spread / (2 * box / len(ordered) ** (1 / 3)) if box > 0 else math.log2(len(ordered)) + 1
    step = nice(spread / min(max(1.5 * bars, 12), _MOST_BARS))
    return max(1.0, step) if whole else step


def nice(number: float) -> float:
    """Return the next number of the form 1, 2 or 5 times a power of ten that is not smaller."""
    power = 10.0 ** math.floor(math.log10(number))
    for factor in (1, 2, 5):
        if factor * power >= number * (1 - 1e-9):
            return factor * power
    return 10 * power


def nice_ticks(low: float, high: float, count: int = 6) -> list[float]:
    """Return some round numbers from low to high."""
    if high <= low:
        return [low]
    step = nice((high - low) / count)
    return [index * step for index in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _number_ticks(low: float, high: float, *, whole: bool) -> list[tuple[float, str]]:
    numbers = nice_ticks(low, high, 8)
    if whole:
        numbers = [number for number in numbers if number == round(number)]
    # Years and other small whole numbers read better without grouping.
    plain = whole and max(abs(low), abs(high)) < 10_000
    return [((number - low) / (high - low), f"{number:.0f}" if plain else write(number)) for number in numbers]


def date_bars(values: list[datetime]) -> Bars:
    """Return a histogram over time, by the finest unit that makes no more bars than can be told apart."""
    low, high = min(values), max(values)
    fitting = (entry for entry in _UNITS if entry[1](high) - entry[1](low) < _MOST_DATE_BARS)
    unit, number_of, label_of = next(fitting)
    first, last = number_of(low), number_of(high)
    counts = [0] * (last - first + 1)
    for value in values:
        counts[number_of(value) - first] += 1
    labels = [label_of(number) for number in range(first, last + 1)]
    every = math.ceil(len(labels) / 6)
    ticks = [((index + 0.5) / len(labels), labels[index]) for index in range(0, len(labels), every)]
    return Bars(labels, counts, ticks, unit)


def _hour_label(number: int) -> str:
    return f"{datetime.fromordinal(number // 24):%Y-%m-%d} {number % 24:02}:00"


def _day_label(number: int) -> str:
    return f"{datetime.fromordinal(number):%Y-%m-%d}"


def _month_label(number: int) -> str:
    return f"{_MONTHS[number % 12]} {number // 12}"


def _quarter_label(number: int) -> str:
    return f"{number // 4} Q{number % 4 + 1}"


def _years(count: int) -> tuple[str, Any, Any]:
    name = "year" if count == 1 else f"{count:,} years"
    return name, lambda date: date.year // count, lambda number: str(number * count)


# The name of each unit, the number of the unit that a date lies in, and what that unit is called; finest first.
_UNITS = (
    ("hour", lambda date: date.toordinal() * 24 + date.hour, _hour_label),
    ("day", lambda date: date.toordinal(), _day_label),
    ("month", lambda date: date.year * 12 + date.month - 1, _month_label),
    ("quarter", lambda date: date.year * 4 + (date.month - 1) // 3, _quarter_label),
    _years(1),
    _years(10),
    _years(100),
    _years(1000),
)


def top_bars(values: list[Any]) -> Bars:
    """Return a bar for each of the most frequent values, and one for all others."""
    counts = Counter(values)
    top = counts.most_common(_TOP)
    if len(counts) == _TOP + 1:
        # "1 other value" would take the room of the value itself.
        top = counts.most_common()
    labels = [write(value) for value, _ in top]
    heights = [count for _, count in top]
    others = len(counts) - len(top)
    if others:
        labels.append(f"{others:,} other values")
        heights.append(len(values) - sum(heights))
    return Bars(labels, heights, [], "others" if others else "")
