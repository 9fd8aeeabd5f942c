"""Entry points for the interpreters' adapters: prepare the interpreter, run scripts, describe what they raise.

No exception leaves this module: a failed run returns a description, which the adapter turns into an error of
JavaScript. (MicroPython does not survive exceptions that cross into JavaScript.)
"""

import asyncio
import functools
import sys
import time

import _offthread_port as port

from . import _dispatch, _tracebacks, remote
from ._failures import settle
from ._modes import set_mode
from ._native import CPYTHON
from ._objects import RemoteClass

if CPYTHON:
    # These modules of Pyodide work on the worker's own JavaScript, which they must have found before `js` is replaced.
    import pyodide.http  # noqa: F401
    from pyodide.code import eval_code, eval_code_async


def install(unawaited, mode):
    """Make `js` the page's global object. Returns what the near end calls: see Dispatcher in near_end/index.js.

    `mode` is that of the bridge; `unawaited` is called with the description of every exception of a task that nobody
    awaits.
    """
    sys.modules["js"] = remote.window
    _adapt_builtins()
    set_mode(mode)

    def report(loop, context):
        error = context.get("exception")
        if error is None:
            loop.default_exception_handler(context)
        elif not _is_plain_exit(error):
            unawaited(*_describe(error))

    asyncio.get_event_loop().set_exception_handler(report)
    _dispatch.on_failed(lambda error: unawaited(*_describe(error)))
    return _dispatch.call, _dispatch.forget, _dispatch.failed


def _adapt_builtins():
    import builtins

    if CPYTHON:
        # What blocks must not keep the page from what was written before. (MicroPython writes at once.)
        time.sleep = _flushing(time.sleep)
        builtins.input = _flushing(builtins.input)
        return
    original = isinstance

    def is_instance(value, classes):
        """Tell whether a value is an instance, of the page's classes as well: MicroPython has no __instancecheck__."""
        if original(classes, RemoteClass):
            return classes.__instancecheck__(value)
        if type(classes) is tuple:
            return any(is_instance(value, one) for one in classes)
        return original(value, classes)

    builtins.isinstance = is_instance


def _flushing(function):
    @functools.wraps(function)
    def flushing(*args, **kwargs):
        port.flush()
        return function(*args, **kwargs)

    return flushing


# Id of the element whose script began last: output without a target goes after it.
script = ""


def begin(element_id):
    """Say which script runs next."""
    global script
    script = element_id


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
        except BaseException as error:
            return _failure(error)
        finally:
            _flush()

    async def run_async(code, file):
        """Run a script that may have a top-level await. Returns None, or a description of what it raised."""
        try:
            await eval_code_async(code, __main__.__dict__, return_mode="none", filename=file)
            settle()
        except BaseException as error:
            return _failure(error)
        finally:
            _flush()

    def _failure(error):
        return None if _is_plain_exit(error) else _describe(error)

    def _flush():
        sys.stdout.flush()
        sys.stderr.flush()

else:
    _scope = __import__("__main__").__dict__
    _kept = []

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
