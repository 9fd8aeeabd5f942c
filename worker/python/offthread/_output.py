"""What is logged goes to the console with its level, and in MicroPython standard error is apart from standard output.

A handler of `logging` that writes to standard error, as handlers do unless they are told otherwise, gives whole
messages to `console.debug`, `info`, `warn` or `error` here. Handlers with streams of their own are left alone. Called
by `_run.py`.
"""

import sys

import _offthread_port as port

from ._native import CPYTHON, isinstance


def _level(number):
    if number >= 40:
        return "error"
    if number >= 30:
        return "warning"
    return "info" if number >= 20 else "debug"


def _change(logging, stderr, say):
    write = logging.StreamHandler.emit

    def emit(self, record):
        """Write a record: to the console, where that is the handler's stream."""
        if self.stream is not stderr:
            return write(self, record)
        # Its own level, as MicroPython's handlers look at it only here.
        if record.levelno < self.level:
            return None
        try:
            say(_level(record.levelno), self.format(record))
        except Exception as error:
            if not CPYTHON or isinstance(error, RecursionError):
                raise
            self.handleError(record)

    logging.StreamHandler.emit = emit


if CPYTHON:

    def install():
        """Have records of `logging` go to the console."""
        import logging  # asyncio has imported it

        _change(logging, sys.stderr, port.log)

else:
    import io

    # As in `_native.py`: what is written to it goes where it has been aimed at.
    _device = open("/dev/offthread", "r+b")  # noqa: SIM115 - never closed

    def _say(level, text):
        port.aim_log(level)
        _device.write(text)

    class _StandardError(io.IOBase):
        """`sys.stderr`, which is the same stream as `sys.stdout` in MicroPython itself."""

        def write(self, data):
            if len(data):
                port.aim_stderr()
                _device.write(data)
            return len(data)

        def flush(self):
            pass

        @property
        def buffer(self):
            return self

    class _Sys:
        """MicroPython's `sys`, whose own attributes cannot be replaced."""

        __name__ = "sys"
        stderr = _StandardError()

        def __getattr__(self, name):
            return getattr(sys, name)

        def __setattr__(self, name, value):
            setattr(sys, name, value)

        def __dir__(self):
            return dir(sys)

    class _Logging:
        """`logging`, until something of it is used: then the real one takes its place."""

        __name__ = "logging"

        def __getattr__(self, name):
            return getattr(_real_logging(), name)

        def __setattr__(self, name, value):
            setattr(_real_logging(), name, value)

    _loaded = []

    def _real_logging():
        if not _loaded:
            del sys.modules["logging"]
            import logging

            _change(logging, _Sys.stderr, _say)
            _loaded.append(logging)
        return _loaded[0]

    def install():
        """Replace `sys`, and `logging` once it is used."""
        sys.modules["sys"] = _Sys()
        sys.modules["logging"] = _Logging()
