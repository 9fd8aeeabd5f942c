"""CPU time of a browser's renderer processes, which run the pages with their workers. Only where there is `/proc`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True)
class _Process:
    id: int
    parent: int
    seconds: float
    command: str


def renderer_seconds(profile: str) -> dict[int, float]:
    """Return the CPU seconds of each renderer of the browser that runs with this profile; nothing if nobody knows.

    A browser may have one more than pages, so as to be ready for the next.
    """
    processes = list(_processes())
    parents = {process.id: process.parent for process in processes}
    # The browser itself: its children have the profile in their commands as well, or not, from version to version.
    browsers = {process.id for process in processes if profile in process.command and "--type=" not in process.command}
    return {
        process.id: process.seconds
        for process in processes
        if "--type=renderer" in process.command and browsers.intersection(_ancestors(process.id, parents))
    }


def _ancestors(process: int, parents: dict[int, int]) -> Iterator[int]:
    # Sandboxes put others between a browser and its renderers.
    while process in parents:
        process = parents[process]
        yield process


def _processes() -> Iterator[_Process]:
    for folder in _PROC.glob("[0-9]*"):
        try:
            # Process (name) state parent …: the name may hold spaces; times are the 14th and 15th field.
            fields = (folder / "stat").read_text().rpartition(") ")[2].split()
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # It has ended meanwhile.
        seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        yield _Process(int(folder.name), int(fields[1]), seconds, command)
