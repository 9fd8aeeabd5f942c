"""Running Python on a page and seeing what became of it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest
from browser.page import WatchedPage
from browser.preamble import RAISES

Run = Callable[..., None]

PREAMBLE = (
    RAISES
    + """

async def raises_later(kind, awaitable):
    "Returns the exception of that kind that awaiting raises."
    try:
        result = await awaitable
    except kind as error:
        return error
    raise AssertionError("%r was returned and nothing raised" % (result,))
"""
)


def program(code: str) -> str:
    """Return a program in a function of its own, with what those of these tests need."""
    body = textwrap.indent(textwrap.dedent(code), "    ")
    return f"{PREAMBLE}\n\nasync def test_program():\n{body}\nawait test_program()\n"


def run(page: WatchedPage, kind: str, code: str, **attributes: str | bool) -> None:
    """Run a program and fail the test with its traceback if it raises."""
    given = {name: True if value is True else str(value) for name, value in attributes.items()}
    end = page.add_script(kind, program(code), **given)  # type: ignore[arg-type]
    if end["name"] != "done":
        pytest.fail(f"{end.get('message')}\n{end.get('traceback')}", pytrace=False)
