"""The examples, served and importable."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from browser.page import DEADLINE_SECONDS
from browser.site import DIST
from offthread.dev_server import ServeOptions, create_app
from offthread.server import run_in_thread
from playwright.sync_api import expect

EXAMPLES = Path(__file__).parents[2] / "examples"

# Playwright's own default is five seconds, which Pyodide alone may need to start.
expect.set_options(timeout=DEADLINE_SECONDS * 1000)


@pytest.fixture(scope="session")
def examples_url() -> Iterator[str]:
    """Serve the examples as `offthread serve examples` does; the URL has no slash at its end."""
    with run_in_thread(create_app(EXAMPLES, ServeOptions(reload=False, dist=DIST))) as url:
        yield url.rstrip("/")


@pytest.fixture
def import_example(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], ModuleType]]:
    """Return a function that imports one module of an example, to be used without its page."""
    before = set(sys.modules)

    def import_example(example: str, name: str) -> ModuleType:
        monkeypatch.syspath_prepend(str(EXAMPLES / example))
        return importlib.import_module(name)

    yield import_example
    # The examples' modules have names that others may want.
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(EXAMPLES)):
            del sys.modules[name]
