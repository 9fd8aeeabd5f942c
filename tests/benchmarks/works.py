"""What is measured. The programs in `pages/` know the same works by the same ids."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "title"
TITLE_ALONE = "title-alone"
BY_ID = "by-id"
BY_ID_ALONE = "by-id-alone"
SET = "set"
ITERATE = "iterate"
RECTANGLES = "rectangles"
FRAME = "frame"
TABLE = "table"
ELEMENTS = "elements"
UPDATE = "rows-update"
BOOT_COLD = "boot-cold"
BOOT_WARM = "boot-warm"
DECIDE = "decide"
DECIDE_AND_SHOW = "decide-and-show"
TIMERS_IDLE = "timers-idle"
TIMERS_BUSY = "timers-busy"
FRAMES_IDLE = "frames-idle"
FRAMES_BUSY = "frames-busy"
TIMERS_FLOOD = "timers-flood"
FRAMES_FLOOD = "frames-flood"
CPU_IDLE = "cpu-idle"
CPU_SLEEP = "cpu-sleep"
CPU_INPUT = "cpu-input"
NAP = "nap"
# One round trip and nothing else: no peer does less.
TRIP = "trip"
TRIP_ALONE = "trip-alone"

# What `pages/operations.py` and `pages/rows.py` do to each row; the report names the totals.
OPERATIONS_PER_TABLE_ROW = 9
OPERATIONS_PER_ROW = 23
_ALONE = "alone after a pause of 2 ms"


@dataclass(frozen=True, kw_only=True)
class Work:
    """Describe one thing to measure; `title` is Markdown and `label` the same for the plot.

    `size` is how many `unit` there are, where a contestant that would take minutes may be given fewer. What it takes
    is then extrapolated if it is `scaled`: if it does something to each of them. Of what is a `share`, the values are
    CPU seconds per second. `measured` says for the report what is measured.
    """

    id: str
    title: str
    label: str = ""
    size: int | None = None
    unit: str = "rows"
    scaled: bool = True
    share: bool = False
    measured: str = ""


def _rows(name: str, title: str, *, size: int = 1000, unit: str = "rows", scaled: bool = True) -> Work:
    return Work(id=f"rows-{name}", title=title, label=title, size=size, unit=unit, scaled=scaled)


# The operations of js-framework-benchmark, done from the program instead of by clicks.
ROWS = (
    _rows("create", f"create 1,000 rows, {OPERATIONS_PER_ROW * 1000:,} DOM operations"),
    _rows("replace", "replace all 1,000 rows"),
    _rows("update", "update every 10th of 1,000 rows", size=100, unit="updates"),
    _rows("select", "select one of 1,000 rows", scaled=False),
    _rows("swap", "swap two of 1,000 rows", scaled=False),
    _rows("remove", "remove one of 1,000 rows", scaled=False),
    _rows("create-many", "create 10,000 rows", size=10_000),
    _rows("append", "append 1,000 rows to 1,000"),
    _rows("clear", "clear 1,000 rows", scaled=False),
)
# In the order in which they run. The tables come last, since they leave the most behind.
PROGRAM = (
    Work(id=TITLE, title="`document.title`", label="get document.title"),
    Work(id=TITLE_ALONE, title=f"`document.title`, {_ALONE}", label="get document.title, alone"),
    Work(id=BY_ID, title="`document.getElementById(id)`", label="document.getElementById(id)"),
    Work(
        id=BY_ID_ALONE,
        title=f"`document.getElementById(id)`, {_ALONE}",
        label="document.getElementById(id), alone",
    ),
    Work(id=SET, title='`host.textContent = "x"`', label="set host.textContent"),
    Work(id="set-alone", title=f'`host.textContent = "x"`, {_ALONE}'),
    Work(id="call", title='`host.setAttribute("a", "b")`', label="call host.setAttribute(name, value)"),
    Work(id="call-alone", title=f'`host.setAttribute("a", "b")`, {_ALONE}'),
    Work(id="create", title='`document.createElement("p")`', label="document.createElement(name)"),
    Work(id="create-alone", title=f'`document.createElement("p")`, {_ALONE}'),
    Work(
        id=ITERATE,
        title="iterate 50 elements reading `tagName`",
        label="iterate 50 elements reading tagName",
    ),
    Work(
        id=RECTANGLES,
        title="canvas: a frame of 1,000 `fillStyle` and `fillRect`",
        label="canvas: a frame of 1,000 fillStyle and fillRect",
        size=1000,
        unit="rectangles",
    ),
    Work(
        id=FRAME,
        title="canvas: a frame of 1920x1080 pixels from `bytes`",
        label="canvas: a frame of 1920x1080 pixels from bytes",
    ),
    Work(
        id=TABLE,
        title=f"table of 1,000 rows, {OPERATIONS_PER_TABLE_ROW * 1000:,} DOM operations",
        label=f"table of 1,000 rows, {OPERATIONS_PER_TABLE_ROW * 1000:,} DOM operations",
        size=1000,
    ),
    Work(
        id=ELEMENTS,
        title="the same table with `pyscript.web`",
        label="the same table with pyscript.web",
        size=1000,
    ),
    *ROWS,
)
TRIPS = (
    Work(id=TRIP, title="a bare round trip"),
    Work(id=TRIP_ALONE, title=f"a bare round trip, {_ALONE}"),
)
BOOTS = (
    Work(id=BOOT_COLD, title="page load → first line, new profile"),
    Work(id=BOOT_WARM, title="page load → first line, second visit", label="page load → first line, second visit"),
)
# What `pages/calls.js` measures on the page, beside `pages/calls.py` in Python.
CALLS = (
    Work(
        id=DECIDE,
        title="a listener prevents an event",
        measured="from `dispatchEvent` of a cancelable event on the page to its return, each in a task of its "
        "own after 20 ms in which Python is idle; the listener calls `event.preventDefault()`. "
        "Counted is how often the event was prevented when `dispatchEvent` returned.",
    ),
    Work(
        id=DECIDE_AND_SHOW,
        title="a listener prevents an event and shows a text",
        measured="likewise; the listener also reads `event.target.value` and sets `textContent` of an element. "
        "Counted is how often the event was prevented and the text there.",
    ),
    Work(
        id=TIMERS_BUSY,
        title="longest gap between timers while Python computes",
        measured="Python computes for 3 s and shows its progress every 10 ms. A timer of the page that is due "
        "every 4 ms finds the longest time in which the page did something else.",
    ),
    Work(
        id=TIMERS_IDLE,
        title="longest gap between timers while Python is idle",
        measured="the same for 3 s in which nothing is done: what browser and machine contribute.",
    ),
    Work(
        id=FRAMES_BUSY,
        title="longest gap between frames while Python computes",
        measured="in the same 3 s of computing, between calls of `requestAnimationFrame`. A frame is due every "
        "16.7 ms.",
    ),
    Work(
        id=FRAMES_IDLE,
        title="longest gap between frames while Python is idle",
        measured="the same for 3 s in which nothing is done.",
    ),
    Work(
        id=TIMERS_FLOOD,
        title="longest gap between timers in a flood of operations",
        measured="Python sets an attribute 200,000 times, as fast as it can, or for 3 s where that takes longer.",
    ),
    Work(
        id=FRAMES_FLOOD,
        title="longest gap between frames in a flood of operations",
        measured="in the same flood.",
    ),
    Work(
        id=CPU_IDLE,
        title="CPU while Python is idle",
        share=True,
        measured="CPU time of the page's renderer process, its workers included, during 3 s in which Python has "
        "listeners and nothing to do; 100 % is one core.",
    ),
    Work(
        id=CPU_SLEEP,
        title="CPU during `time.sleep(3)`",
        share=True,
        measured="the same from the event that makes Python sleep to its answer.",
    ),
    Work(
        id=CPU_INPUT,
        title="CPU during `input()`",
        share=True,
        measured="the same during 3 s in which Python waits for a line and its field is on the page.",
    ),
    Work(
        id=NAP,
        title="error of `time.sleep(0.1)`",
        measured="by how much each of 20 sleeps is longer or shorter, by Python's clock.",
    ),
)
WORKS = (*PROGRAM, *BOOTS, *TRIPS)
BY_WORK_ID = {work.id: work for work in (*WORKS, *CALLS)}
