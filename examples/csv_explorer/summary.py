"""Summary statistics of one column's values, and how they are written."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_TOP = 8


@dataclass
class Summary:
    """What is known of some values. A field is None where it has no meaning for the kind, or there is no value.

    `stdev` is that of a sample; `q1` and `q3` interpolate between the values, the extremes included, as
    `statistics.quantiles(method="inclusive")` does.
    """

    count: int
    missing: int
    unique: int
    minimum: Any = None
    q1: Any = None
    median: Any = None
    q3: Any = None
    maximum: Any = None
    mean: float | None = None
    stdev: float | None = None
    top: list[tuple[Any, int]] = field(default_factory=list)


def summarize(kind: str, values: list[Any]) -> Summary:
    """Return the summary of values of a kind, as columns.py has them; None is a missing value."""
    present = [value for value in values if value is not None]
    counts = Counter(present)
    summary = Summary(len(present), len(values) - len(present), len(counts))
    if not present:
        return summary
    if kind in ("text", "boolean"):
        summary.top = counts.most_common(_TOP)
        return summary
    present.sort()
    summary.minimum, summary.maximum = present[0], present[-1]
    summary.q1, summary.median, summary.q3 = (quantile(present, share) for share in (0.25, 0.5, 0.75))
    if kind != "date":
        # statistics.stdev is exact and, for that, hundreds of times slower; fsum loses nothing that can be seen.
        summary.mean = math.fsum(present) / len(present)
        if len(present) > 1:
            squares = math.fsum((value - summary.mean) ** 2 for value in present)
            summary.stdev = math.sqrt(squares / (len(present) - 1))
    return summary


def quantile(ordered: list[Any], share: float) -> Any:
    """Return the value below which a share of the ordered values lies, interpolating between neighbours."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    if place == below:
        return ordered[below]
    return ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)


def facts(kind: str, summary: Summary) -> list[tuple[str, Any]]:
    """Return the lines of a summary that have a meaning for the kind, with their labels."""
    lines: list[tuple[str, Any]] = [("Values", summary.count), ("Missing", summary.missing), ("Unique", summary.unique)]
    if kind in ("integer", "number"):
        lines += [("Mean", summary.mean), ("Standard deviation", summary.stdev)]
    if kind in ("integer", "number", "date"):
        first, last = ("Earliest", "Latest") if kind == "date" else ("Minimum", "Maximum")
        lines += [
            (first, summary.minimum),
            ("Lower quartile", summary.q1),
            ("Median", summary.median),
            ("Upper quartile", summary.q3),
            (last, summary.maximum),
        ]
    return lines


def write(value: Any) -> str:
    """Write a value for people: six digits that count, thousands grouped, midnight left out.

    >>> write(1234.5678), write(0.000123456789), write(None)
    ('1,234.57', '0.000123457', '\N{EN DASH}')
    """
    if value is None:
        return "\N{EN DASH}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        midnight = value.hour == value.minute == value.second == 0
        return f"{value:%Y-%m-%d}" if midnight else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, int) and abs(value) < 10**15:
        return f"{value:,}".replace("-", "\N{MINUS SIGN}")
    if isinstance(value, (int, float)):
        return _write_float(float(value)).replace("-", "\N{MINUS SIGN}")
    return str(value)


def _write_float(value: float) -> str:
    size = abs(value)
    if value == 0:
        return "0"
    if size >= 1e15 or size < 1e-4:
        return f"{value:.6g}"
    decimals = max(0, 5 - math.floor(math.log10(size)))
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
