"""Programs that test names of `pyscript`: in the worker that a page's scripts share, or in one of their own."""

from __future__ import annotations

import textwrap
from typing import Literal

import pytest
from browser.page import WatchedPage

PREAMBLE = """\
import offthread
from js import document, window
from offthread import JsException, errors, round_trips

class trips:
    "Asserts how many round trips the block makes."
    def __init__(self, expected):
        self.expected = expected
    def __enter__(self):
        self.before = round_trips()
    def __exit__(self, kind, *_):
        if kind is None:
            made = round_trips() - self.before
            assert made == self.expected, "made %d round trips instead of %d" % (made, self.expected)
        return False

def raises(kind, action, *args, **options):
    "Returns the exception of that kind that the action raises."
    try:
        result = action(*args, **options)
    except kind as error:
        return error
    raise AssertionError("%r was returned and nothing raised" % (result,))
"""


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
