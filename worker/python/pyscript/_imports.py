"""Imports while a program runs: modules of JavaScript on the page, packages of Python in the worker."""

from offthread._packages_later import install_and_import
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
    return await install_and_import(packages)
