"""Who is measured, and how a page loads each of them.

All Python contestants run `pages/measure.py`, and all interpreters are the same builds: what differs is only how they
reach the page. The plain JavaScript ones do the same works in `pages/measure.js` and show what the limits are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from .works import FEW_ROWS, FULL_ROWS, PROGRAM, TRIPS, Work

Language = Literal["py", "mpy", "js"]
LANGUAGES: dict[Language, str] = {"py": "Pyodide", "mpy": "MicroPython", "js": "JavaScript"}
INTERPRETERS = {"py": "/pyodide/pyodide.mjs", "mpy": "/micropython/micropython.mjs"}


@dataclass(frozen=True, kw_only=True)
class Contestant:
    """Describe one contestant: `load` goes into the page's head and `start` into its body, `$origin` filled in."""

    id: str
    system: str
    language: Language
    load: str = ""
    start: str
    rows: int = FULL_ROWS
    works: tuple[Work, ...] = PROGRAM
    # Whether the time to its first line means anything.
    boots: bool = True

    @property
    def title(self) -> str:
        """Name the contestant as in "PyScript worker, Pyodide"."""
        return f"{self.system}, {LANGUAGES[self.language]}"


def _offthread(language: Language) -> Contestant:
    return Contestant(
        id=f"offthread-{language}",
        system="Offthread",
        language=language,
        load='<script type="module" src="/_offthread/offthread.js"></script>',
        start=f'<script type="{language}" src="measure.py"></script>',
    )


def _pyscript(language: Language, *, worker: bool) -> Contestant:
    # PyScript resolves this in a worker whose own URL is a blob's, so it has to be absolute.
    config = json.dumps({"interpreter": f"$origin{INTERPRETERS[language]}"})
    attribute = " worker" if worker else ""
    return Contestant(
        id=f"pyscript-{'worker' if worker else 'main'}-{language}",
        system=f"PyScript {'worker' if worker else 'main thread'}",
        language=language,
        load='<link rel="stylesheet" href="/pyscript/core.css"><script type="module" src="/pyscript/core.js"></script>',
        start=f'<script type="{language}" src="measure.py" config=\'{config}\'{attribute}></script>',
        rows=FEW_ROWS if worker else FULL_ROWS,
    )


def _module(name: str) -> str:
    return f'<script type="module" src="{name}.js"></script>'


COINCIDENT = Contestant(id="coincident", system="coincident worker", language="js", start=_module("coincident"))
PAGE = Contestant(id="page", system="the page itself", language="js", start=_module("page"))
PING_PONG = Contestant(
    id="ping-pong",
    system="`Atomics.waitAsync` ping-pong",
    language="js",
    start=_module("ping_pong"),
    works=TRIPS,
    boots=False,
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
    _pyscript("mpy", worker=True),
)
