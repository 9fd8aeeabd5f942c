"""The script that is running, as the page knows it."""

from . import _run
from ._waiting import service


def current_script():
    """Return the element of the running script; None where the code came from elsewhere."""
    return service("script")(_run.script)


def current_target():
    """Return the element that output of the running script goes to, made after the script when first needed."""
    return service("target")(_run.script)
