"""The names that PyScript's users import: the page, output, events, requests, and workers.

A page in a few lines:

    from pyscript import display, document, when

    @when("click", "#go")
    def go(event):
        display("Hello", target="out")
"""

import sys

from offthread import window
from offthread._config import config
from offthread._script import current_target as _current_target
from offthread._xworker import xworker as _xworker
from polyscript import js_modules

from .display import HTML, clear, display
from .events import when
from .fetch import fetch, fetch_sync
from .workers import PyWorker, create_named_worker, workers

document = window.document
sync = _xworker.sync
sys.modules["pyscript.js_modules"] = js_modules


def current_target():
    """Return the id of the element that output of the running script goes to."""
    return _current_target().id


__all__ = [
    "HTML",
    "PyWorker",
    "clear",
    "config",
    "create_named_worker",
    "current_target",
    "display",
    "document",
    "fetch",
    "fetch_sync",
    "js_modules",
    "sync",
    "when",
    "window",
    "workers",
]
