# mypy: ignore-errors
# ruff: noqa: E402, B018
"""Do the works in Python and put what they took into the page.

The very same file runs in every Python contestant, under CPython and under MicroPython. An operation's name, the text
that it sets and the order of operations are those of measure.js.
"""

import time

# Before any other import: page load → first line ends here.
first_line = time.time()

import json
import sys

from pyscript import document

try:
    from offthread import round_trips
except ImportError:  # A peer.

    def round_trips():
        return None


# A sample is a loop that takes about this long, so that MicroPython's clock of whole milliseconds is exact to 1 %.
LONG_ENOUGH = 0.1
SAMPLES = 3
# A work that takes longer than this in all gives fewer samples, but at least one.
PATIENCE = 3.0
PAUSE = 0.002
CALLS_ALONE = 100

if sys.implementation.name == "micropython":
    FINE_CLOCK = False

    def clock():
        return time.ticks_ms() / 1000

else:
    FINE_CLOCK = True
    clock = time.perf_counter

host = document.getElementById("host")
table = document.getElementById("table")
results = document.getElementById("results")


# Each loop ends with a read. Where writes are not waited for, the page has then done them all.


def title(count):
    for _ in range(count):
        document.title


def by_id(count):
    for _ in range(count):
        document.getElementById("host")


def set_text(count):
    for _ in range(count):
        host.textContent = "x"
    host.textContent


def create(count):
    for _ in range(count):
        document.createElement("p")
    document.title


def iterate(count):
    children = fifty.children
    for _ in range(count):
        for element in children:
            element.tagName


def build(rows):
    body = document.createElement("tbody")
    table.append(body)
    for i in range(rows):
        row = document.createElement("tr")
        cell = document.createElement("td")
        cell.className = "name"
        link = document.createElement("a")
        link.textContent = f"Row {i}"
        link.setAttribute("href", "#host")
        cell.append(link)
        row.append(cell)
        body.append(row)
    return body.childElementCount


def seconds_for(loop, count):
    start = clock()
    loop(count)
    return clock() - start


def measure(loop):
    """Time a loop long enough for the clock; the runs that find out how long also warm it up."""
    count = 1
    spent = 0
    while True:
        seconds = seconds_for(loop, count)
        spent += seconds
        if seconds >= LONG_ENOUGH:
            break
        count = count * 8 if seconds < LONG_ENOUGH / 10 else int(count * 1.2 * LONG_ENOUGH / seconds) + 1
    return sample(loop, count, count, spent)


def measure_alone():
    """Time single calls with pauses in between, in which the other side goes to sleep."""

    def loop(count):
        total = 0
        for _ in range(count):
            time.sleep(PAUSE)
            start = clock()
            document.title
            total += clock() - start
        return total

    loop(CALLS_ALONE // 10)
    seconds = [loop(CALLS_ALONE) / CALLS_ALONE for _ in range(SAMPLES)]
    return {"seconds": seconds, "operations": CALLS_ALONE, "round_trips": None}


def measure_table(rows):
    def loop(rows):
        made = build(rows)
        if made != rows:
            raise RuntimeError(f"The table has {made} rows instead of {rows}")

    loop(rows // 20)
    return sample(loop, rows, 1, 0, table.replaceChildren)


def sample(loop, argument, operations, spent, prepare=lambda: None):
    seconds = []
    trips = None
    while len(seconds) < SAMPLES and (not seconds or spent < PATIENCE):
        prepare()
        before = round_trips()
        took = seconds_for(loop, argument)
        if before is not None:
            trips = (round_trips() - before) / operations
        spent += took
        seconds.append(took / operations)
    return {"seconds": seconds, "operations": operations, "round_trips": trips}


def make_fifty():
    """Return an element with fifty children."""
    parent = document.createElement("div")
    for _ in range(50):
        parent.append(document.createElement("i"))
    if len([element.tagName for element in parent.children]) != 50:
        raise RuntimeError("Iterating does not give the 50 elements")
    return parent


def run(work):
    global fifty
    if work == "alone":
        return measure_alone()
    if work == "table":
        return measure_table(int(document.body.getAttribute("data-rows")))
    if work == "iterate":
        fifty = make_fifty()
    return measure({"title": title, "by-id": by_id, "set": set_text, "create": create, "iterate": iterate}[work])


def main():
    found = {"first_line": first_line, "works": {}, "errors": {}, "done": False}
    for work in document.body.getAttribute("data-works").split():
        if work == "alone" and not FINE_CLOCK:
            continue
        try:
            found["works"][work] = run(work)
        except Exception as error:
            found["errors"][work] = f"{type(error).__name__}: {error}"
        # At once: should a later work hang, the runner still finds these.
        results.textContent = json.dumps(found)
    found["done"] = True
    results.textContent = json.dumps(found)


main()
