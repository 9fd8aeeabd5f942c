"""What can be served."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from offthread import TargetError
from offthread.target import Target, find_target


def test_a_folder_is_served_from_its_index(root: Path) -> None:
    assert find_target(root) == Target(root)


@pytest.mark.parametrize("name", ["page.html", "page.HTM", "app.py"])
def test_a_file_is_served_from_its_folder(root: Path, name: str) -> None:
    (root / name).touch()
    assert find_target(root / name) == Target(root, root / name)


def test_a_relative_path_works(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "app.py").touch()
    monkeypatch.chdir(root)
    assert find_target(Path()) == Target(root)
    assert find_target(Path("app.py")) == Target(root, root / "app.py")


@pytest.mark.parametrize("name", ["notes.txt", "archive.zip", "noextension"])
def test_other_files_are_refused(root: Path, name: str) -> None:
    (root / name).touch()
    with pytest.raises(TargetError, match=r"give a folder, a \.html or a \.py file"):
        find_target(root / name)


def test_what_does_not_exist_is_refused(root: Path) -> None:
    with pytest.raises(TargetError, match="There is no file or folder"):
        find_target(root / "missing")


def test_what_cannot_be_read_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(TargetError, match="Check its permissions"):
        find_target(root)
