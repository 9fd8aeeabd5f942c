"""Finds out what the cells of a column mean: integers, numbers, dates, yes or no, or text.

A column has a kind only if every cell that is not missing fits it: a single exception makes it text, because leaving
that cell out of a sum without a word would be worse.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

# What programs write where there is no value (the list that pandas uses).
MISSING = frozenset({"", "#N/A", "N/A", "NA", "<NA>", "NULL", "NaN", "None", "n/a", "nan", "null", "-nan", "#NA"})
NUMERIC = frozenset({"integer", "number"})

# A leading zero means that the digits are a name: a telephone number, a postal code.
_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[+-]?(?!0[0-9])(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(?!0[0-9])[0-9]+(?:,[0-9]+)?")
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_TIME = (
    r"(?:[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp][Mm]))?(?P<zone> ?Z| ?[+-]\d{2}:?\d{2})?)?"
)
_DATES = {
    "year-month-day": r"(?P<year>\d{4})(?P<s>[-/.])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})",
    "day.month.year": r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",
    "month/day/year": r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
    "day/month/year": r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})",
}
_DATE_PATTERNS = {order: re.compile(date + _TIME, re.ASCII) for order, date in _DATES.items()}


@dataclass
class Column:
    """One column: its name, what it holds, and the value of each row, None where it is missing.

    `kind` is integer, number, date, boolean, text or empty; `detail` says how dates were read, where that is a choice.
    """

    name: str
    kind: str
    values: list[Any]
    detail: str = ""

    @property
    def is_numeric(self) -> bool:
        """Whether the values are numbers."""
        return self.kind in NUMERIC

    @property
    def missing(self) -> int:
        """How many rows have no value."""
        return self.values.count(None)


def make_columns(header: list[str], rows: list[list[str]], delimiter: str) -> list[Column]:
    """Return the columns of a table, each with its kind inferred."""
    return [make_column(name, [row[index] for row in rows], delimiter) for index, name in enumerate(header)]


def make_column(name: str, cells: list[str], delimiter: str = ",") -> Column:
    """Return one column with its kind inferred from its cells."""
    cells = [cell.strip() for cell in cells]
    if all(cell in MISSING for cell in cells):
        return Column(name, "empty", [None] * len(cells))
    for kind, detail, parse in _parsers(delimiter):
        values = _parse_all(cells, parse)
        if values is not None:
            return Column(name, kind, values, detail)
    return Column(name, "text", [None if cell in MISSING else cell for cell in cells])


def _parsers(delimiter: str) -> list[tuple[str, str, Callable[[str], Any]]]:
    # Files that use commas between cells have them in numbers only to group digits, others only for decimals.
    comma = _parse_grouped if delimiter == "," else _parse_decimal_comma
    dates = [("date", order, _date_parser(pattern)) for order, pattern in _DATE_PATTERNS.items()]
    return [
        ("boolean", "", lambda cell: _TRUTHS[cell.lower()]),
        ("integer", "", _parse_integer),
        ("number", "", _parse_number),
        ("number", "", comma),
        *dates,
    ]


def _parse_all(cells: list[str], parse: Callable[[str], Any]) -> list[Any] | None:
    """Return the value of every cell, or None if one does not fit."""
    try:
        return [None if cell in MISSING else parse(cell) for cell in cells]
    except (KeyError, ValueError, OverflowError):
        return None


def _parse_integer(cell: str) -> int:
    if not _INTEGER.fullmatch(cell):
        raise ValueError(cell)
    number = int(cell)
    _check_finite(float(number) if len(cell) < 300 else math.inf, cell)
    return number


def _parse_number(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise ValueError(cell)
    return _check_finite(float(cell), cell)


def _check_finite(number: float, cell: str) -> float:
    # Statistics of numbers that do not fit a float would be nonsense.
    if not math.isfinite(number):
        raise ValueError(cell)
    return number


def _parse_grouped(cell: str) -> float:
    return _parse_number(cell.replace(",", "") if _GROUPED.fullmatch(cell) else cell)


def _parse_decimal_comma(cell: str) -> float:
    if not _DECIMAL_COMMA.fullmatch(cell):
        raise ValueError(cell)
    return _check_finite(float(cell.replace(",", ".")), cell)


def _date_parser(pattern: re.Pattern[str]) -> Callable[[str], datetime]:
    def parse(cell: str) -> datetime:
        found = pattern.fullmatch(cell)
        if not found:
            raise ValueError(cell)
        part = found.groupdict()
        hour = int(part["hour"] or 0)
        if part["half"]:
            hour = hour % 12 + (12 if part["half"].lower() == "pm" else 0)
        microsecond = int((part["fraction"] or "0").ljust(6, "0")[:6])
        date = datetime(
            *(int(part[unit]) for unit in ("year", "month", "day")),
            hour,
            int(part["minute"] or 0),
            int(part["second"] or 0),
            microsecond,
        )
        return _as_utc(date, part["zone"])

    return parse


def _as_utc(date: datetime, zone: str | None) -> datetime:
    """Apply an offset, so that dates of different zones compare, and leave it out."""
    if not zone or zone.strip() == "Z":
        return date
    zone = zone.strip().replace(":", "")
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])) * (-1 if zone[0] == "-" else 1)
    return date.replace(tzinfo=timezone(offset)).astimezone(UTC).replace(tzinfo=None)
