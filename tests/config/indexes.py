"""Indexes of packages, as files of a site: of what a test makes up, and of real packages from the package registry."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# The versions are pinned, the wheels are what the registry has of them: one is compiled for Pyodide.
REAL = ("msgpack==1.2.4", "markdown-it-py==4.0.0")
_PLATFORM = ["--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14", "--only-binary", ":all:"]


def simple_index(wheels: Mapping[str, bytes], *, hashes: Mapping[str, str] | None = None) -> dict[str, str | bytes]:
    """Return the files of an index as pip's: a page for each package, with links to its wheels.

    `hashes` says other hashes than the true ones; an empty one is left out.
    """
    files: dict[str, str | bytes] = {}
    for wheel, content in wheels.items():
        digits = (hashes or {}).get(wheel, hashlib.sha256(content).hexdigest())
        files[f"simple/wheels/{wheel}"] = content
        link = f'<a href="../wheels/{wheel}{digits and "#sha256=" + digits}">{wheel}</a>'
        name = wheel.split("-")[0].replace("_", "-")
        files[f"simple/{name}/index.html"] = f"<!doctype html><title>Links</title>{link}"
    return files


def download(folder: Path) -> dict[str, bytes]:
    """Download the real packages with what they need, and return the wheels by their names."""
    command = [sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check", *_PLATFORM, *REAL]
    subprocess.run([*command, "--dest", str(folder)], check=True)
    return {file.name: file.read_bytes() for file in folder.glob("*.whl")}
