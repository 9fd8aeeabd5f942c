"""Media types do not depend on the machine."""

from __future__ import annotations

import mimetypes

import pytest
from offthread.mime import media_type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.html", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.mjs", "text/javascript; charset=utf-8"),
        ("a.py", "text/x-python; charset=utf-8"),
        ("A.PY", "text/x-python; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a-1.0-py3-none-any.whl", "application/zip"),
        ("a.json", "application/json"),
        ("a.js.map", "application/json"),
        ("a.toml", "application/toml"),
        ("a.svg", "image/svg+xml"),
        ("a.tar.gz", "application/gzip"),
        ("a", "application/octet-stream"),
        ("a.unknown", "application/octet-stream"),
    ],
)
def test_each_extension_has_one_type(name: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mimetypes, "guess_type", lambda *_: pytest.fail("asked the machine"))
    assert media_type(name) == expected
