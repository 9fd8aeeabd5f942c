"""The names of PolyScript: the running script, this worker, other workers.

    from polyscript import currentScript, xworker

`currentScript` and `target` are those of the script that began last. `ffi` does many operations in one trip, `JSON`
writes values that refer to themselves, `IDBMap` and `IDBMapSync` are classes of the page whose entries are in
IndexedDB; each is imported when it is first used.
"""

import sys

from offthread import workers
from offthread._config import config
from offthread._script import current_script, current_target
from offthread._waiting import service, wait
from offthread._xworker import xworker

from . import js_modules

__all__ = [
    "JSON",
    "IDBMap",
    "IDBMapSync",
    "XWorker",
    "config",
    "currentScript",
    "ffi",
    "js_modules",
    "lazy_py_modules",
    "storage",
    "target",
    "workers",
    "xworker",
]


def XWorker(url, **options):
    """Run a file in a worker of its own; `type` is by default the one that the file's name says.

    `async_=False` is the option `async`, a word that Python keeps for itself. Returns the worker as the page has it:
    await its `ready`, call `worker.sync.name(...)`, set `worker.sync.name = function`.
    """
    if "async_" in options:
        options["async"] = options.pop("async_")
    return service("create_worker")(url, options)


async def lazy_py_modules(*names):
    """Install packages that the config does not list, and return their modules as a list.

    A package is named as in the config's `packages`; its module is the first part of its name.
    """
    from offthread._packages_later import install_and_import

    return await install_and_import(names)


async def storage(name):
    """Open a map that outlives the page: an IDBMapSync, which is a Map of JavaScript with `sync()` and `close()`.

    It is an object of the page, in the database `IDBMap/NAME`. Rejects where the browser lets the page keep nothing.
    `pyscript.storage` is the dict of Python that does the same.
    """
    module = await service("storage_module")()
    return await module.openMap(name)


def __getattr__(name):
    if name in ("IDBMap", "IDBMapSync"):
        return getattr(wait(service("storage_module")()), name)
    if name == "ffi":
        # `from . import ffi` would ask this function again.
        __import__("polyscript.ffi")
        return sys.modules["polyscript.ffi"]
    if name == "JSON":
        from ._json import JSON

        return JSON
    if name == "currentScript":
        return current_script()
    if name == "target":
        return current_target().id
    raise AttributeError(f"module 'polyscript' has no attribute {name!r}")
