"""Wheels of what is installed here, for the interpreters: pure Python, and no network."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

import pip


def wheel_of(name: str) -> tuple[str, bytes]:
    """Return the file name and the bytes of a wheel of an installed distribution, without its compiled modules."""
    found = distribution(name)
    files = {str(file): Path(str(file.locate())) for file in found.files or () if ".." not in file.parts}
    return _wheel(name, found.version, files.items())


def wheel_of_pip_s_own_requests() -> tuple[str, bytes]:
    """Return a wheel of the copies that pip brings: requests over urllib3 1.26, under other names."""
    root = Path(pip.__file__).parent
    parts = [root / "__init__.py", root / "_vendor" / "__init__.py"]
    for name in ("requests", "urllib3", "idna", "certifi", "packaging"):
        parts += (root / "_vendor" / name).rglob("*")
    return _wheel("pip_s_own", "1.0", ((str(path.relative_to(root.parent)), path) for path in parts))


def _wheel(name: str, version: str, files: Iterable[tuple[str, Path]]) -> tuple[str, bytes]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, source in files:
            if source.suffix in {".py", ".pem"}:
                archive.write(source, path)
        folder = f"{name}-{version}.dist-info"
        archive.writestr(f"{folder}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        archive.writestr(f"{folder}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{folder}/RECORD", "")
    return f"{name}-{version}-py3-none-any.whl", stream.getvalue()
