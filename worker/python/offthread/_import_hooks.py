"""Have modules of others changed when they are imported, and not before: CPython only.

Importing urllib takes longer than many a script runs, so that nothing of it is touched until a program asks for it.
"""

import sys
from importlib.machinery import ModuleSpec

_CHANGES = {
    "http.client": ("_http_client", "change_http_client"),
    "urllib.request": ("_http_client", "change_urllib"),
    "micropip._compat._compat_in_pyodide": ("_pyodide_names", "change_micropip"),
    "pyodide.ffi.wrappers": ("_pyodide_names", "change_wrappers"),
}


def _changes(name):
    """Return which of our modules changes a module, and the name of the function there, or None."""
    # By their ends, as others bring copies of these two of their own: pip._vendor.requests.
    if _ends(name, "urllib3.connection"):
        return "_http_client", "change_urllib3"
    if _ends(name, "requests.adapters"):
        return "_http_client", "change_requests"
    if _ends(name, "httpx._transports.default"):
        return "_httpx", "change_httpx"
    return _CHANGES.get(name)


def _ends(name, tail):
    return name.endswith(tail) and name[: -len(tail)][-1:] in ("", ".")


class _Finder:
    """The first finder: passes over all but a few names, and has those found by the others."""

    def find_spec(self, name, path=None, target=None):
        if _ends(name, "urllib3.contrib.emscripten"):
            # urllib3's own way of doing requests in Pyodide takes `js` for the worker's JavaScript and would start
            # workers on the page.
            return ModuleSpec(name, _NothingToInject())
        change = _changes(name)
        if change is None:
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not self else None
            if spec is not None:
                spec.loader = _Loader(spec.loader, change)
                return spec
        return None


class _Loader:
    """A loader that changes the module which another one has loaded."""

    def __init__(self, loader, change):
        self._loader = loader
        self._change = change

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        module.__spec__.loader = module.__loader__ = self._loader
        _apply(self._change, module)


class _NothingToInject:
    """The loader of a module in the place of `urllib3.contrib.emscripten`."""

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        module.inject_into_urllib3 = lambda: None


def _apply(change, module):
    ours, function = change
    path = "offthread." + ours
    __import__(path)
    getattr(sys.modules[path], function)(module)


def install():
    """Watch imports from now on, and change what has been imported already."""
    sys.meta_path.insert(0, _Finder())
    for name, module in list(sys.modules.items()):
        change = _changes(name)
        if change is not None:
            _apply(change, module)
