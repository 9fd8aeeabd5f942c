"""Add the live-reload script to a page, and tell the page's encoding, both on bytes.

A page is never decoded to change it: it may be in any encoding that contains ASCII, and all its own bytes stay.
"""

from __future__ import annotations

import re

from .urls import RELOAD_SCRIPT

RELOAD_TAG = f'<script src="{RELOAD_SCRIPT}" async></script>\n'.encode("ascii")

_UTF_16_MARKS = (b"\xfe\xff", b"\xff\xfe")
_TAIL_BYTES = 1024
# Only a `</body>` that nothing but white space and `</html>` follows is surely a tag, and not text in a script.
_END_OF_BODY = re.compile(rb"</body\s*>(?:\s|</html\s*>)*\Z", re.IGNORECASE)
_DECLARED_ENCODING = re.compile(rb"charset\s*=", re.IGNORECASE)


def inject(page: bytes, tag: bytes = RELOAD_TAG) -> bytes:
    r"""Return the page with `tag` at the end of its body, or unchanged if the page is in UTF-16.

    >>> inject(b"<p>hi</p></body>", b"<script></script>")
    b'<p>hi</p><script></script></body>'
    """
    if page.startswith(_UTF_16_MARKS):
        return page
    tail_start = max(0, len(page) - _TAIL_BYTES)
    match = _END_OF_BODY.search(page, tail_start)
    # After the end is as good as inside the body: the HTML parser moves it there.
    at = match.start() if match else len(page)
    return page[:at] + tag + page[at:]


def content_type(page: bytes) -> str:
    """Return the value of `Content-Type` for a page.

    The header would override what the page declares about itself, so it names UTF-8 only for a page that declares
    nothing and is UTF-8. (HTML Standard, "determining the character encoding": browsers search 1024 bytes.)
    """
    if page.startswith(_UTF_16_MARKS) or _DECLARED_ENCODING.search(page, 0, 1024):
        return "text/html"
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        return "text/html"
    return "text/html; charset=utf-8"
