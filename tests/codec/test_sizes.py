"""What a page has to load before anything runs stays within its budget."""

from __future__ import annotations

import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "dist" / "offthread.js"
BUDGET_BYTES = 16_000

# Python has no brotli in its standard library, and Node has.
MEASURE = """
    const { brotliCompressSync, constants } = require("node:zlib");
    const script = require("node:fs").readFileSync(process.argv[1]);
    console.log(brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length);
"""


def test_the_page_s_script_is_within_its_budget() -> None:
    measured = subprocess.run(["node", "-e", MEASURE, str(SCRIPT)], capture_output=True, text=True, check=True)
    assert int(measured.stdout) <= BUDGET_BYTES


def test_the_page_s_script_loads_nothing_that_counts_besides() -> None:
    # A static import would load another file before anything runs; import() is on demand.
    code = SCRIPT.read_text("utf-8")
    assert not code.startswith("import")
    assert ";import{" not in code
    assert ";import*" not in code
