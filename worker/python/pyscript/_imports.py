"""Imports while a program runs: modules of JavaScript on the page, packages of Python in the worker."""

import _offthread_config as _given
from offthread._waiting import service


def js_import(*urls):
    """Import modules of JavaScript on the page: `[chart] = await js_import("./chart.js")`.

    Relative URLs are relative to the page. Several are loaded at the same time.
    """
    return service("import_modules")(list(urls))


async def py_import(*packages):
    """Install packages of Python and import them: `[regex, yaml] = await py_import("regex", "pyyaml>=6")`.

    In Pyodide they are pip's requirements or URLs of wheels, in MicroPython names for `mip` and the index that the
    config names. What is imported is the module of a package's name; import others yourself after that. Returns a list.

    Raises ImportError where a package cannot be installed, or has no module of its name.
    """
    names = [_module_name(package) for package in packages]
    missing = [package for package, name in zip(packages, names) if not _is_there(name)]
    if missing:
        reason = await _given.install("\n".join(missing))
        if reason:
            raise ImportError(f"py_import() could not install {', '.join(missing)}: {reason} [OT231]")
    return [_import_module(name) for name in names]


def _module_name(package):
    """Return the name of a module that a requirement or the URL of a wheel most likely has."""
    name = package.split("/")[-1].split("-")[0] if "/" in package else package
    for end in "[<>=!~@; ":
        name = name.split(end)[0]
    return name.strip().replace("-", "_")


def _is_there(name):
    try:
        _import_module(name)
    except ImportError:
        return False
    return True


def _import_module(name):
    module = __import__(name)
    for part in name.split(".")[1:]:
        module = getattr(module, part)
    return module
