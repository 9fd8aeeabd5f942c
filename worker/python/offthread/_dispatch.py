"""Calls from the page: run the function, and send what it returned or raised.

The page's promise for a call settles here. Nothing ever escapes into JavaScript as an exception: MicroPython does not
survive that.
"""

import _offthread_port as port

from . import _callables
from ._failures import failed as _error_of
from ._failures import settle
from ._native import is_coroutine, spawn
from ._tracebacks import report
from ._values import check, put, read
from .errors import HandlerOverrun, JsException

_RETURN = port.op.RETURN
_THROW = port.op.THROW
_LATER = port.op.LATER


def call(callable_id, call_id, wanted, argc, walk):
    """Run a function that the page calls.

    `wanted` is 0 where nobody looks at the result, 1 where somebody will, 2 where the page stands still for it, 3 where
    it stands still and of the result only False and text matter.
    """
    try:
        function = _callables.get(callable_id)
        _callables.running.append(function)
        try:
            result = function(*[read(walk) for _ in range(argc)])
        finally:
            _callables.running.pop()
        if is_coroutine(result):
            if wanted > 1:
                check(port.begin(_LATER, call_id, 0))
                check(port.issue(0))
            spawn(_finish_later(call_id, wanted in (1, 2), result))
            return
        if wanted:
            settle()
        if wanted == 3 and result is not False and not isinstance(result, str):
            result = None
        _answer(call_id, result if wanted else None)
    except BaseException as error:
        fail(call_id, error)


async def _finish_later(call_id, wanted, coroutine):
    try:
        result = await coroutine
        if wanted:
            settle()
        _answer(call_id, result if wanted else None)
    except BaseException as error:
        fail(call_id, error)
    port.flush()


def _answer(call_id, value):
    # A result is what an argument is: None is undefined, as it is for a function without `return`.
    if value is None:
        check(port.answer(call_id))
        return
    check(port.begin(_RETURN, call_id, 0))
    try:
        put(value, 0, [])
    except BaseException:
        port.abort()
        raise
    check(port.issue(1))


def fail(call_id, error):
    """Reject the page's promise for a call with an exception."""
    try:
        _throw(call_id, error)
    except BaseException as worse:
        # An exception whose own text fails, for example. The page must hear of the call all the same.
        port.abort()
        _throw(call_id, RuntimeError(f"{type(error).__name__}, and describing it failed: {type(worse).__name__}"))


def _throw(call_id, error):
    described = report(error)
    check(port.begin(_THROW, call_id, 0))
    for text in (described.type, described.message, described.traceback, described.file):
        put(text, 0, [])
    check(port.put(described.line))
    check(port.put_exception(_callables.id_of(error)))
    # An error of the page that only passes through Python goes on as itself.
    passing = isinstance(error, JsException) and error.from_page
    check(port.put(passing))
    put(error.thrown if passing else None, 0, [])
    check(port.issue(8))


forget = _callables.forget


def _serve_declared(*args):
    # Few pages declare events, so what sees to them is imported with the first.
    from . import _declared

    return _declared.serve(*args)


_callables.build_in(_callables.DECLARED, _serve_declared)


_on_failed = [None]


def on_failed(report):
    """Set what is told of commands that failed after the turn that issued them."""
    _on_failed[0] = report


def report_unawaited(error):
    """Report an exception that is nobody's who waits."""
    _on_failed[0](error)


def overrun(callable_id, milliseconds):
    """Report a handler for which the page has waited in vain."""
    function = _callables.find(callable_id)
    if function is not None:
        where = _callables.describe(function)
        report_unawaited(
            HandlerOverrun(
                f"{where} decides about events and took {milliseconds} ms; the page went on without it. "
                "Decide first and do the work in a task, or raise bridge.sync_deadline_ms in the config [OT209]"
            )
        )


def failed(count, walk):
    """Report commands that nobody waited for and that failed."""
    report_unawaited(_error_of(count, lambda: read(walk)))
