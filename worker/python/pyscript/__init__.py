"""The names that PyScript's users import: the page, output, events, requests, and workers.

A page in a few lines:

    from pyscript import display, document, when

    @when("click", "#go")
    def go(event):
        display("Hello", target="out")

What only some programs use is imported when it is first asked for: `_LATER` says from where.
"""

import sys

from offthread import window
from offthread._config import config
from offthread._script import current_target as _current_target
from offthread._xworker import xworker as _xworker
from polyscript import js_modules

from ._place import RUNNING_IN_WORKER
from .display import HTML, clear, display
from .events import Event, when
from .fetch import fetch, fetch_sync
from .workers import PyWorker, create_named_worker, workers

document = window.document
sync = _xworker.sync
sys.modules["pyscript.js_modules"] = js_modules

# Names, and the submodules that have them; a submodule itself is under its own name.
_LATER = {
    "context": "context",
    "ffi": "ffi",
    "flatted": "flatted",
    "js_import": "_imports",
    "py_import": "_imports",
    "util": "util",
    "web": "web",
}


def current_target():
    """Return the id of the element that output of the running script goes to."""
    return _current_target().id


def __getattr__(name):
    if name not in _LATER:
        raise AttributeError(f"module 'pyscript' has no attribute {name!r}")
    path = "pyscript." + _LATER[name]
    __import__(path)
    module = sys.modules[path]
    found = module if _LATER[name] == name else getattr(module, name)
    globals()[name] = found
    return found


__all__ = [
    "HTML",
    "RUNNING_IN_WORKER",
    "Event",
    "PyWorker",
    "clear",
    "config",
    "create_named_worker",
    "current_target",
    "display",
    "document",
    "fetch",
    "fetch_sync",
    "js_import",
    "js_modules",
    "py_import",
    "sync",
    "when",
    "window",
    "workers",
]
