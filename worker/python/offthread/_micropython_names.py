"""MicroPython's own module `jsffi` for code that was written for it, where `js` is the page."""

import sys

import jsffi as _native

from ._objects import RemoteMethod
from ._values import RemoteBase


class _JsFfi:
    """`jsffi`, with objects of the page; what is not here is MicroPython's own."""

    __name__ = "jsffi"
    JsException = _native.JsException
    # Of `isinstance`, which takes several.
    JsProxy = (_native.JsProxy, RemoteBase, RemoteMethod)

    def __getattr__(self, name):
        if name in ("create_proxy", "to_js"):
            from . import _javascript

            return getattr(_javascript, name)
        return getattr(_native, name)


def install():
    """Have `import jsffi` give this one."""
    sys.modules["jsffi"] = _JsFfi()
