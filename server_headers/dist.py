"""Where the files for the browser are: beside this module in an installed wheel, at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

from .errors import DistNotBuiltError

# The module that pages load; a folder without it is not, or not yet, a build.
ENTRY_POINT = "offthread.js"

_PACKAGE = Path(__file__).parent


def dist_folder(instead: Path | None = None) -> Path:
    """Return the folder with the built files for the browser, to serve it from an application of your own.

    `instead` is another build to use; it is only checked to be one. Raises `DistNotBuiltError` if it
    is none, and in a checkout where nothing has been built yet.

    ```python
    from offthread import dist_folder
    from starlette.staticfiles import StaticFiles

    files = StaticFiles(directory=dist_folder())
    ```
    """
    if instead is not None:
        if (instead / ENTRY_POINT).is_file():
            return instead
        raise DistNotBuiltError(f"The folder {str(instead)!r} is not a build: it has no {ENTRY_POINT} [OT704]")
    candidates = (_PACKAGE / "dist", _PACKAGE.parent / "dist")
    for folder in candidates:
        if (folder / ENTRY_POINT).is_file():
            return folder
    raise DistNotBuiltError(
        f"The files for the browser are missing: no {ENTRY_POINT} in {candidates[1]}. "
        "Run `make build` in the checkout, or install the released package [OT703]"
    )
