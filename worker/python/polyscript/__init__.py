"""The names of PolyScript: the running script, this worker, other workers.

    from polyscript import currentScript, xworker

`currentScript` and `target` are those of the script that began last.
"""

from offthread import workers
from offthread._config import config
from offthread._script import current_script, current_target
from offthread._waiting import service
from offthread._xworker import xworker

from . import js_modules

__all__ = ["XWorker", "config", "currentScript", "js_modules", "target", "workers", "xworker"]


def XWorker(url, **options):
    """Run a file in a worker of its own; `type` is by default the one that the file's name says.

    `async_=False` is the option `async`, a word that Python keeps for itself. Returns the worker as the page has it:
    await its `ready`, call `worker.sync.name(...)`, set `worker.sync.name = function`.
    """
    if "async_" in options:
        options["async"] = options.pop("async_")
    return service("create_worker")(url, options)


def __getattr__(name):
    if name == "currentScript":
        return current_script()
    if name == "target":
        return current_target().id
    raise AttributeError(f"module 'polyscript' has no attribute {name!r}")
