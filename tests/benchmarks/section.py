"""Put the report into a file between two markers, and leave everything else in it alone."""

from __future__ import annotations

from pathlib import Path

BEGIN = "<!-- benchmark:begin -->"
END = "<!-- benchmark:end -->"


class MarkerError(ValueError):
    """Say that the file has one marker only, or both in the wrong order, so that nobody's text is overwritten."""


def replaced(text: str, section: str) -> str:
    r"""Return a text with what is between its markers replaced; without markers the section goes to its end.

    Raises `MarkerError` if the markers make no sense.

    >>> replaced("a <!-- benchmark:begin -->old<!-- benchmark:end --> z", "new")
    'a <!-- benchmark:begin -->\nnew\n<!-- benchmark:end --> z'
    """
    marked = f"{BEGIN}\n{section.strip()}\n{END}"
    if BEGIN not in text and END not in text:
        return f"{text.rstrip()}\n\n{marked}\n".lstrip()
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended or BEGIN in rest or END in after:
        raise MarkerError(f"There must be one {BEGIN} and after it one {END}, or none of them")
    return before + marked + after


def write_section(path: Path, section: str) -> None:
    """Write the section into a file, which is created if there is none."""
    text = path.read_text(encoding="utf-8") if path.exists() else "# Performance\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(replaced(text, section), encoding="utf-8")
