"""Programs that test names of `pyscript`: in the worker that a page's scripts share, or in one of their own."""

from __future__ import annotations

import textwrap
from typing import Literal

import pytest
from browser.page import WatchedPage
from browser.preamble import RAISES, TRIPS

PREAMBLE = TRIPS + RAISES


def run(page: WatchedPage, kind: str, code: str, **attributes: str | Literal[True]) -> None:
    """Run a program in a function of its own, which may await and finds `host`, and fail with its traceback."""
    page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<main id=host></main>')")
    body = textwrap.indent(textwrap.dedent(code), "    ")
    program = f"{PREAMBLE}\nasync def program():\n    host = document.getElementById('host')\n{body}\nawait program()\n"
    end = page.add_script(kind, program, **attributes)
    page.evaluate("() => document.querySelectorAll('#host').forEach((host) => host.remove())")
    if end["name"] != "done":
        page.said.clear()
        pytest.fail(f"{end.get('message')}\n{end.get('traceback')}", pytrace=False)
