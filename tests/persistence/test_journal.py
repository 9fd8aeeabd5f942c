"""The journal of /persist: the keeper is killed at every single step, in Node."""

from __future__ import annotations

import subprocess
from pathlib import Path


def test_whatever_step_it_is_killed_at_nothing_is_torn() -> None:
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("driver.mjs"))], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    # Every operation has been killed at several steps.
    assert int(done.stdout) > 50
