"""Where a program waits for the page: the tool with which to make it fast."""

import time

import _offthread_port as port

from . import _values
from ._native import CPYTHON
from ._places import place_of
from ._tracebacks import is_hidden
from .remote import members

if CPYTHON:
    import sys

    import _offthread_core as core

    _now = time.perf_counter
else:

    def _now():
        return time.ticks_ms() / 1000


# The functions of the port that wait, where they are called from, and what their arguments say.
_WAITING = [(_values, "_operate", "operate"), (_values, "_commit", "commit"), (members, "_get_member", "get")]
if not CPYTHON:
    _WAITING += [(members, "_call", "call"), (members, "_call_with_text", "call")]
_OPERATIONS = {port.op.GET: "get", port.op.SET: "set", port.op.CALL: "call"}


class _Row:
    def __init__(self, place):
        self.place = place
        self.trips = 0
        self.seconds = 0.0
        self.unawaited = 0


class profile:
    """Count, for each line of the block, how often it waits for the page and how long, and what need not be waited for.

        with profile() as p:
            build_table()

    prints a table at the end of the block, the costliest lines first. `p.rows` has the same: `place` (file and line),
    `trips`, `seconds` waited, `unawaited` commands. MicroPython does not tell lines: there a row is an operation.

    `lines` is how many rows are printed; 0 prints nothing.
    """

    def __init__(self, lines=20):
        self.lines = lines
        self.rows = []

    def __enter__(self):
        self._found = {}
        self._issued = port.unawaited()
        self._kept = [(owner, name, getattr(owner, name)) for owner, name, _ in _WAITING]
        if CPYTHON:
            # What waits goes the way on which it is watched, and places are kept whatever became of their commands.
            core.watch(1)
            core.keep_places(True, self._issued)
        for owner, name, kind in _WAITING:
            setattr(owner, name, self._watch(getattr(owner, name), kind))
        return self

    def _watch(self, function, kind):
        def watched(*args):
            begin = _now()
            status = function(*args)
            row = self._row(_place() if CPYTHON else _operation(args, kind))
            row.trips += 1
            row.seconds += _now() - begin
            return status

        return watched

    def _row(self, place):
        row = self._found.get(place)
        if row is None:
            row = self._found[place] = _Row(place)
        return row

    def __exit__(self, *_):
        for owner, name, function in self._kept:
            setattr(owner, name, function)
        if CPYTHON:
            core.watch(-1)
            for ticket in range(self._issued + 1, port.unawaited() + 1):
                self._row(place_of(ticket)).unawaited += 1
            core.keep_places(False, 0)
        else:
            self._row("commands that nobody waited for").unawaited = port.unawaited() - self._issued
        self.rows = sorted(self._found.values(), key=lambda row: (-row.seconds, -row.trips, -row.unawaited))
        if self.lines:
            print(self)
        return False

    def __str__(self):
        lines = ["   trips   waited ms   not waited for   where"]
        for row in self.rows[: self.lines or None]:
            place = row.place if isinstance(row.place, str) else "%s:%d" % row.place
            lines.append("%8d%12.2f%17d   %s" % (row.trips, row.seconds * 1000, row.unawaited, place))
        return "\n".join(lines)


def _place():
    frame = sys._getframe(2)
    while frame.f_back is not None and is_hidden(frame.f_code.co_filename):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


def _operation(args, kind):
    """Name an operation by the arguments of the port's function, of which `kind` says which one it is."""
    verb, number = "other", 0
    if kind == "operate":
        verb, number = _OPERATIONS.get(args[0], "other"), args[2]
    elif kind in ("get", "call"):
        verb, number = kind, args[1]
    for name, known in _values.names.items():
        if known == number and number:
            return verb + " " + name
    return verb
