"""What a page has to load before anything runs, and before Python can reach it, stays within its budget."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

DIST = Path(__file__).parents[2] / "dist"
# In brotli 11. The page's script is all that is loaded before anything runs. The page's half of the bridge comes with
# the first worker, beside an interpreter many times its size, so its budget is the 16,500 bytes it has and a reserve.
BUDGET_BYTES = {"offthread.js": 15_000, "bridge.js": 17_000}

# Python has no brotli in its standard library, and Node has.
MEASURE = """
    const { brotliCompressSync, constants } = require("node:zlib");
    const script = require("node:fs").readFileSync(process.argv[1]);
    console.log(brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length);
"""


@pytest.mark.parametrize("name", BUDGET_BYTES)
def test_a_script_of_the_page_is_within_its_budget(name: str) -> None:
    measured = subprocess.run(["node", "-e", MEASURE, str(DIST / name)], capture_output=True, text=True, check=True)
    assert int(measured.stdout) <= BUDGET_BYTES[name]


@pytest.mark.parametrize("name", BUDGET_BYTES)
def test_a_script_of_the_page_loads_nothing_that_counts_besides(name: str) -> None:
    # A static import would load another file before anything runs; import() is on demand.
    code = (DIST / name).read_text("utf-8")
    assert not code.startswith("import")
    assert ";import{" not in code
    assert ";import*" not in code


def test_the_page_s_script_has_no_second_copy_of_the_bridge() -> None:
    # The bridge's error codes are in the code that raises them.
    assert "OT203" in (DIST / "bridge.js").read_text("utf-8")
    assert "OT203" not in (DIST / "offthread.js").read_text("utf-8")
