"""The library in CPython: compiled before anything of it runs, and from then on in memory instead of files.

A copy of Pyodide's memory is taken when `keep` has run (interpreters/pyodide_memory.js), so whoever begins with that
compiles nothing, and reads no file. Nothing of the library has been executed by then: its classes are made with
functions of C and of JavaScript that each worker has anew.

Not part of a package, whose `__init__` would run first. Called by interpreters/pyodide.js; MicroPython has files.
"""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location

# What the library imports as it starts, but for what Pyodide itself has imported by then (a test sees to both).
DEPENDENCIES = ("pyodide.http",)

# By the name of the module.
_files = {}
# By the file, which exists nowhere else.
_code = {}
_sources = {}


class _Loader(SourceFileLoader):
    """A loader of files that are here and not in a folder: for tracebacks and `inspect`, they have their sources."""

    def get_code(self, name):
        return _code[self.path]

    def get_data(self, path):
        return _sources[path].encode()


class _Finder:
    """The first finder: knows the modules of the library."""

    def find_spec(self, name, path=None, target=None):
        file = _files.get(name)
        return file and spec_from_file_location(name, file, loader=_Loader(name, file))


def keep(sources, folder):
    """Compile the library, and have it imported from memory: `sources` by their paths in `folder`."""
    for path, source in sources.items():
        file = f"{folder}/{path}"
        _files[path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")] = file
        _sources[file] = source
        _code[file] = compile(source, file, "exec", dont_inherit=True)
    for name in DEPENDENCIES:
        __import__(name)
    sys.meta_path.insert(0, _Finder())


def refresh():
    """Make what a copy of a memory has of its time and its dice that of this worker."""
    # Starting with a copy extends the path once more.
    sys.path[:] = dict.fromkeys(sys.path)
    modules = sys.modules
    if "random" in modules:
        modules["random"].seed()
    if "logging" in modules:
        import time

        # `relativeCreated` counts from when it was imported.
        modules["logging"]._startTime = time.time_ns()
