"""The list of codes in the documentation is complete, and has no code that nothing raises."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("main_thread", "worker", "sync_bridge", "interpreters", "server_headers")


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    sources = [
        path.read_text("utf-8")
        for name in FOLDERS
        for path in (ROOT / name).rglob("*")
        if path.suffix in {".js", ".py"}
    ]
    raised = {code for source in sources for code in re.findall(r"\bOT\d{3}\b", source)}
    documented = re.findall(r"^\| (OT\d{3}) \|", (ROOT / "docs" / "errors.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(raised) == documented
