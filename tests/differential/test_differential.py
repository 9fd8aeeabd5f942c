"""The same random program in JavaScript and through the bridge, in each mode: all values and all that is left agree.

`make differential` runs many programs. OFFTHREAD_DIFFERENTIAL is how many, OFFTHREAD_SEED is the seed of a single one,
to repeat a failure. Without either, two programs that stay the same and a new one are run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest
from browser.page import WatchedPage
from browser.site import Site

from .generator import COUNT, Program, generate
from .harness import CLEAN, FAILING, LATE, Family, check, difference, make_program, run_javascript

MODES = ("strict", "default", "fast")


def choose_seeds() -> list[int]:
    """Return the seeds of this run."""
    fresh = random.SystemRandom().randrange(1_000_000_000)
    if "OFFTHREAD_SEED" in os.environ:
        return [int(os.environ["OFFTHREAD_SEED"])]
    if "OFFTHREAD_DIFFERENTIAL" in os.environ:
        return list(range(fresh, fresh + int(os.environ["OFFTHREAD_DIFFERENTIAL"])))
    return [1, 2, fresh]


SEEDS = choose_seeds()
CheckAll = Callable[[str, Family], None]


@pytest.fixture
def check_all(warm: WatchedPage, kind: str) -> CheckAll:
    """Return a function that runs the programs of all seeds, and fails the test where one differs."""

    def check_all(mode: str, family: Family) -> None:
        for seed in SEEDS:
            print(f"seed {seed}, {family.name}, {kind}, {mode}", flush=True)
            if report := check(warm, kind, mode, family, seed):
                pytest.fail(report, pytrace=False)

    return check_all


@pytest.fixture
def bare(page: WatchedPage, site: Site) -> WatchedPage:
    """Open a page without workers, for programs in JavaScript alone."""
    return page.goto(site.page("", head=""))


@pytest.mark.parametrize("mode", MODES)
def test_clean_programs_read_and_leave_the_same(check_all: CheckAll, mode: str) -> None:
    check_all(mode, CLEAN)


@pytest.mark.parametrize("mode", MODES)
def test_failing_programs_raise_the_same_errors(check_all: CheckAll, mode: str) -> None:
    check_all(mode, FAILING)


@pytest.mark.parametrize("mode", MODES)
def test_errors_that_come_late_are_the_same_and_spoil_nothing_else(check_all: CheckAll, mode: str) -> None:
    check_all(mode, LATE)


def test_a_changed_instruction_is_noticed_and_shrunk(warm: WatchedPage, kind: str) -> None:
    def tamper(program: Program) -> Program:
        changed = [list(instruction) for instruction in program]
        for instruction in changed:
            if instruction[0] == "set" and instruction[2] == "title":
                instruction[3] = "something else"
        return changed

    report = check(warm, kind, "strict", CLEAN, 1, tamper)
    assert report is not None
    assert "Seed 1, clean" in report
    assert "something else" in report
    size = int(report.split("Shrunk to ")[1].split()[0])
    assert size <= 4, report


def test_each_kind_of_difference_is_told_apart(bare: WatchedPage) -> None:
    program, expected = make_program(bare, 1, FAILING)
    assert difference(program, expected, run_javascript(bare, program)) is None
    host_text = ["set", 0, "textContent", "changed"]
    left = difference(program, expected, run_javascript(bare, [*program, host_text]))
    assert left is not None
    assert "After the last instruction" in left
    read = difference(program, expected, {**expected, "log": [*expected["log"][:-1], "changed"]})
    assert read is not None
    assert f"{len(program) - 1:5d}  " in read
    assert "differs" in read
    remaining = difference(program, expected, {**expected, "html": expected["html"] + "<p>"})
    assert remaining is not None
    assert "what is left" in remaining
    assert difference(program, expected, {"log": [], "failed": "KeyError"}) is not None


def test_a_lost_write_is_noticed(bare: WatchedPage) -> None:
    # Not every one has to be: some are overwritten before anyone looks.
    program, expected = make_program(bare, 2, CLEAN)
    writes = [at for at, instruction in enumerate(program) if instruction[0] == "set"]
    noticed = 0
    for at in writes:
        got = run_javascript(bare, [*program[:at], ["drop", COUNT], *program[at + 1 :]])
        noticed += difference(program, expected, got) is not None
    assert noticed > len(writes) / 4


def test_programs_are_mixed_and_mostly_carried_out(bare: WatchedPage) -> None:
    assert generate(7, 300, failing=True) == generate(7, 300, failing=True)
    assert generate(7, 300, failing=True) != generate(8, 300, failing=True)
    program, outcome = make_program(bare, 3, FAILING)
    thrown = {entry["throws"] for entry in outcome["log"] if isinstance(entry, dict) and "throws" in entry}
    assert len(program) == 600
    assert thrown >= {"HierarchyRequestError", "NotFoundError", "InvalidCharacterError", "SyntaxError"}, thrown
    made = [instruction for seed in range(5) for instruction in make_program(bare, seed, FAILING)[0]]
    assert len({instruction[0] for instruction in made}) == 14
    clean, outcome = make_program(bare, 3, CLEAN)
    assert len(clean) == 600
    assert not any(isinstance(entry, dict) and "throws" in entry for entry in outcome["log"])
