"""What a script runs in: the page, its config, whether it has a worker of its own. `pyscript` has the same names."""

from offthread import window
from offthread._config import config
from offthread._script import current_target as _current_target
from offthread._xworker import xworker as _xworker
from polyscript import js_modules

from ._imports import js_import, py_import
from ._place import RUNNING_IN_WORKER
from .workers import PyWorker

document = window.document
sync = _xworker.sync


def current_target():
    """Return the id of the element that output of the running script goes to."""
    return _current_target().id


__all__ = [
    "RUNNING_IN_WORKER",
    "PyWorker",
    "config",
    "current_target",
    "document",
    "js_import",
    "js_modules",
    "py_import",
    "sync",
    "window",
]
