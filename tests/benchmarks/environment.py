"""Where the samples are taken: machine, browser, and the versions of everything that is compared."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import offthread

from .results import Environment

REPOSITORY = Path(__file__).parents[2]
PACKAGES = {
    "PyScript": "@pyscript/core",
    "coincident": "coincident",
    "Pyodide": "pyodide",
    "MicroPython": "@micropython/micropython-webassembly-pyscript",
}


def look_around(browser: str) -> Environment:
    """Return the environment of a run that is about to begin in the browser with this path."""
    return Environment(
        date=datetime.now(UTC).date().isoformat(),
        browser=_output(browser, "--version") or browser,
        system=f"{platform.system()} {platform.machine()}",
        cpus=os.cpu_count() or 0,
        cpu=_cpu(),
        load_before=_load(),
        versions={"Offthread": _offthread()} | {name: _package(package) for name, package in PACKAGES.items()},
    )


def package_folder(package: str) -> Path:
    """Return the folder of an installed JavaScript package."""
    return REPOSITORY / "node_modules" / package


def _package(package: str) -> str:
    version: str = json.loads((package_folder(package) / "package.json").read_text())["version"]
    return version


def _offthread() -> str:
    commit = _output("git", "-C", str(REPOSITORY), "describe", "--always", "--dirty")
    return f"{offthread.__version__} ({commit})" if commit else offthread.__version__


def _output(*command: str) -> str:
    """Return the last line that a program prints, or nothing if it cannot."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip().rpartition("\n")[2]


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _load() -> float | None:
    # Windows has no such number.
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
