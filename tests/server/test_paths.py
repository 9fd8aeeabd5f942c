"""No request leads outside the served folder."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from offthread.paths import resolve

from .asgi import fetch
from .conftest import SECRET, MakeApp

HOSTILE = [
    "",
    "x",
    "secret.txt",
    "//secret.txt",
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e%2fsecret.txt",
    "/%252e%252e%252fsecret.txt",
    "/..%5csecret.txt",
    "/..\\secret.txt",
    "/folder/../../secret.txt",
    "/folder/..",
    "/./file.txt",
    "/file.txt/",
    "/file.txt/..",
    "/file.txt%00",
    "/%00",
    "/C:/secret.txt",
    "/C:secret.txt",
    "/c%3a/secret.txt",
    "/\\\\host\\share",
    "/folder//inside.txt",
    "/.env",
    "/%2eenv",
    "/.git/config",
    "/folder/.hidden/x.txt",
    "/" + "a" * 5000,
    "/" + "a/" * 3000,
    "/\ud800",
]


@pytest.fixture
def tree(root: Path) -> Path:
    (root / "file.txt").write_text("file")
    (root / ".env").write_text(SECRET)
    for name in ("folder/inside.txt", "folder/.hidden/x.txt", ".git/config"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(SECRET if "/." in f"/{name}" else "text")
    return root


@pytest.mark.parametrize("path", ["/", "/file.txt", "/folder", "/folder/", "/folder/inside.txt", "/%66ile.txt"])
def test_visible_files_and_folders_resolve(tree: Path, path: str) -> None:
    found = resolve(tree, unquote(path))
    assert found == tree.joinpath(unquote(path).strip("/"))


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_paths_resolve_to_nothing(tree: Path, path: str) -> None:
    assert resolve(tree, unquote(path)) is None


@pytest.mark.parametrize("path", [path for path in HOSTILE if path.startswith("/")])
def test_hostile_paths_are_not_found(tree: Path, path: str, make_app: MakeApp) -> None:
    for headers in ({}, {"sec-fetch-dest": "document"}):
        reply = fetch(make_app(), path, headers=headers)
        assert reply.status == 404
        assert SECRET not in reply.text


segments = st.sampled_from(
    [
        "..",
        ".",
        "",
        "%2e%2e",
        "..%2f",
        "..%5c",
        "..\\",
        "%00",
        "C:",
        "folder",
        "outside",
        "loop",
        "secret.txt",
        "~",
        "\0",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(segments | st.text(max_size=5), max_size=8), st.integers(0, 2))
def test_random_paths_never_leave_the_folder(tree: Path, parts: list[str], decodings: int) -> None:
    if not (tree / "outside").is_symlink():
        (tree / "outside").symlink_to(tree.parent)
        (tree / "loop").symlink_to(tree / "loop")
    path = "/" + "/".join(parts)
    for _ in range(decodings):
        path = unquote(path)
    found = resolve(tree, path)
    if found is not None:
        assert found.is_relative_to(tree)
        assert not any(part.startswith(".") for part in found.relative_to(tree).parts)


def test_links_may_lead_anywhere_inside(tree: Path) -> None:
    (tree / "link.txt").symlink_to("folder/inside.txt")
    (tree / "place").symlink_to(tree / "folder", target_is_directory=True)
    assert resolve(tree, "/link.txt") == resolve(tree, "/place/inside.txt") == tree / "folder" / "inside.txt"


@pytest.mark.parametrize("link", ["../secret.txt", "/etc/hosts", "..", "missing.txt", "link"])
def test_links_that_lead_outside_or_nowhere_are_not_found(tree: Path, link: str) -> None:
    (tree / "link").symlink_to(link)
    assert resolve(tree, "/link") is None
    assert resolve(tree, "/link/secret.txt") is None


def test_a_folder_whose_name_only_begins_like_the_root_is_outside(tree: Path) -> None:
    beside = tree.parent / f"{tree.name}-private"
    beside.mkdir()
    (beside / "x.txt").write_text("secret")
    (tree / "link").symlink_to(beside)
    assert resolve(tree, "/link/x.txt") is None


def test_the_root_may_itself_be_a_link_or_hidden(tree: Path) -> None:
    alias = tree.parent / ".alias"
    alias.symlink_to(tree)
    assert resolve(alias, "/file.txt") == tree / "file.txt"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_are_not_files(tree: Path) -> None:
    os.mkfifo(tree / "pipe.txt")
    assert resolve(tree, "/pipe.txt") is None
