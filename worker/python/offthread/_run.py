"""Entry points for the interpreters' adapters: prepare the interpreter, run scripts, describe what they raise.

No exception leaves this module: a failed run returns a description, which the adapter turns into an error of
JavaScript. (MicroPython does not survive exceptions that cross into JavaScript.)
"""

import asyncio
import sys
import time

import _offthread_port as port

from . import _dispatch, _in_time, _output, _tracebacks, _waiting, _workers, remote
from ._failures import settle
from ._modes import set_mode
from ._native import CPYTHON
from ._objects import RemoteClass

if CPYTHON:
    import os

    # These modules of Pyodide work on the worker's own JavaScript, which they must have found before `js` is replaced.
    import pyodide.http  # noqa: F401
    from pyodide.code import eval_code, eval_code_async

    from . import _import_hooks, _pyodide_names
else:
    from . import _micropython_names


def install(unawaited, mode):
    """Make `js` the page's global object. Returns what the near end calls: see Dispatcher in near_end/index.js.

    `mode` is that of the bridge; `unawaited` is called with the description of every exception of a task that nobody
    awaits.
    """
    sys.modules["js"] = remote.window
    _adapt_builtins()
    if CPYTHON:
        _import_hooks.install()
        _pyodide_names.install()
    set_mode(mode)

    def report(loop, context):
        error = context.get("exception")
        if error is None:
            loop.default_exception_handler(context)
        elif not _is_plain_exit(error):
            unawaited(*_describe(error))

    asyncio.get_event_loop().set_exception_handler(report)
    _dispatch.on_failed(lambda error: unawaited(*_describe(error)))
    return _dispatch.call, _dispatch.forget, _dispatch.failed, _dispatch.overrun, _interrupt


def _adapt_builtins():
    import builtins

    builtins.input = _waiting.read_line
    _output.install()
    if CPYTHON:
        # Unless the config says otherwise, figures are shown by `display`.
        os.environ.setdefault("MPLBACKEND", "module://offthread.matplotlib_backend")
        time.sleep = _waiting.sleep
        sys.stdin = _waiting.StandardInput()
        _watch_event_loop()
        _listen_to_signals()
        return
    _micropython_names.install()
    sys.modules["time"] = _Time()
    original = isinstance

    def is_instance(value, classes):
        """Tell whether a value is an instance, of the page's classes as well: MicroPython has no __instancecheck__."""
        if original(classes, RemoteClass):
            return classes.__instancecheck__(value)
        if type(classes) is tuple:
            return any(is_instance(value, one) for one in classes)
        return original(value, classes)

    builtins.isinstance = is_instance


class _Time:
    """MicroPython's `time`, whose own functions cannot be replaced."""

    def __init__(self):
        for name in dir(time):
            if not name.startswith("__"):
                setattr(self, name, getattr(time, name))
        self.__name__ = "time"
        self.sleep = _waiting.sleep
        self.sleep_ms = lambda ms: _waiting.sleep(ms / 1000)
        self.sleep_us = lambda us: _waiting.sleep(us / 1000000)


# By which the page knows the script that began last: output without a target goes after it.
script = ""


def begin(key, code):
    """Say which script runs next."""
    global script
    script = key
    _in_time.note_source(code)


def offer_handle():
    """Give the page the functions of its handle of this interpreter."""
    from . import _handle

    _handle.offer()


def _describe(error):
    described = _tracebacks.report(error)
    return [described.type, described.message, described.traceback, described.file, described.line]


def _is_plain_exit(error):
    return isinstance(error, SystemExit) and (not error.args or error.args[0] in (None, 0))


if CPYTHON:
    import __main__

    def run(code, file):
        """Run a script. Returns None, or a description of what it raised."""
        try:
            eval_code(code, __main__.__dict__, return_mode="none", filename=file)
            settle()
            _workers.offer(__main__.__dict__)
        except BaseException as error:
            return _failure(error)
        finally:
            flush()

    async def run_async(code, file):
        """Run a script that may have a top-level await. Returns None, or a description of what it raised."""
        running = _Script(eval_code_async(code, __main__.__dict__, return_mode="none", filename=file))
        try:
            await running
            settle()
            _workers.offer(__main__.__dict__)
        except BaseException as error:
            return _failure(error)
        finally:
            _scripts.remove(running)
            flush()

    # Scripts that have begun and not ended.
    _scripts = []

    class _Script:
        """A script's coroutine, which can be interrupted while it awaits something.

        A task can only be cancelled; the script is to see KeyboardInterrupt, and go on if it catches that.
        """

        def __init__(self, coroutine):
            self.coroutine = coroutine
            self.task = asyncio.current_task()
            self.interrupted = False
            _scripts.append(self)

        def __await__(self):
            return self

        def __iter__(self):
            return self

        def __next__(self):
            return self.coroutine.send(None)

        def send(self, value):
            return self.coroutine.send(value)

        def throw(self, error, *rest):
            if self.interrupted and isinstance(error, asyncio.CancelledError):
                self.interrupted = False
                self.task.uncancel()
                error = KeyboardInterrupt()
            return self.coroutine.throw(error)

        def close(self):
            self.coroutine.close()

    def _interrupt():
        """Interrupt what the script that has not ended awaits."""
        for script in _scripts:
            script.interrupted = True
            script.task.cancel()

    def _watch_event_loop():
        """Have the page know when the event loop runs something."""
        run = asyncio.Handle._run

        def watched(handle):
            port.enter()
            try:
                return run(handle)
            finally:
                port.leave()

        asyncio.Handle._run = watched

    def _listen_to_signals():
        """Make the page's urgent calls when it sends their signal."""
        import signal

        signal.signal(signal.SIGUSR1, lambda number, frame: port.serve_urgent())

    def _failure(error):
        return None if _is_plain_exit(error) else _describe(error)

    def flush():
        """Give the worker what was printed without a line end. A program's own streams are its own affair."""
        sys.__stdout__.flush()
        sys.__stderr__.flush()

    def flush_when_idle():
        """The same while nothing runs. Returns whether an interrupt hit it, which is for what is awaited."""
        try:
            flush()
        except KeyboardInterrupt:
            flush()
            return True
        return False

else:
    _scope = __import__("__main__").__dict__
    _kept = []

    def _interrupt():
        """MicroPython tells nobody which tasks there are; promises of the page are interrupted by the near end."""

    def run(code, file):
        """Run a script. Returns 0, or 1 where `kept` has a description of what it raised."""
        try:
            exec(compile(code, file, "exec"), _scope)
        except BaseException as error:
            return 0 if _is_plain_exit(error) else _keep(_describe(error))
        return end()

    def end():
        """End a script: raise what its commands failed with. Returns as `run`."""
        try:
            settle()
            _workers.offer(_scope)
        except BaseException as error:
            return _keep(_describe(error))
        return 0

    def needs_await(code):
        """Tell whether a script has a top-level await, which `compile` does not know."""
        try:
            compile(code, "<test>", "exec")
        except SyntaxError as error:
            return "await" in str(error) or "async" in str(error)
        except BaseException:
            return False
        return False

    def keep_text(type_name, text):
        """Keep the description of an exception of which only the printed form is left."""
        described = _tracebacks.report_text(type_name, text)
        if type_name == "SystemExit" and described.message in ("", "0", "None"):
            return 0
        return _keep([described.type, described.message, described.traceback, described.file, described.line])

    def _keep(description):
        _kept[:] = description
        return 1

    def kept(index):
        """Return one field of the description of the last failure."""
        return _kept[index]

    place_stdin = _tracebacks.place_stdin
