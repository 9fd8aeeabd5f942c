"""What to do about a module that is missing: for tracebacks, and so only where nobody has caught the error."""

from ._native import CPYTHON


def hint(name):
    """Return the line of the config that would add a module, as far as that is known."""
    top = (name or "").split(".")[0]
    if not CPYTHON:
        return (
            f'If it is in a package, list that in the config: packages = ["{top}"], with the URL of its index in '
            "`index_urls`, or the URL of its wheel [OT526]"
        )
    import sys

    from _pyodide import _importhook

    package = _importhook.REPODATA_PACKAGES_IMPORT_TO_PACKAGE_NAME.get(top)
    if package:
        return f'Pyodide has it in a package. Add it to the config: packages = ["{package}"] [OT526]'
    if top in sys.stdlib_module_names:
        return "It is a part of Python that does not work in browsers, and no package has it [OT526]"
    if top in sys.modules:
        return f"The package `{top}` is installed, and this version of it has no such module [OT526]"
    return f'If it is in a package, add that to the config, such as: packages = ["{top}"] [OT526]'
