# mypy: ignore-errors
"""Clocks and samples. Every loop that is timed ends with a read: where writes are not waited for, the page has then
done them all.
"""

import sys
import time

try:
    from offthread import round_trips
except ImportError:  # A peer.

    def round_trips():
        return None


# A sample is a loop that takes about this long.
LONG_ENOUGH = 0.1
SAMPLES = 3
# A work that takes longer than this in all, preparations included, gives fewer samples, but at least one.
PATIENCE = 3.0
PAUSE = 0.002
# After what is prepared for a sample. A page that can paint, because the program is in a worker, has then painted it,
# and no part of that belongs to the sample. The page's own thread paints nothing before the program ends.
REST = 0.15
CALLS_ALONE = 100


def _own_performance():
    """Return the `performance` of the thread that this interpreter runs on.

    MicroPython's own clocks count whole milliseconds. In Offthread the module `js` is the page, and what it hides is
    the interpreter's own module, whose global object is the worker's.
    """
    page = sys.modules.pop("js", None)
    try:
        import js

        return js.performance
    finally:
        if page is not None:
            sys.modules["js"] = page


if sys.implementation.name == "micropython":
    _performance = _own_performance()

    def clock():
        return _performance.now() / 1000

else:
    clock = time.perf_counter


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
    return sample(loop, count, count, spent=spent)


def measure_alone(call, settle):
    """Time single calls with pauses in between, in which the other side goes to sleep.

    Before each pause `settle` reads something, untimed, so that nothing is left for the other side to do.
    """

    def loop(count):
        total = 0
        for _ in range(count):
            time.sleep(PAUSE)
            start = clock()
            call()
            total += clock() - start
            settle()
        return total

    seconds = []
    spent = loop(CALLS_ALONE // 10)
    while len(seconds) < SAMPLES and (not seconds or spent < PATIENCE):
        took = loop(CALLS_ALONE)
        spent += took
        seconds.append(took / CALLS_ALONE)
    return {"seconds": seconds, "operations": CALLS_ALONE, "round_trips": None}


def sample(loop, argument, operations=1, prepare=None, spent=0):
    """Time a loop that does so many operations a few times, each time after an untimed preparation."""
    seconds = []
    trips = None
    while len(seconds) < SAMPLES and (not seconds or spent < PATIENCE):
        if prepare is not None:
            start = clock()
            prepare()
            time.sleep(REST)
            spent += clock() - start
        before = round_trips()
        took = seconds_for(loop, argument)
        if before is not None:
            trips = (round_trips() - before) / operations
        spent += took
        seconds.append(took / operations)
    return {"seconds": seconds, "operations": operations, "round_trips": trips}
