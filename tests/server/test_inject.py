"""The live-reload script gets into pages without harming a byte of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offthread.inject import RELOAD_TAG, content_type, inject

TAG = b"<TAG>"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"", b"<TAG>"),
        (b"<p>hi", b"<p>hi<TAG>"),
        (b"<body>hi</body></html>\n", b"<body>hi<TAG></body></html>\n"),
        (b"<BODY>hi</BODY >\n", b"<BODY>hi<TAG></BODY >\n"),
        # This `</body>` is text in a script; a tag there would break the script.
        (b'<script>"</body>"</script>', b'<script>"</body>"</script><TAG>'),
        (b"<!-- </body> --><p>hi", b"<!-- </body> --><p>hi<TAG>"),
        (b"caf\xe9</body>", b"caf\xe9<TAG></body>"),
    ],
)
def test_the_script_goes_to_the_end_of_the_body(page: bytes, expected: bytes) -> None:
    assert inject(page, TAG) == expected


def test_pages_in_utf_16_stay_as_they_are() -> None:
    page = "<p>hi</p></body>".encode("utf-16")
    assert inject(page) == page


@given(st.binary())
def test_no_byte_is_lost(page: bytes) -> None:
    injected = inject(page)
    assert injected == page or injected.replace(RELOAD_TAG, b"", 1) == page


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<p>plain", "text/html; charset=utf-8"),
        ("<p>café".encode(), "text/html; charset=utf-8"),
        ("<p>café".encode("latin-1"), "text/html"),
        ('<meta charset="iso-8859-1"><p>café'.encode("latin-1"), "text/html"),
        (b'<meta charset="iso-2022-jp">', "text/html"),
        ("<p>hi".encode("utf-16"), "text/html"),
    ],
)
def test_the_header_never_contradicts_the_page(page: bytes, expected: str) -> None:
    assert content_type(page) == expected
