"""Run one program in JavaScript and through the bridge, and say where they differ.

JavaScript goes first: it tells which instructions fail and which have nothing to work on. Those that have nothing are
left out before Python gets the program, so that both run the very same one.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browser.page import WatchedPage

from .generator import COUNT, Program, generate

_HERE = Path(__file__).parent
_PYTHON = (_HERE / "executor.py").read_text(encoding="utf-8") + "\nrun_program()\n"
_numbers = itertools.count(1)

LENGTH = 600
# Leaving an instruction out changes what those after it find. It settles after some rounds.
_ROUNDS = 25
_SHRINK_SECONDS = 30.0
_CONTEXT = 8

Outcome = dict[str, Any]
"""What finish() in executor.js returns: `log`, `trees`, `others`, `html`."""


@dataclass(frozen=True)
class Family:
    """What becomes of errors. `clean` programs have none."""

    name: str
    clean: bool
    # The plan's, see executor.py.
    errors: str


CLEAN = Family("clean", clean=True, errors="wait")
FAILING = Family("failing", clean=False, errors="wait")
LATE = Family("late", clean=False, errors="late")


def make_program(page: WatchedPage, seed: int, family: Family, length: int = LENGTH) -> tuple[Program, Outcome]:
    """Return the program of a seed, settled, and its outcome in JavaScript."""
    # More than wanted, as some are left out.
    return settle(page, generate(seed, length * 2, failing=not family.clean), family, length)


def settle(page: WatchedPage, program: Program, family: Family, length: int = LENGTH) -> tuple[Program, Outcome]:
    """Leave out what JavaScript skips and, if the program is to be clean, what fails; return it and its outcome."""
    for _ in range(_ROUNDS):
        log = run_javascript(page, program)["log"]
        wanted = [not _is_left_out(entry, family) for entry in log]
        if all(wanted):
            break
        program = [instruction for instruction, keep in zip(program, wanted, strict=True) if keep]
    else:
        log = run_javascript(page, program)["log"]
        length = min(length, next((at for at, entry in enumerate(log) if _is_left_out(entry, family)), length))
    program = program[:length]
    return program, run_javascript(page, program)


def _is_left_out(entry: object, family: Family) -> bool:
    return isinstance(entry, dict) and ("skipped" in entry or (family.clean and "throws" in entry))


def run_javascript(page: WatchedPage, program: Program) -> Outcome:
    """Run a program in JavaScript on the page."""
    if not page.evaluate("'differential' in window"):
        page.raw.add_script_tag(content=(_HERE / "executor.js").read_text(encoding="utf-8"))
    outcome: Outcome = json.loads(page.evaluate("(text) => differential.run(text)", json.dumps(program)))
    return outcome


def run_python(page: WatchedPage, kind: str, mode: str, family: Family, program: Program, expected: Outcome) -> Outcome:
    """Run a program in the worker. `expected` says which instructions fail."""
    failing = [at for at, entry in enumerate(expected["log"]) if isinstance(entry, dict) and "throws" in entry]
    plan = {"mode": mode, "errors": family.errors, "failing": failing, "slots": COUNT}
    page.evaluate("([text, plan]) => differential.offer(text, plan)", [json.dumps(program), json.dumps(plan)])
    script = f"program-{next(_numbers)}"
    end = page.add_script(kind, _PYTHON, id=script)
    text = page.evaluate(
        "(id) => { recorded.length = 0; document.getElementById(id).remove(); return differential.outcome; }", script
    )
    if end["name"] != "done":
        page.said.clear()
        return {"log": [], "failed": end.get("traceback")}
    outcome: Outcome = json.loads(text) if text else {"log": [], "failed": "nothing arrived"}
    return outcome


def difference(program: Program, expected: Outcome, got: Outcome) -> str | None:
    """Return in words where two outcomes differ, or None."""
    if "failed" in got:
        return f"The program did not come to its end:\n{got['failed']}"
    for at, entry in enumerate(expected["log"]):
        other = got["log"][at] if at < len(got["log"]) else "nothing"
        if entry != other:
            before = "\n".join(_numbered(program, max(0, at - _CONTEXT), at))
            line = "\n".join(_numbered(program, at, at + 1))
            return f"{before}\n{line}   <-- differs\nJavaScript: {_short(entry)}\nPython:     {_short(other)}"
    if len(got["log"]) > len(expected["log"]):
        return f"After the last instruction Python got {_short(got['log'][len(expected['log']) :])}"
    for part in ("html", "others", "trees"):
        if expected[part] != got[part]:
            return (
                f"Every value read was the same, but what is left is not ({part}).\n"
                f"JavaScript: {_around(expected[part], got[part])}\nPython:     {_around(got[part], expected[part])}"
            )
    return None


def _numbered(program: Program, start: int, end: int) -> list[str]:
    return [f"{at:5d}  {json.dumps(program[at])}" for at in range(start, end)]


def _short(value: object, most: int = 400) -> str:
    text = json.dumps(value)
    return text if len(text) <= most else f"{text[:most]}…"


def _around(value: object, other: object) -> str:
    """Return the part of a long value where it begins to be another."""
    text, against = json.dumps(value), json.dumps(other)
    same = next(
        (at for at, (a, b) in enumerate(zip(text, against, strict=False)) if a != b), min(len(text), len(against))
    )
    start = max(0, same - 100)
    return f"{'…' if start else ''}{text[start : same + 200]}"


def shrink(program: Program, differs: Callable[[Program], Program | None], at: int) -> Program:
    """Leave out what a difference does not need, for half a minute.

    `differs` returns the program, settled, if it still shows a difference. What comes after instruction `at`, where the
    difference showed, goes first.
    """
    deadline = time.monotonic() + _SHRINK_SECONDS
    program = differs(program[: at + 1]) or program
    size = len(program) // 2
    while size and time.monotonic() < deadline:
        start = 0
        while start < len(program) and time.monotonic() < deadline:
            smaller = differs(program[:start] + program[start + size :])
            if smaller is None or len(smaller) >= len(program):
                start += size
            else:
                program = smaller
        size //= 2
    return program


def check(
    page: WatchedPage, kind: str, mode: str, family: Family, seed: int, tamper: Callable[[Program], Program] = list
) -> str | None:
    """Run the program of a seed both ways; return a report of the difference, or None.

    `tamper` changes what Python gets: that is how the test is tested.
    """

    def compare(program: Program, expected: Outcome) -> str | None:
        return difference(program, expected, run_python(page, kind, mode, family, tamper(program), expected))

    def differs(candidate: Program) -> Program | None:
        settled, outcome = settle(page, candidate, family)
        return settled if compare(settled, outcome) else None

    program, expected = make_program(page, seed, family)
    got = run_python(page, kind, mode, family, tamper(program), expected)
    found = difference(program, expected, got)
    if found is None:
        return None
    logs = itertools.zip_longest(expected["log"], got["log"])
    at = next((at for at, (entry, other) in enumerate(logs) if entry != other), len(program))
    small = shrink(program, differs, at)
    settled, outcome = settle(page, small, family)
    again = compare(settled, outcome) or "It did not show again when the program was run once more."
    listing = "\n".join(_numbered(settled, 0, len(settled)))
    return (
        f"Seed {seed}, {family.name} programs, {kind}, mode {mode}: Python and JavaScript differ.\n"
        f"Repeat it: OFFTHREAD_SEED={seed} .venv/bin/pytest tests/differential "
        f"-k '{family.name} and [{kind}-{mode}]'\n\n"
        f"{found}\n\nShrunk to {len(settled)} instructions:\n{listing}\n\n{again}"
    )
