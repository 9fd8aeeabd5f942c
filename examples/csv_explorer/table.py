"""Reads the bytes of a CSV file into a table: encoding, delimiter, quotes, rows of unequal length.

It knows neither the page nor what the cells mean (that is columns.py), so it runs anywhere. What a person should know
about how the file was read stands in `Table.notes`; what makes the file unreadable is raised as a TableError.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

# In this order where several fit equally well: commas stand in texts and decimals far more often than the others.
DELIMITERS = ("\t", ";", "|", ",")
_SAMPLE_CHARACTERS = 64 * 1024
_LINES_NAMED = 5
_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet (.xlsx, .ods)"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or document (.xls, .doc)"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3", "an SQLite database"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")

# The default limit of 128 KiB a cell would refuse files that are merely unusual.
csv.field_size_limit(2**31 - 1)


class TableError(Exception):
    """The file holds no table. The message is for the person who opened it."""


@dataclass
class Table:
    """A rectangle of texts, as wide as the header, and how it was read."""

    header: list[str]
    rows: list[list[str]]
    encoding: str
    delimiter: str
    notes: list[str] = field(default_factory=list)


def read_table(data: bytes, *, has_header: bool = True) -> Table:
    """Return the table in a file's bytes. Raises TableError where there is none.

    Rows that are too short are filled with empty cells; rows that are too long widen the table, so nothing is lost.
    """
    notes: list[str] = []
    text, encoding = decode(data, notes)
    _refuse_other_formats(text)
    delimiter, text = _declared_delimiter(text)
    delimiter = delimiter or find_delimiter(text)
    records = _records(text, delimiter, notes)
    if not records:
        raise TableError("The file is empty: it has no rows.")
    header = records.pop(0)[1] if has_header else []
    width = max([len(header), *(len(cells) for _, cells in records)])
    if has_header or records:
        _note_ragged_rows(records, len(header) or _usual_width([len(cells) for _, cells in records]), notes)
    rows = [cells + [""] * (width - len(cells)) for _, cells in records]
    return Table(_names(header, width), rows, encoding, delimiter, notes)


def decode(data: bytes, notes: list[str]) -> tuple[str, str]:
    """Return the text and the name of its encoding. Raises TableError for files that are not text."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise TableError("The file is empty.")
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            advice = " Open it there and save the sheet as CSV." if "spreadsheet" in what else ""
            raise TableError(f"This is {what}, not a CSV file.{advice}")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, encoding = _decode_utf16(data), "UTF-16"
    else:
        text, encoding = _decode_bytes(data, notes)
    if len(_CONTROLS.findall(text)) > len(text) / 100 or "\0" in text:
        raise TableError("This is a binary file, not a text file with rows and columns.")
    return text, encoding


def _decode_utf16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError:
        raise TableError("The file starts as UTF-16 text but is not: it may be cut off.") from None


def _decode_bytes(data: bytes, notes: list[str]) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        # What spreadsheets in Western Europe and America write when they do not write UTF-8.
        text = data.decode("cp1252", errors="replace")
        notes.append("The file is not UTF-8; it was read as Windows-1252, so check accented letters.")
        return text, "Windows-1252"


def _refuse_other_formats(text: str) -> None:
    start = text[:200].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<svg")):
        raise TableError("This is a web page or an XML document, not a CSV file.")
    if start.startswith(("{", "[")):
        try:
            json.loads(text)
        except ValueError:
            return
        raise TableError("This is a JSON document, not a CSV file.")


def _declared_delimiter(text: str) -> tuple[str, str]:
    """Read the line that Excel writes, and only Excel reads: `sep=;`."""
    declared = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    return (declared[1], text[declared.end() :]) if declared else ("", text)


def find_delimiter(text: str) -> str:
    """Return the delimiter that cuts the rows at the start of a text into the most equal widths.

    csv.Sniffer guesses from characters alone and takes letters for delimiters; asking csv.reader respects quotes.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    widths_by_delimiter = {}
    for delimiter in DELIMITERS:
        records = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        widths = [len(record) for record in records if record]
        # The last row of a sample may be half a row.
        if len(text) > len(sample) and len(widths) > 1:
            widths.pop()
        widths_by_delimiter[delimiter] = widths
    # The header is the best witness; where nothing cuts it, a title may stand there instead.
    return (
        _most_even(widths_by_delimiter, lambda widths: widths[0])
        or _most_even(widths_by_delimiter, _usual_width)
        or ","
    )


def _most_even(widths_by_delimiter: dict[str, list[int]], expected: Callable[[list[int]], int]) -> str:
    """Return the delimiter that gives most rows the expected width, or "" if none cuts anything."""
    best, best_share = "", 0.0
    for delimiter, widths in widths_by_delimiter.items():
        width = expected(widths) if widths else 0
        share = widths.count(width) / len(widths) if width > 1 else 0.0
        if share > best_share:
            best, best_share = delimiter, share
    return best


def _usual_width(widths: list[int]) -> int:
    return Counter(widths).most_common(1)[0][0]


def _records(text: str, delimiter: str, notes: list[str]) -> list[tuple[int, list[str]]]:
    """Return the records that are not blank, each with the number of its first line."""
    try:
        return list(_read(text, delimiter, strict=True))
    except csv.Error as error:
        complaint = str(error)
    records = list(_read(text, delimiter, strict=False))
    if "unexpected end" in complaint and records:
        notes.append(
            f"A quote in the row of line {records[-1][0]} is never closed: that row holds the rest of the file."
        )
    else:
        notes.append("Some quotes do not stand where CSV wants them; the cells were read as well as possible.")
    return records


def _read(text: str, delimiter: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    first_line = 1
    for cells in reader:
        if any(cells):
            yield first_line, cells
        first_line = reader.line_num + 1


def _note_ragged_rows(records: list[tuple[int, list[str]]], width: int, notes: list[str]) -> None:
    short = [line for line, cells in records if len(cells) < width]
    long = [line for line, cells in records if len(cells) > width]
    if short:
        notes.append(
            f"{_rows(short)} fewer than {width} cells and {_were(short)} filled with empty ones: {_lines(short)}."
        )
    if long:
        notes.append(f"{_rows(long)} more than {width} cells; the others are in columns of their own: {_lines(long)}.")


def _rows(lines: list[int]) -> str:
    return "1 row has" if len(lines) == 1 else f"{len(lines):,} rows have"


def _were(lines: list[int]) -> str:
    return "was" if len(lines) == 1 else "were"


def _lines(lines: list[int]) -> str:
    named = ", ".join(str(line) for line in lines[:_LINES_NAMED])
    more = len(lines) - _LINES_NAMED
    return f"line{'s' if len(lines) > 1 else ''} {named}" + (f" and {more:,} more" if more > 0 else "")


def _names(header: list[str], width: int) -> list[str]:
    """Return a different name for each column, whatever the header lacks or repeats."""
    names: list[str] = []
    used: set[str] = set()
    for index in range(width):
        given = " ".join(header[index].split()) if index < len(header) else ""
        name = wanted = given or f"column {index + 1}"
        number = 2
        while name in used:
            name = f"{wanted} ({number})"
            number += 1
        used.add(name)
        names.append(name)
    return names
