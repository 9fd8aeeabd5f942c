"""The library as it is compiled for the MicroPython that is shipped."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "worker" / "python"
COMPILED = ROOT / "dist" / "python-micropython.bin"
# How a file of MicroPython's bytecode begins: "M" and the version of its format.
MAGIC = b"M\x06"


def test_every_module_is_compiled_but_for_those_that_only_cpython_reads() -> None:
    content = COMPILED.read_bytes()
    head, _, rest = content.partition(b"\n")
    entries = json.loads(head)
    sources = {path.relative_to(LIBRARY).with_suffix("").as_posix() for path in LIBRARY.rglob("*.py")}
    paths = {path.removesuffix(".mpy") for path, _ in entries}
    assert sources - paths == {
        "_offthread_library",
        "offthread/_http_client",
        "offthread/_httpx",
        "offthread/_members_cpython",
        "offthread/_pyodide_names",
        "offthread/matplotlib_backend",
    }
    assert paths <= sources
    assert len(rest) == sum(size for _, size in entries)
    for _, size in entries:
        assert rest.startswith(MAGIC)
        rest = rest[size:]
