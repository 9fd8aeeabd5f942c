"""`xworker`: this worker, as code in it sees it. `polyscript.xworker` and `pyscript.sync` are from here.

Functions by name and messages go both ways:

    from polyscript import xworker
    xworker.sync.mean = lambda numbers: sum(numbers) / len(numbers)   # the page: await worker.sync.mean([1, 2])
    answer = xworker.sync.ask("Why?")                                 # the page: worker.sync.ask = (text) => ...
    xworker.onmessage = lambda event: print(event.data)               # the page: worker.postMessage({...})
    xworker.postMessage({"done": True})                               # the page: worker.onmessage = (event) => ...
"""

from . import remote
from ._native import is_coroutine, isinstance, spawn
from ._values import RemoteBase
from ._waiting import service, sleep, wait

# Messages that nobody has taken yet; a worker that never takes any must not grow for ever.
_MOST_WAITING = 1000


class _Sync:
    """Functions by name: those of the page to be called, whose results are waited for, and those the page may call."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "sleep":
            return sleep

        def call(*args):
            result = getattr(service("sync_functions")(), name)(*args)
            # A function that returns nothing is nothing to wait for.
            return None if result is None else wait(result)

        return call

    def __setattr__(self, name, function):
        if not callable(function):
            raise TypeError(f"sync.{name} must be a function, and it is {function!r}")
        service("expose")(name, function)

    def __repr__(self):
        return "<functions of the page and of this worker>"


class MessageEvent:
    """A message from the page: its `data` is a copy in natural Python values."""

    type = "message"

    def __init__(self, data):
        self.data = data


class _XWorker:
    """This worker."""

    def __init__(self):
        self.sync = _Sync()
        self.onerror = None
        self.onmessageerror = None
        self._handler = None
        self._waiting = []

    @property
    def window(self):
        """The page's global object."""
        return remote.window

    @property
    def onmessage(self):
        """What is called with the page's messages, and with those that have come already."""
        return self._handler

    @onmessage.setter
    def onmessage(self, handler):
        self._handler = handler
        waiting, self._waiting = self._waiting, []
        for event in waiting:
            self._deliver(event)

    def postMessage(self, data, transfer=None):
        """Send a message to the page, where it is an event of the worker: its `onmessage`."""
        service("post_message")(data)

    polyfill = False  # PolyScript's sign of a bridge without shared memory

    def isWindowProxy(self, value):
        """Tell whether a value is an object of the page."""
        return isinstance(value, RemoteBase)

    def _deliver(self, event):
        if self._handler is None:
            if len(self._waiting) < _MOST_WAITING:
                self._waiting.append(event)
            return
        result = self._handler(event)
        if is_coroutine(result):
            spawn(result)


xworker = _XWorker()


def deliver(data):
    """Take a message of the page, which has made a copy of what it sends."""
    xworker._deliver(MessageEvent(data.to_py() if isinstance(data, RemoteBase) else data))
