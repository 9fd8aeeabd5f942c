"""A page that lists what can be opened in a folder: sub-folders with a page of their own, pages and Python files."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

from .pages import render
from .paths import resolve

_IGNORED = frozenset({"__pycache__", "node_modules"})
_SUFFIXES = frozenset({".html", ".htm", ".py"})
# Titles and descriptions stand at the top; a page may hold megabytes of data below.
_READ_BYTES = 16 * 1024


@dataclass(frozen=True)
class Entry:
    """Describe one line of the gallery: where it leads, as a path relative to the folder, and what it says."""

    path: str
    title: str
    description: str = ""


def gallery(root: Path, url_path: str = "/") -> str:
    """Return the gallery of the folder at `url_path`, which ends with a slash, below `root`."""
    folder = root.name if url_path == "/" else url_path.rstrip("/").rpartition("/")[2]
    lines = [f"<h1>{escape(folder)}</h1>"]
    found = entries(root, url_path)
    if found:
        lines += ["<ul>", *map(_line, found), "</ul>"]
    else:
        lines.append("<p>No pages yet. Save an <code>index.html</code> or a <code>.py</code> file in this folder.</p>")
    return render(folder, "\n".join(lines))


def entries(root: Path, url_path: str = "/") -> list[Entry]:
    """List the folder: sub-folders that have an `index.html` first, then pages and Python files, each by name."""
    folder = resolve(root, url_path)
    if folder is None:
        return []
    folders, files = [], []
    for name in sorted(path.name for path in folder.iterdir()):
        # Asking by URL hides what the server would not serve: dotfiles, and links that lead outside.
        path = resolve(root, url_path + name)
        if path is None or name in _IGNORED:
            continue
        if path.is_dir():
            if (index := resolve(root, f"{url_path}{name}/index.html")) is not None and index.is_file():
                folders.append(_describe(f"{name}/", name, index))
        elif Path(name).suffix.lower() in _SUFFIXES:
            files.append(Entry(name, name) if name.lower().endswith(".py") else _describe(name, name, path))
    return folders + files


def _line(entry: Entry) -> str:
    href = quote(entry.path, safe="/", errors="surrogateescape")
    description = f"\n<p>{escape(entry.description)}</p>" if entry.description else ""
    detail = "" if entry.title == entry.path else f" <code>{escape(entry.path)}</code>"
    return f'<li><a href="./{escape(href)}">{escape(entry.title)}</a>{detail}{description}</li>'


def _describe(path: str, name: str, page: Path) -> Entry:
    try:
        with page.open("rb") as file:
            start = file.read(_READ_BYTES)
    except OSError:
        # An unreadable page is still listed; opening it says what is wrong.
        return Entry(path, name)
    reader = _HeadReader()
    reader.feed(start.decode("utf-8", errors="replace"))
    return Entry(path, " ".join(reader.title.split()) or name, " ".join(reader.description.split()))


class _HeadReader(HTMLParser):
    """Read the title and the description of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.description = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Only the first title counts: an inline SVG has titles too.
        self._in_title = tag == "title" and not self.title
        values = dict(attrs)
        if tag == "meta" and (values.get("name") or "").lower() == "description":
            self.description = self.description or values.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
