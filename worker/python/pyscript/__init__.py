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
    "CorruptEntry": "_storage",
    "Storage": "_storage",
    "StorageError": "_storage",
    "WebSocket": "websocket",
    "context": "context",
    "ffi": "ffi",
    "flatted": "flatted",
    "fs": "fs",
    "js_import": "_imports",
    "media": "media",
    "py_import": "_imports",
    "storage": "_storage",
    "util": "util",
    "web": "web",
    "websocket": "websocket",
}


class _Storage:
    """The module `pyscript.storage`, whose import must not hide the function of that name."""

    __name__ = "pyscript.storage"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_import("pyscript._storage"), name)


sys.modules["pyscript.storage"] = _Storage()


def current_target():
    """Return the id of the element that output of the running script goes to."""
    return _current_target().id


def __getattr__(name):
    if name not in _LATER:
        raise AttributeError(f"module 'pyscript' has no attribute {name!r}")
    module = _import("pyscript." + _LATER[name])
    found = module if _LATER[name] == name else getattr(module, name)
    globals()[name] = found
    return found


def _import(path):
    __import__(path)
    return sys.modules[path]


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
