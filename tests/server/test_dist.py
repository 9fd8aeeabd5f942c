"""Where the built files are."""

from __future__ import annotations

from pathlib import Path

import pytest
from offthread import DistNotBuiltError, dist_folder


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "checkout" / "server_headers"
    folder.mkdir(parents=True)
    monkeypatch.setattr("offthread.dist._PACKAGE", folder)
    return folder


def build(folder: Path) -> Path:
    folder.mkdir()
    (folder / "offthread.js").touch()
    return folder


def test_a_checkout_has_it_at_the_top(package: Path) -> None:
    expected = build(package.parent / "dist")
    assert dist_folder() == expected


def test_an_installed_package_has_it_inside(package: Path) -> None:
    build(package.parent / "dist")
    expected = build(package / "dist")
    assert dist_folder() == expected


def test_an_empty_folder_is_not_a_build(package: Path) -> None:
    (package.parent / "dist").mkdir()
    with pytest.raises(DistNotBuiltError, match="make build"):
        dist_folder()


def test_another_build_can_be_named(package: Path, tmp_path: Path) -> None:
    other = build(tmp_path / "other")
    assert dist_folder(other) == other
    with pytest.raises(DistNotBuiltError, match="not a build"):
        dist_folder(tmp_path)
