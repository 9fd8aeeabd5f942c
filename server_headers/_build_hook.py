"""Teach the build backend that the source folder `server_headers` is the package `offthread`.

Hatchling can rename a folder in a wheel but not in an editable install, so both are spelled out here: a wheel gets
every source file, the built `dist/` and the stubs; an editable install gets one small module that runs the checkout in
place.
Only the build runs this file, and it is left out of the wheel.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = "server_headers"
PACKAGE = "offthread"

# Modules below the package are found through its path, `python -m offthread` included.
STAND_IN = """\
__path__ = [{path!r}]
__file__ = {file!r}
with open(__file__, encoding="utf-8") as _file:
    exec(compile(_file.read(), __file__, "exec"))
"""


class OffthreadBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """List the files of a wheel or of an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill `build_data` for one wheel; `version` is `standard` or `editable`."""
        self.scratch = Path(tempfile.mkdtemp(prefix="offthread-build-"))
        root = Path(self.root)
        if version == "editable":
            build_data["force_include_editable"] = self.redirect(root)
        else:
            build_data["force_include"] = {**self.sources(root), **self.built_files(root), **self.stubs(root)}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the scratch folder once the wheel is written."""
        shutil.rmtree(self.scratch, ignore_errors=True)

    def redirect(self, root: Path) -> dict[str, str]:
        """Write the module that stands in for the package and runs it from the checkout."""
        source = (root / SOURCE).resolve()
        stand_in = self.scratch / "__init__.py"
        stand_in.write_text(STAND_IN.format(path=str(source), file=str(source / "__init__.py")), encoding="utf-8")
        return {str(stand_in): f"{PACKAGE}/__init__.py"}

    def sources(self, root: Path) -> dict[str, str]:
        """Map each source file to its place in the package."""
        files = {}
        for path in sorted((root / SOURCE).rglob("*")):
            relative = path.relative_to(root / SOURCE)
            hidden = any(part.startswith(".") or part == "__pycache__" for part in relative.parts)
            if path.is_file() and not hidden and relative.name != Path(__file__).name:
                files[str(path)] = f"{PACKAGE}/{relative.as_posix()}"
        return files

    def built_files(self, root: Path) -> dict[str, str]:
        """Map the folder that the JavaScript build makes; a wheel without it could not serve a page."""
        dist = root / "dist"
        if not dist.is_dir():
            raise FileNotFoundError("The wheel needs the folder dist/ and there is none. Run `make build` first.")
        return {str(dist): f"{PACKAGE}/dist"}

    def stubs(self, root: Path) -> dict[str, str]:
        """Map what type checkers read: packages of stubs, and the worker's half of the package's own names."""
        made = root / "build" / "stubs"
        if not made.is_dir():
            raise FileNotFoundError(
                "The wheel needs the folder build/stubs/ and there is none. Run `make build` first."
            )
        files = [path for folder in (made, root / "worker" / "stubs") for path in sorted(folder.rglob("*.pyi"))]
        return {
            str(path): path.relative_to(made if made in path.parents else root / "worker" / "stubs").as_posix()
            for path in files
        }
