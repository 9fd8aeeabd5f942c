"""What is measured. The programs in `pages/` know the same works by the same ids."""

from __future__ import annotations

from dataclasses import dataclass

TABLE = "table"
BOOT_COLD = "boot-cold"
BOOT_WARM = "boot-warm"
# One round trip and nothing else: no peer does less.
TRIP = "trip"
TRIP_ALONE = "trip-alone"

# Contestants that would take minutes build fewer rows, and the report says so.
FULL_ROWS = 1000
FEW_ROWS = 50
# What `pages/measure.py` and `pages/measure.js` do to each row; the report names the total.
OPERATIONS_PER_ROW = 9


@dataclass(frozen=True)
class Work:
    """Describe one thing to measure; `title` is Markdown."""

    id: str
    title: str


# In the order in which they run. The table comes last, since it leaves the most behind.
PROGRAM = (
    Work("title", "`document.title`"),
    Work("alone", "`document.title`, alone after a pause of 2 ms"),
    Work("by-id", "`document.getElementById(id)`"),
    Work("set", '`host.textContent = "x"`'),
    Work("create", '`document.createElement("p")`'),
    Work("iterate", "iterate 50 elements reading `tagName`"),
    Work(TABLE, f"table of {FULL_ROWS:,} rows, {FULL_ROWS * OPERATIONS_PER_ROW:,} DOM operations"),
)
TRIPS = (Work(TRIP, "a bare round trip"), Work(TRIP_ALONE, "a bare round trip, alone after a pause of 2 ms"))
BOOTS = (
    Work(BOOT_COLD, "page load → first line, new profile"),
    Work(BOOT_WARM, "page load → first line, second visit"),
)
WORKS = (*PROGRAM, *BOOTS, *TRIPS)
