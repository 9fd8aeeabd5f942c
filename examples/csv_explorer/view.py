"""Which rows of a table are shown, and in which order."""

from __future__ import annotations

from collections.abc import Iterable

from columns import Column


class TextIndex:
    """Finds the rows that contain a text, in any of their cells, whatever its case."""

    def __init__(self, rows: list[list[str]]) -> None:
        # A separator that no search can contain keeps matches from spanning two cells.
        self._lines = ["\0".join(row).casefold() for row in rows]

    def find(self, text: str) -> list[int]:
        """Return the numbers of the rows that contain every word of a text."""
        words = text.casefold().split()
        return [number for number, line in enumerate(self._lines) if all(word in line for word in words)]


def sort_rows(numbers: Iterable[int], column: Column, *, descending: bool = False) -> list[int]:
    """Return row numbers ordered by a column; rows without a value come last either way."""
    values = column.values
    present = [number for number in numbers if values[number] is not None]
    missing = [number for number in numbers if values[number] is None]

    def key(number: int) -> object:
        value = values[number]
        return value.casefold() if isinstance(value, str) else value

    # Sorting stays stable when reversed: equal rows keep the order of the file.
    return sorted(present, key=key, reverse=descending) + missing
