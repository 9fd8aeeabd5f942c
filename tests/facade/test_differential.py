"""The same random program on the page and in a worker's JavaScript: all values and all that is left agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from differential.generator import COUNT
from differential.harness import CLEAN, FAILING, LATE, Family, difference, make_program
from differential.test_differential import MODES, SEEDS

from .conftest import Lab

PROGRAM = (Path(__file__).parent / "differential.js").read_text("utf-8")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("family", [CLEAN, FAILING, LATE], ids=lambda family: family.name)
def test_a_random_program_reads_and_leaves_the_same(lab: Lab, family: Family, mode: str) -> None:
    for seed in SEEDS:
        program, expected = make_program(lab.page, seed, family)
        failing = [at for at, entry in enumerate(expected["log"]) if isinstance(entry, dict) and "throws" in entry]
        plan = {"mode": mode, "errors": family.errors, "failing": failing, "slots": COUNT}
        lab.page.evaluate("([text, plan]) => differential.offer(text, plan)", [json.dumps(program), json.dumps(plan)])
        lab.run(PROGRAM)
        got = json.loads(lab.page.evaluate("() => differential.outcome"))
        found = difference(program, expected, got)
        assert found is None, f"Seed {seed}, {family.name} programs, mode {mode}:\n{found}"
