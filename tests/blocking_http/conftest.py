"""Pages beside routes that answer requests; see api.py."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

import pytest
from browser.page import WatchedPage
from browser.preamble import RAISES
from browser.site import DIST, Site
from offthread.dev_server import DevApp, ServeOptions, create_app
from offthread.policies import PolicyName
from offthread.server import run_in_thread

from .api import ApiApp, CorsApiApp, Holds, holds

Run = Callable[[str], None]

PREAMBLE = """\
import json
from pyscript import fetch, fetch_sync, window, document
from offthread import round_trips

ELSEWHERE = {elsewhere!r}
HERE = {here!r}

"""


def _app(kind: type[DevApp], root: Path, policy: PolicyName = "coop-coep") -> DevApp:
    app = create_app(root, ServeOptions(reload=False, dist=DIST, policy=policy))
    app.__class__ = kind
    return app


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a temporary folder and the routes; `site.elsewhere` is another origin that permits its use."""
    root = tmp_path_factory.mktemp("http")
    apps = [_app(ApiApp, root), _app(ApiApp, root, "none"), _app(CorsApiApp, root)]
    with ExitStack() as servers:
        urls = [servers.enter_context(run_in_thread(app)) for app in apps]
        yield Site(root, isolated=urls[0], plain=urls[1], elsewhere=urls[2])
        holds.is_over = True


@pytest.fixture
def holding() -> Holds:
    """Return what releases the requests that are held."""
    return holds


@pytest.fixture
def run(warm: WatchedPage, site: Site, kind: str, request: pytest.FixtureRequest) -> Run:
    """Return a function that runs Python and fails the test with its traceback if it raises.

    In the worker that scripts share, or in one of its own where a test module asks for "own" as well.
    """
    attributes: dict[str, Literal[True]] = {"worker": True} if getattr(request, "param", "shared") == "own" else {}

    def run(code: str) -> None:
        script = warm.insert_script(kind, program(code, site), **attributes)
        end = warm.wait_for_end(script)
        warm.evaluate("(id) => document.getElementById(id).remove()", script)
        if end["name"] != "done":
            warm.said.clear()
            pytest.fail(f"{end.get('message')}\n{end.get('traceback')}", pytrace=False)

    return run


def program(code: str, site: Site) -> str:
    """Return a program with what those of these tests need, in a function of its own."""
    body = textwrap.indent(textwrap.dedent(code), "    ")
    preamble = PREAMBLE.format(elsewhere=site.elsewhere, here=site.isolated) + RAISES
    return f"{preamble}\nasync def http_test():\n{body}\nawait http_test()\n"
