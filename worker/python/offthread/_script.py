"""The script that is running, as the page knows it."""

from . import _run
from ._waiting import service

_known = {}


def _ask(name):
    # What the page offers stays as it is, so that only the first of these asks for the function.
    function = _known.get(name)
    if function is None:
        function = _known[name] = service(name)
    return function(_run.script)


def current_script():
    """Return the element of the running script; None where the code came from elsewhere."""
    return _ask("script")


def current_target():
    """Return the element that output of the running script goes to, made after the script when first needed."""
    return _ask("target")
