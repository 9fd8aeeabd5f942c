"""Fixtures: a stand-in for the built files, and a folder to serve."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from offthread.dev_server import DevApp, ServeOptions, create_app

MakeApp = Callable[..., DevApp]

SECRET = "nobody may read this"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """Give a folder that looks like the build's, which the tests must not depend on."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "offthread.js").write_text("export {};\n")
    (folder / "offthread.css").write_text("body {}\n")
    (folder / "engine.wasm").write_bytes(b"\0asm")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give an empty folder to serve, beside a file that must stay secret."""
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text(SECRET)
    return folder


@pytest.fixture
def make_app(root: Path, dist: Path) -> MakeApp:
    """Give a function that makes the dev server for the folder; it takes a file name and the server's options."""

    def make(name: str = "", **options: object) -> DevApp:
        return create_app(root / name, ServeOptions(**{"dist": dist, "reload": False, **options}))  # type: ignore[arg-type]

    return make
