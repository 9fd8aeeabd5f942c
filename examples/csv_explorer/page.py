"""Writes to the page: the list of columns, the chart, the statistics, the table. It decides nothing.

Each part is one piece of HTML, written at once. All that comes out of a file is escaped.
"""

from __future__ import annotations

from html import escape

from bins import make_bars
from chart import histogram, ranking, sparkline
from columns import Column
from offthread import document
from summary import Summary, facts, write

DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_LONG = 60
_MANY = 100
_DASH = "\N{EN DASH}"


def element(name):
    """Return the element of the page with an id."""
    return document.getElementById(name)


def say(text: str) -> None:
    """Show what is going on. The page shows it at once, even while Python is busy."""
    element("status").textContent = text


def show_error(text: str) -> None:
    """Show why a file could not be opened, beside what was shown before."""
    element("error-text").textContent = text
    element("error").hidden = False


def hide_error() -> None:
    """Take the last error off the page."""
    element("error").hidden = True


def show_notes(notes: list[str]) -> None:
    """List what a person should know about how the file was read."""
    box = element("notes")
    box.innerHTML = "".join(f"<li>{escape(note)}</li>" for note in notes)
    box.hidden = not notes


def show_columns(columns: list[Column], selected: int) -> None:
    """List all columns as a group of radio buttons, each with its kind and a tiny chart."""
    element("column-list").innerHTML = "".join(
        f'<label class="column"><input type="radio" name="column" value="{index}"{" checked" * (index == selected)}>'
        f'<span class="column-name">{escape(column.name)}</span>'
        f'<span class="kind kind-{column.kind}">{column.kind}</span>'
        f"{_glance(column)}</label>"
        for index, column in enumerate(columns)
    )
    # The list may be longer than its box, or on a narrow page wider.
    box = element("column-list")
    chosen = box.querySelector(":checked").closest("label")
    box.scrollTo(left=chosen.offsetLeft - 24, top=chosen.offsetTop - 24)


def _glance(column: Column) -> str:
    """Return a tiny chart, or words where so many values differ that their frequencies say nothing."""
    if not column.is_numeric and column.kind != "date":
        unique = len(set(column.values) - {None})
        if unique > _MANY:
            return f'<span class="many">{write(unique)} different</span>'
    bars = make_bars(column.kind, column.values)
    return sparkline(bars.counts[:-1] if bars.unit == "others" else bars.counts)


def show_chart(column: Column, values: list, width: int) -> None:
    """Draw the values of a column: a histogram of numbers and dates, the most frequent of all others."""
    bars = make_bars(column.kind, values)
    figure = element("chart")
    if not bars.counts:
        figure.innerHTML = '<p class="nothing">There are no values to draw.</p>'
    elif column.is_numeric or column.kind == "date":
        axis = f"{column.name}, by {bars.unit}" if bars.unit else column.name
        title = f"Histogram of {column.name}: {len(bars.counts)} bars, the highest {write(max(bars.counts))} rows"
        figure.innerHTML = histogram(bars, title=title, axis=_shorten(axis), width=width)
    else:
        title = f"Bar chart of {column.name}: the most frequent value is {bars.labels[0]}, {write(bars.counts[0])} rows"
        figure.innerHTML = ranking(bars, title=title, axis=_shorten(column.name), width=width)


def show_facts(column: Column, summary: Summary, about: str) -> None:
    """List the statistics of a column. `about` says which rows they are of."""
    element("detail-title").textContent = column.name
    element("detail-about").textContent = f"{about} {_described(column)}".strip()
    element("facts").innerHTML = "".join(
        f'<div><dt>{label}</dt><dd><data value="{escape(_exact(value))}">{escape(write(value))}</data></dd></div>'
        for label, value in facts(column.kind, summary)
    )
    element("top-values").innerHTML = "".join(
        f'<li><span title="{escape(write(value))}">{escape(write(value))}</span> <data value="{count}">{write(count)}'
        "</data></li>"
        for value, count in summary.top
    )
    element("top").hidden = not summary.top


def _described(column: Column) -> str:
    if column.kind == "date":
        return f"Dates were read as {column.detail}."
    return "Every cell is empty." if column.kind == "empty" else ""


def _exact(value: object) -> str:
    return "" if value is None else str(value)


def show_head(columns: list[Column]) -> None:
    """Write the headers, each a button that sorts."""
    cells = (
        f'<th scope="col" aria-sort="none"{_align(column)}><button type="button" data-column="{index}">'
        f'<span>{escape(column.name)}</span><span class="arrow" aria-hidden="true"></span></button></th>'
        for index, column in enumerate(columns)
    )
    element("head").innerHTML = f"<tr>{''.join(cells)}</tr>"


def mark_sorted(sorted_by: int | None, descending: bool) -> None:
    """Mark the header that the rows are ordered by. The headers stay the same, and keep the focus."""
    for header in document.querySelectorAll("#head th:not([aria-sort=none])"):
        header.setAttribute("aria-sort", "none")
    if sorted_by is not None:
        header = document.querySelectorAll("#head th")[sorted_by]
        header.setAttribute("aria-sort", "descending" if descending else "ascending")


def show_rows(columns: list[Column], rows: list[list[str]], numbers: list[int]) -> None:
    """Write the rows with these numbers, as the file has them."""
    aligns = [_align(column) for column in columns]
    lines = []
    for number in numbers:
        cells = "".join(
            f"<td{align}>{_cell(text, column.values[number] is None)}</td>"
            for text, column, align in zip(rows[number], columns, aligns, strict=True)
        )
        lines.append(f"<tr>{cells}</tr>")
    element("body").innerHTML = "".join(lines)
    element("no-rows").hidden = bool(numbers)
    element("table-scroll").scrollTop = 0


def _align(column: Column) -> str:
    return ' class="number"' if column.is_numeric else ""


def _cell(text: str, missing: bool) -> str:
    if missing:
        return f'<span class="missing" title="missing">{escape(text) or _DASH}</span>'
    if len(text) > _LONG or "\n" in text:
        return f'<span title="{escape(text)}">{escape(" ".join(text[:200].split()))}</span>'
    return escape(text)


def show_count(first: int, last: int, found: int, total: int) -> None:
    """Say which rows of how many are shown, and let the buttons lead where there is something."""
    of = f"{write(found)} rows" if found == total else f"{write(found)} rows of {write(total)}"
    element("shown").textContent = f"{write(first + 1)}\N{EN DASH}{write(last)} of {of}" if found else f"0 of {of}"
    for name in ("first-page", "previous-page"):
        element(name).disabled = first == 0
    for name in ("next-page", "last-page"):
        element(name).disabled = last >= found


def _shorten(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "\N{HORIZONTAL ELLIPSIS}"
