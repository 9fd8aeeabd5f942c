"""Offthread in the worker: the page's objects as Python objects, and what the bridge itself can tell.

    from offthread import document, window

    document.title = "Hello from a worker"
    window.alert("plain synchronous code")

Every name of the page is also importable from `js`, as in `from js import localStorage`.
"""

import json

import _offthread_port as _port

from . import errors
from ._bulk import assign, gather, map, query
from ._failures import sync
from ._in_time import mark as in_time
from ._kinds import (
    RemoteArray,
    RemoteBuffer,
    RemoteDate,
    RemoteError,
    RemoteIterable,
    RemoteIterator,
    RemoteMapping,
    RemotePromise,
    RemoteSequence,
    RemoteSet,
    RemoteSymbol,
)
from ._modes import batch, default, fast, strict
from ._objects import RemoteClass, RemoteFunction, RemoteMethod, RemoteObject
from ._profile import profile
from ._values import BigInt
from ._waiting import wait
from ._workers import workers
from .errors import BridgeError, JsException
from .remote import release, window

in_worker = True
document = window.document


def round_trips():
    """Return how many times this worker has waited for the page so far.

    before = round_trips()
    document.title
    assert round_trips() == before + 1
    """
    return _port.round_trips()


def stats():
    """Return the bridge's counters: roundTrips, commands, bytes, callables, settlements."""
    return json.loads(_port.stats())


class scope:
    """Release the page objects that were kept in it when the block ends.

        with scope() as keep:
            rows = keep(document.querySelectorAll("tr"))

    CPython lets go of a proxy as soon as nothing refers to it, so that a scope only says so; MicroPython collects
    between two turns of the event loop, so that a long loop needs one.
    """

    def __enter__(self):
        self._kept = []
        return self.keep

    def keep(self, proxy):
        """Have a proxy released at the end. Returns it."""
        self._kept.append(proxy)
        return proxy

    def __exit__(self, *_):
        release(*self._kept)
        return False


__all__ = [
    "BigInt",
    "BridgeError",
    "JsException",
    "RemoteArray",
    "RemoteBuffer",
    "RemoteClass",
    "RemoteDate",
    "RemoteError",
    "RemoteFunction",
    "RemoteIterable",
    "RemoteIterator",
    "RemoteMapping",
    "RemoteMethod",
    "RemoteObject",
    "RemotePromise",
    "RemoteSequence",
    "RemoteSet",
    "RemoteSymbol",
    "assign",
    "batch",
    "default",
    "document",
    "errors",
    "fast",
    "gather",
    "in_time",
    "in_worker",
    "map",
    "profile",
    "query",
    "release",
    "round_trips",
    "scope",
    "stats",
    "strict",
    "sync",
    "wait",
    "window",
    "workers",
]
