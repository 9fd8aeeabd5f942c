"""From the path of a URL to a file below the served folder, and never to one outside it.

This is the only place that turns text from a request into a path. It allows few things rather than forbidding many:
each segment must be a plain visible name, and the real path, all symbolic links followed, must be below the root.
"""

from __future__ import annotations

import os
from pathlib import Path, PureWindowsPath


def resolve(root: Path, url_path: str) -> Path | None:
    """Return the existing file or folder that a decoded URL path means, with symbolic links followed, or `None`.

    `None` stands for every refusal: missing, hidden (a name that begins with a dot), outside the root, or not a path
    at all. Symbolic links may lead anywhere inside the root. A folder resolves with and without a final slash, a file
    only without.
    """
    if not url_path.startswith("/"):
        return None
    names = url_path[1:].split("/")
    wants_folder = names[-1] == ""
    if wants_folder:
        names.pop()
    if not all(map(_is_plain, names)):
        return None
    root = Path(os.path.realpath(root))
    try:
        real = Path(os.path.realpath(root.joinpath(*names)))
        if not real.is_relative_to(root):
            return None
        # Devices, sockets and pipes are neither: opening one could block for ever.
        served = real.is_dir() or (real.is_file() and not wants_folder)
    except (OSError, ValueError):
        # Too long a name, a parent that may not be read, or characters that the file system cannot hold.
        return None
    return real if served else None


def _is_plain(name: str) -> bool:
    """Tell whether one segment of a path is a visible file name and nothing more."""
    # The empty name comes from `//`; names with a dot in front are `.`, `..` and hidden files.
    if name == "" or name.startswith(".") or "\\" in name or "\0" in name:
        return False
    if PureWindowsPath(name).drive:
        return False
    # Windows opens `page.py.`, `page.py ` and `page.py::$DATA` as `page.py`, past any rule about names.
    return os.name != "nt" or (":" not in name and name[-1] not in ". ")
