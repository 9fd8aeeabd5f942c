"""The bridge's behaviour suite: each test is a Python program that runs in each interpreter and each mode."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest
from browser.page import WatchedPage
from browser.preamble import TRIPS

Run = Callable[..., None]

PREAMBLE = (
    TRIPS
    + """\
def raises(kind, action, *args):
    "Returns the exception of that kind that the action raises, or that rises because of it at the next wait."
    try:
        result = action(*args)
        offthread.sync()
    except kind as error:
        return error
    raise AssertionError("%r was returned and nothing raised" % (result,))

def echo(value):
    "Sends a value to the page and gets it back."
    return window.echo(value)
"""
)

SETUP = """() => {
    window.echo = (value) => value;
    // Calls a function in a task of its own: within an operation of Python's, it would be answered at once.
    window.soon = (callback) => new Promise((resolve) => setTimeout(resolve)).then(() => callback());
    document.body.insertAdjacentHTML("beforeend", "<main id=host></main>");
}"""

# What Python waits for; docs/modes.md says what each mode is for.
MODES = ("strict", "default", "fast")

CLEAN_UP = """() => {
    document.querySelectorAll("#host").forEach((host) => host.remove());
}"""


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    """Each mode of the bridge in turn."""
    return str(request.param)


@pytest.fixture
def run(warm: WatchedPage, kind: str, mode: str) -> Run:
    """Return a function that runs Python in the page's worker and fails the test with its traceback if it raises.

    `page` is JavaScript to run on the page before it. Programs find their mode as MODE.
    """

    def run(code: str, *, page: str | None = None) -> None:
        warm.evaluate(SETUP)
        if page is not None:
            warm.evaluate(page)
        name = f"bridge_test_{kind}"
        # A function of its own, so that the programs do not meet each other's names; async, so that all may await.
        body = textwrap.indent(textwrap.dedent(code), "        ")
        program = (
            f"{PREAMBLE}\nMODE = {mode!r}\nasync def {name}():\n    with offthread.{mode}():\n"
            f"        host = document.getElementById('host')\n{body}\nawait {name}()\n"
        )
        end = warm.add_script(kind, program)
        warm.evaluate(CLEAN_UP)
        if end["name"] != "done":
            warm.said.clear()
            pytest.fail(f"{end.get('message')}\n{end.get('traceback')}", pytrace=False)

    return run
