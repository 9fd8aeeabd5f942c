"""Turn a bare Python file into a page that runs it."""

from __future__ import annotations

from html import escape
from typing import Literal
from urllib.parse import quote

from .urls import ENTRY_MODULE, STYLESHEET

Interpreter = Literal["py", "mpy"]

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="stylesheet" href="{stylesheet}">
<script type="module" src="{module}"></script>
</head>
<body>
<script type="{interpreter}" src="./{source}"></script>
</body>
</html>
"""


def wrap(name: str, interpreter: Interpreter = "py") -> str:
    """Return a page that runs the Python file `name`, which lies in the same folder as the page's URL.

    `interpreter` is `py` for Pyodide, `mpy` for MicroPython.

    >>> "src='./hello.py'" in wrap("hello.py").replace('"', "'")
    True
    """
    # A name may hold any character: quoted for the URL, then escaped for the attribute.
    source = quote(name, safe="", errors="surrogateescape")
    title = name.encode("utf-8", "replace").decode("utf-8")
    return _PAGE.format(
        title=escape(title),
        stylesheet=STYLESHEET,
        module=ENTRY_MODULE,
        interpreter=escape(interpreter),
        source=escape(source),
    )
