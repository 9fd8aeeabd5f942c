"""Waiting that costs no CPU, answers the page's calls meanwhile, and ends when the worker is interrupted."""

import sys

import _offthread_port as port

from . import _status as S
from ._native import CPYTHON, isinstance
from ._values import RemoteBase, finish, operate

_SERVICE = port.op.SERVICE


def service(name):
    """Return a function that the page offers beside its global object."""
    return finish(operate(_SERVICE, port.root, "", (name,)))


def wait(promise=None, timeout=None, serve=True):
    """Block until a promise of the page has settled; return its value, or raise what it is rejected with.

    `timeout` is in seconds; TimeoutError is raised when they are over (OSError in MicroPython). Without a promise, just
    let that time pass. Calls of the page are answered meanwhile, unless `serve` is False. What is no promise is
    returned as it is.

        response = offthread.wait(window.fetch("data.json"), timeout=10)
    """
    if timeout is not None and timeout < 0:
        raise ValueError("timeout must not be negative")
    if promise is None:
        if timeout is None:
            raise TypeError("wait() needs a promise or a timeout")
        return sleep(timeout, serve)
    if not isinstance(promise, RemoteBase):
        return promise
    stack = "" if serve else _stack()
    status = port.await_promise(promise._ot_ref, -1 if timeout is None else timeout, serve, stack)
    if status == S.TIMED_OUT:
        raise _timed_out(timeout)
    return finish(status)


def sleep(seconds, serve=True):
    """Let time pass: `time.sleep`."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if not port.sleep(seconds, serve):
        raise KeyboardInterrupt


def read_line(prompt=""):
    """Ask the person at the page for a line: `input`. Raises EOFError where that is cancelled."""
    from . import _run

    if CPYTHON:
        sys.stdout.flush()
    answer = service("input")(str(prompt), _run.script)
    try:
        text = wait(answer)
    except BaseException:
        answer.cancel()
        raise
    if text is None:
        raise EOFError("input was cancelled")
    return text


if CPYTHON:
    import io
    import traceback

    class StandardInput(io.TextIOBase):
        """`sys.stdin`: lines that a person types, as for `input`. Cancelling is the end of the file."""

        encoding = "utf-8"

        def readable(self):
            return True

        _rest = ""

        def readline(self, size=-1):
            line = self._rest or self._ask()
            end = len(line) if size is None or size < 0 else size
            self._rest = line[end:]
            return line[:end]

        @staticmethod
        def _ask():
            try:
                return read_line() + "\n"
            except EOFError:
                return ""

        def read(self, size=-1):
            if size is not None and size >= 0:
                return self.readline(size)
            return "".join(iter(self.readline, ""))

    def _stack():
        return "".join(traceback.format_stack()[:-2])

    def _timed_out(seconds):
        return TimeoutError(f"the promise did not settle within {seconds} s")

else:

    def _stack():
        return "(MicroPython does not tell where it is)"

    def _timed_out(seconds):
        # MicroPython has no TimeoutError; its asyncio has one of its own.
        return OSError(110, f"the promise did not settle within {seconds} s")
