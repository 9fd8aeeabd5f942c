"""Every public name of `pyscript` is in an example that runs, and every page of the guide in its contents."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from docs.examples import DOCS, all_examples

ROOT = DOCS.parent
LIBRARY = ROOT / "worker" / "python" / "pyscript"
# Needs a person: the browser asks where a download is to go, or shows it; and a class that handles are of.
NOT_RUN = {"download", "Handle"}


def public_names(path: Path) -> list[str]:
    """Return the names in a module's `__all__`, as its text has them."""
    for statement in ast.parse(path.read_text("utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(statement.value)]
    return []


def test_every_name_has_an_example() -> None:
    code = "\n".join(example.code for kind in ("py", "mpy") for example in all_examples(kind))
    words = set(re.findall(r"\w+", code))
    missing = {
        f"{path.stem}.{name}"
        for path in LIBRARY.rglob("*.py")
        for name in public_names(path)
        if name not in words | NOT_RUN
    }
    assert missing == set()


def test_every_page_is_in_the_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text("utf-8")
    missing = [page for page in DOCS.rglob("*.md") if f"- {page.relative_to(DOCS)}\n" not in contents]
    assert missing == []
