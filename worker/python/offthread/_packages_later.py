"""Packages that a script asks for while it runs: `py_import` of `pyscript`, `lazy_py_modules` of
`polyscript`.

worker/packages.js installs them.
"""

import json

import _offthread_packages as _installer


def _module_name(package):
    # Of a wheel it is the first part of the file's name, of a requirement what stands before a version or an extra.
    name = package.split("?")[0].split("/")[-1]
    if name.endswith(".whl"):
        name = name.split("-")[0]
    for mark in "[<>=!~;@ .":
        name = name.split(mark)[0]
    return name.replace("-", "_")


def _import_module(name):
    # MicroPython's `sys.modules` has none of those that are built in.
    module = __import__(name)
    for part in name.split(".")[1:]:
        module = getattr(module, part)
    return module


def _is_there(name):
    try:
        _import_module(name)
    except ImportError:
        return False
    return True


async def install_and_import(packages):
    """Install packages and return their modules as a list. Raises ImportError with the reason where that fails."""
    missing = [package for package in packages if not _is_there(_module_name(package))]
    reason = await _installer.install(json.dumps(missing)) if missing else ""
    if reason:
        raise ImportError(reason)
    return [_import_module(_module_name(package)) for package in packages]
