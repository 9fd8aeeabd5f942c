"""What the user asked to serve: a folder, one page, or one Python file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import TargetError

_FILE_SUFFIXES = (".html", ".htm", ".py")


@dataclass(frozen=True)
class Target:
    """Hold the folder to serve, and the file for `/` if it is not the folder's own index."""

    root: Path
    start: Path | None = None


def find_target(path: Path) -> Target:
    """Return what to serve for a path that the user gave; raise `TargetError` if that is nothing."""
    if not path.exists():
        raise TargetError(f"There is no file or folder {str(path)!r}. Give a folder, a .html or a .py file [OT721]")
    folder = path if path.is_dir() else path.parent
    if not path.is_dir() and not (path.is_file() and path.suffix.lower() in _FILE_SUFFIXES):
        raise TargetError(f"Cannot serve {str(path)!r}: give a folder, a .html or a .py file [OT722]")
    if not os.access(path, os.R_OK) or not os.access(folder, os.R_OK | os.X_OK):
        raise TargetError(f"Cannot read {str(path)!r}. Check its permissions [OT723]")
    root = folder.resolve()
    # Not resolved: a link to a file elsewhere is served under its own name when it is asked for by name.
    return Target(root) if path.is_dir() else Target(root, root / path.name)
