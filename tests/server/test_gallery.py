"""The list of what can be opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from offthread.gallery import Entry, entries, gallery

from .asgi import fetch
from .conftest import MakeApp


def save(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_folders_with_an_index_come_first_then_pages_and_python_files(root: Path) -> None:
    save(root / "b" / "index.html", "<title> The\n B </title><meta name=description content='What B does'>")
    save(root / "a" / "index.html", "<p>No title")
    save(root / "page.html", "<title>Page</title><body><svg><title>no</title></svg>")
    save(root / "app.py")
    assert entries(root) == [
        Entry("a/", "a"),
        Entry("b/", "The B", "What B does"),
        Entry("app.py", "app.py"),
        Entry("page.html", "Page"),
    ]


def test_other_things_are_not_listed(root: Path) -> None:
    for name in ("notes.txt", ".hidden.py", ".git/index.html", "data/table.csv", "node_modules/index.html"):
        save(root / name)
    save(root.parent / "outside.py")
    (root / "link.py").symlink_to(root.parent / "outside.py")
    assert entries(root) == []
    assert "No pages yet" in gallery(root)


def test_titles_descriptions_and_names_are_escaped(root: Path) -> None:
    save(root / "<b>.html", '<title>&lt;i&gt;</title><meta name="description" content="&lt;u&gt;">')
    save(root / 'a"b c.py')
    page = gallery(root)
    assert 'href="./%3Cb%3E.html">&lt;i&gt;</a> <code>&lt;b&gt;.html</code>' in page
    assert "<p>&lt;u&gt;</p>" in page
    assert 'href="./a%22b%20c.py">a&quot;b c.py</a>' in page


def test_a_page_that_is_not_text_is_listed(root: Path) -> None:
    (root / "raw.html").write_bytes(b"\xff\xfe<title>\xe9</title><!-- <![x")
    assert [entry.path for entry in entries(root)] == ["raw.html"]


def test_an_unreadable_page_is_listed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(root / "page.html", "<title>Secret</title>")

    def refuse(*args: object) -> object:
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert entries(root) == [Entry("page.html", "page.html")]


def test_any_folder_without_an_index_shows_its_gallery(root: Path, make_app: MakeApp) -> None:
    save(root / "sub" / "app.py")
    start, sub = fetch(make_app(), "/"), fetch(make_app(), "/sub/")
    assert (start.status, sub.status) == (200, 200)
    assert "<title>site</title>" in start.text
    assert 'href="./app.py"' in sub.text
