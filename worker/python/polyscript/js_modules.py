"""Modules of JavaScript that the config lists: `from polyscript.js_modules import chart`.

Those of `js_modules.main` are the page's: they are loaded when they are first used, and used like any object of the
page. Those of `js_modules.worker` are in this worker, and used through the interpreter's own JavaScript. Where both
have a name, the worker's is meant. `pyscript.js_modules` is the same module.
"""

import sys

import _offthread_config as _given
from offthread._waiting import service, wait

_main = _given.main_modules.split("\n") if _given.main_modules else []
_worker = _given.worker_modules.split("\n") if _given.worker_modules else []
_loaded = {}


def _load(name):
    found = _loaded.get(name)
    if found is None:
        if name in _worker:
            found = __import__("_offthread_js_" + str(_worker.index(name)))
        elif name in _main:
            found = wait(service("js_module")(name))
        else:
            known = ", ".join(_main + _worker) or "none"
            raise ImportError(f"the config lists no module {name!r} in `js_modules`, which has {known} [OT214]")
        _loaded[name] = found
    return found


class _Module:
    """What `import polyscript.js_modules.chart` gives: the module is loaded with its first name."""

    def __init__(self, name):
        self._ot_name = name

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_load(self._ot_name), name)


for _name in _main + _worker:
    for _package in ("polyscript", "pyscript"):
        sys.modules[_package + ".js_modules." + _name] = _Module(_name)


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return _load(name)
