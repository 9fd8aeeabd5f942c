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

from .display import HTML, display
from .events import when
from .fetch import fetch, fetch_sync
from .workers import PyWorker, create_named_worker, workers

document = window.document
sync = _xworker.sync
sys.modules["pyscript.js_modules"] = js_modules


# Names that few programs use, and where they are: imported when they are first asked for.
_LAZY = {
    "CorruptEntry": "_storage",
    "Storage": "_storage",
    "StorageError": "_storage",
    "WebSocket": "websocket",
    "storage": "_storage",
}
_SUBMODULES = ("flatted", "fs", "media", "websocket")


def __getattr__(name):
    """Import a name that few programs use."""
    if name in _LAZY:
        module = _import("pyscript." + _LAZY[name])
        value = getattr(module, name)
    elif name in _SUBMODULES:
        value = _import("pyscript." + name)
    else:
        raise AttributeError(f"module 'pyscript' has no attribute '{name}'")
    globals()[name] = value
    return value


def _import(path):
    __import__(path)
    return sys.modules[path]


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


__all__ = [
    "HTML",
    "PyWorker",
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
