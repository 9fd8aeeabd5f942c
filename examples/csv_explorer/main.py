"""A CSV explorer: opens a file, finds out what its columns hold, and lets a person sort, search and look at them.

Everything here runs in a worker, and yet the page is used as if it were local: no line waits for the page by hand,
and the page goes on moving however long Python takes.
"""

from __future__ import annotations

import time
from pathlib import Path

import page
from columns import Column, make_column
from offthread import document, window
from pyscript import when
from summary import summarize, write
from table import Table, TableError, read_table
from view import TextIndex, sort_rows

ROWS_ON_A_PAGE = 50
LARGEST_BYTES = 200_000_000


class Explorer:
    """The table that is open, and how it is looked at."""

    def __init__(self) -> None:
        self.name = ""
        self.data = b""
        self.table = Table([], [], "", ",")
        self.columns: list[Column] = []
        self.index = TextIndex([])
        self.found: list[int] = []
        self.shown: list[int] = []
        self.selected = 0
        self.sorted_by: int | None = None
        self.descending = False
        self.first = 0
        self.width = 0

    def open(self, name: str, data: bytes) -> None:
        """Show a file. What is shown stays, and an error beside it, where the file cannot be read."""
        started = time.perf_counter()
        page.say(f"Reading {name} ({_size(len(data))})\N{HORIZONTAL ELLIPSIS}")
        try:
            table = read_table(data, has_header=page.element("has-header").checked)
        except TableError as error:
            page.show_error(f"{name} could not be opened. {error}")
            page.say(self.describe())
            return
        columns = []
        for number, title in enumerate(table.header):
            page.say(f"Looking at column {number + 1} of {len(table.header)}, {title}\N{HORIZONTAL ELLIPSIS}")
            columns.append(make_column(title, [row[number] for row in table.rows], table.delimiter))
        page.hide_error()
        self.name, self.data, self.table, self.columns = name, data, table, columns
        self.index = TextIndex(table.rows)
        self.selected = _most_telling(columns)
        self.sorted_by, self.descending = None, False
        page.element("filter").value = ""
        page.show_notes(table.notes)
        page.show_columns(columns, self.selected)
        page.show_head(columns)
        self.search("")
        page.say(f"{self.describe()} Read in {time.perf_counter() - started:.2f} seconds.")

    def describe(self) -> str:
        """Say what is open."""
        if not self.columns:
            return "No file is open."
        separated = page.DELIMITER_NAMES.get(self.table.delimiter, repr(self.table.delimiter))
        rows, columns = len(self.table.rows), len(self.columns)
        return (
            f"{self.name}: {write(rows)} row{'s' * (rows != 1)}, {columns} column{'s' * (columns != 1)}, "
            f"{self.table.encoding}, separated by {separated}."
        )

    def search(self, text: str) -> None:
        """Show only the rows that contain a text."""
        self.found = self.index.find(text)
        self.sort(self.sorted_by, self.descending)
        self.look()

    def sort(self, column: int | None, descending: bool = False) -> None:
        """Order the rows by a column, or by their place in the file."""
        self.sorted_by, self.descending = column, descending
        self.shown = self.found
        if column is not None:
            self.shown = sort_rows(self.found, self.columns[column], descending=descending)
        page.mark_sorted(column, descending)
        self.turn(0)

    def turn(self, first: int) -> None:
        """Show the page of rows that starts with a row."""
        last_page = max(0, len(self.shown) - 1) // ROWS_ON_A_PAGE * ROWS_ON_A_PAGE
        self.first = min(max(first, 0), last_page)
        numbers = self.shown[self.first : self.first + ROWS_ON_A_PAGE]
        page.show_rows(self.columns, self.table.rows, numbers)
        page.show_count(self.first, self.first + len(numbers), len(self.shown), len(self.table.rows))

    def look(self) -> None:
        """Show chart and statistics of the selected column, of the rows that were found."""
        column = self.columns[self.selected]
        values = [column.values[number] for number in self.found]
        about = "All rows."
        if len(values) < len(column.values):
            about = f"{write(len(values))} row{'s' * (len(values) != 1)} found by the search."
        page.show_facts(column, summarize(column.kind, values), about)
        self.width = max(260, page.element("chart").clientWidth)
        page.show_chart(column, values, self.width)


def _most_telling(columns: list[Column]) -> int:
    """Return the column to begin with: numbers show more at first sight than names do."""
    kinds = [column.kind for column in columns]
    for kind in ("number", "integer", "date"):
        if kind in kinds:
            return kinds.index(kind)
    return 0


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size / 1e3, 0.1):.1f} KB"


explorer = Explorer()


@when("click", "[data-sample]")
def open_sample(event):
    name = event.target.dataset.sample
    explorer.open(name, Path(name).read_bytes())


@when("change", "#file")
async def open_file(event):
    chosen = page.element("file")
    if not len(chosen.files):
        return
    file = chosen.files[0]
    name = file.name
    # Forget the choice, or choosing the same file again, mended meanwhile, would be no change.
    chosen.value = ""
    if file.size > LARGEST_BYTES:
        page.show_error(f"{name} could not be opened. It has {_size(file.size)}; {_size(LARGEST_BYTES)} is the limit.")
        return
    explorer.open(name, bytes(await file.arrayBuffer()))


@when("change", "#has-header")
def read_again():
    explorer.open(explorer.name, explorer.data)


@when("click", "#dismiss")
def dismiss():
    page.hide_error()
    page.element("file").focus()


@when("change", "#column-list")
def select(event):
    explorer.selected = int(event.target.value)
    explorer.look()


@when("input", "#filter")
def search():
    explorer.search(page.element("filter").value)


@when("click", "#head")
def sort(event):
    button = event.target.closest("button")
    if not button:
        return
    column = int(button.dataset.column)
    if explorer.sorted_by != column:
        explorer.sort(column)
    elif not explorer.descending:
        explorer.sort(column, descending=True)
    else:
        explorer.sort(None)


@when("click", "#pager")
def turn(event):
    targets = {
        "first-page": 0,
        "previous-page": explorer.first - ROWS_ON_A_PAGE,
        "next-page": explorer.first + ROWS_ON_A_PAGE,
        "last-page": len(explorer.shown),
    }
    if event.target.id in targets:
        explorer.turn(targets[event.target.id])


@when("resize", window)
def fit():
    if explorer.columns and page.element("chart").clientWidth != explorer.width:
        explorer.look()


explorer.open("airports.csv", Path("airports.csv").read_bytes())
# Until now nobody listened, so nothing could be pressed.
for control in document.querySelectorAll("[disabled].waits"):
    control.disabled = False
document.documentElement.dataset.ready = "true"
