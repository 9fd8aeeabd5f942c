"""Find the examples in the guide's pages. docs/testing.md says how they are marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
FOLDERS = ("guide", "pyscript")
KINDS = ("py", "mpy")

_MARK = re.compile(r"^\s*<!-- (?P<mark>py only|mpy only|not run|page|says: .*|own worker|config: .*) -->$")
_FENCE = re.compile(r"^(?P<indent>\s*)```(?P<language>\w*)(?P<rest>.*)$")


@dataclass
class Example:
    """One block of Python, and what surrounds it when it runs."""

    path: Path
    line: int
    code: str
    page: str
    kinds: tuple[str, ...]
    config: str
    says: str
    own_worker: bool

    @property
    def name(self) -> str:
        """Its place, as tests show it."""
        return f"{self.path.relative_to(DOCS)}:{self.line}"


def read_examples(path: Path) -> list[Example]:
    """Return the blocks of a page that are to run."""
    examples: list[Example] = []
    marks: list[str] = []
    page = ""
    lines = iter(enumerate(path.read_text("utf-8").splitlines(), 1))
    for number, line in lines:
        mark = _MARK.match(line)
        fence = _FENCE.match(line)
        if mark:
            marks.append(mark["mark"])
        elif fence:
            indent = len(fence["indent"])
            block = []
            for _, inner in lines:
                if inner.strip() == "```":
                    break
                block.append(inner[indent:])
            text = "\n".join(block) + "\n"
            if fence["language"] == "html" and "page" in marks:
                page = text
            elif fence["language"] == "python" and "not run" not in marks:
                examples.append(_example(path, number, text, page, marks))
            marks = []
        elif line.startswith("#"):
            # What a page holds is told again under each heading.
            page = ""
        elif line.strip():
            marks = []
    return examples


def _example(path: Path, line: int, code: str, page: str, marks: list[str]) -> Example:
    values = dict(mark.split(": ", 1) for mark in marks if ": " in mark)
    kinds = tuple(kind for kind in KINDS if f"{kind} only" in marks) or KINDS
    return Example(
        path, line, code, page, kinds, values.get("config", ""), values.get("says", ""), "own worker" in marks
    )


def all_examples(kind: str) -> list[Example]:
    """Return the examples that run in an interpreter."""
    pages = sorted(page for folder in FOLDERS for page in (DOCS / folder).glob("*.md"))
    return [example for page in pages for example in read_examples(page) if kind in example.kinds]
