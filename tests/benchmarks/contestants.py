"""Who is measured, and how a page loads each of them.

All Python contestants run `pages/measure.py`, and all interpreters are the same builds: what differs is only how they
reach the page. The plain JavaScript ones do the same works in `pages/measure.js` and show what the limits are. Both
import what they need, one module for each kind of work.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from .works import (
    CALLS,
    CPU_IDLE,
    CPU_INPUT,
    DECIDE,
    DECIDE_AND_SHOW,
    ELEMENTS,
    FRAME,
    FRAMES_IDLE,
    PROGRAM,
    RECTANGLES,
    ROWS,
    TABLE,
    TIMERS_IDLE,
    TRIPS,
    UPDATE,
    Work,
)

Language = Literal["py", "mpy", "js"]
LANGUAGES: dict[Language, str] = {"py": "Pyodide", "mpy": "MicroPython", "js": "JavaScript"}
INTERPRETERS = {"py": "/pyodide/pyodide.mjs", "mpy": "/micropython/micropython.mjs"}
MODULES = ("timing", "operations", "elements", "canvas", "rows")

# Who would take minutes is given less, and the report says so. These sizes make a visit last about a minute.
_PYSCRIPT_WORKER = {RECTANGLES: 50, TABLE: 50, ELEMENTS: 50} | {work.id: 10 for work in ROWS} | {UPDATE: 20}
_COINCIDENT = {f"rows-{name}": 100 for name in ("create", "replace", "create-many", "append")}


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """Describe one contestant: `load` goes into the page's head and `start` into its body, `$origin` filled in."""

    id: str
    system: str
    language: Language
    load: str = ""
    start: str = ""
    works: tuple[Work, ...] = PROGRAM
    # Where it is given less than the others, by the works' ids.
    fewer: Mapping[str, int] = field(default_factory=dict)
    # Whether the time to its first line means anything.
    boots: bool = True
    # What starts it on the page of calls, waits and frames, and what it takes part in there.
    calls_start: str = ""
    calls: tuple[Work, ...] = ()

    @property
    def title(self) -> str:
        """Name the contestant as in "PyScript worker, Pyodide"."""
        return f"{self.system}, {LANGUAGES[self.language]}"

    @property
    def sizes(self) -> dict[str, int]:
        """Return the sizes of its works, of those that have any."""
        return {work.id: self.fewer.get(work.id, work.size) for work in self.works if work.size is not None}


def _config(**more: object) -> str:
    # PyScript resolves URLs in a worker whose own URL is a blob's, so they have to be absolute.
    files = {f"$origin/pages/{module}.py": "" for module in MODULES}
    return json.dumps({"files": files, **more})


def _offthread(language: Language) -> Contestant:
    return Contestant(
        id=f"offthread-{language}",
        system="Offthread",
        language=language,
        load='<script type="module" src="/_offthread/offthread.js"></script>',
        start=f'<script type="{language}" src="measure.py" config=\'{_config()}\'></script>',
        calls_start=f'<script type="{language}" src="calls.py" config=\'{_config()}\'></script>',
        calls=CALLS,
    )


def _pyscript(language: Language, *, worker: bool) -> Contestant:
    config = _config(interpreter=f"$origin{INTERPRETERS[language]}")
    attribute = " worker" if worker else ""
    return Contestant(
        id=f"pyscript-{'worker' if worker else 'main'}-{language}",
        system=f"PyScript {'worker' if worker else 'main thread'}",
        language=language,
        load='<link rel="stylesheet" href="/pyscript/core.css"><script type="module" src="/pyscript/core.js"></script>',
        start=f'<script type="{language}" src="measure.py" config=\'{config}\'{attribute}></script>',
        # Its MicroPython has no way to give JavaScript bytes: not as a buffer, and as text they exhaust its memory.
        works=tuple(work for work in PROGRAM if language == "py" or work.id != FRAME),
        fewer=_PYSCRIPT_WORKER if worker else {},
        calls_start=f'<script type="{language}" src="calls.py" config=\'{config}\'{attribute}></script>',
        # Its `input()` is the browser's dialog, or nothing.
        calls=tuple(work for work in CALLS if work.id != CPU_INPUT),
    )


def _module(name: str) -> str:
    return f'<script type="module" src="{name}.js"></script>'


COINCIDENT = Contestant(
    id="coincident",
    system="coincident worker",
    language="js",
    start=_module("coincident"),
    fewer=_COINCIDENT,
)
PAGE = Contestant(
    id="page",
    system="the page itself",
    language="js",
    start=_module("page"),
    calls_start=_module("calls_page"),
    calls=tuple(work for work in CALLS if work.id in (DECIDE, DECIDE_AND_SHOW, TIMERS_IDLE, FRAMES_IDLE, CPU_IDLE)),
)
PING_PONG = Contestant(
    id="ping-pong",
    system="`Atomics.waitAsync` ping-pong",
    language="js",
    start=_module("ping_pong"),
    works=TRIPS,
    boots=False,
)
ECHO = Contestant(
    id="echo",
    system="a worker that only answers",
    language="js",
    works=(),
    boots=False,
    calls_start=_module("calls_echo"),
    calls=tuple(work for work in CALLS if work.id == DECIDE),
)

# Neighbours are as unlike as possible, so that a disturbance of some seconds hits no comparison on both sides.
CONTESTANTS = (
    _offthread("py"),
    _pyscript("py", worker=False),
    _offthread("mpy"),
    _pyscript("mpy", worker=False),
    _pyscript("py", worker=True),
    COINCIDENT,
    PAGE,
    PING_PONG,
    ECHO,
    _pyscript("mpy", worker=True),
)
