"""A request that Python waits for: the worker stands still until the whole answer is there, the page does not.

`send` is all there is; `pyscript.fetch_sync` and, in CPython, `urllib`, `http.client`, urllib3 and requests
(`_http_client.py`) are made of it. worker/http.js is its other half.
"""

import _offthread_port as port

from ._failures import settle
from ._native import CPYTHON, crosses, keep_body, take_bytes

# A request without a deadline of its own has this one: nothing hangs.
DEFAULT_TIMEOUT_SECONDS = 60
# Larger numbers do not cross from MicroPython; this one is twelve days.
_LONGEST_MS = 0x3FFFFFFF

# OUTCOME in worker/http.js.
_ANSWERED = 0
_FAILED = 1
_TIMED_OUT = 2
_INVALID = 3

if CPYTHON:
    RequestFailed = ConnectionError
    RequestAborted = ConnectionAbortedError
    RequestTimeout = TimeoutError
else:
    # MicroPython has none of these; they bear the names that CPython's have, and are an OSError as well.
    RequestFailed = type("ConnectionError", (OSError,), {})
    RequestAborted = type("ConnectionAbortedError", (RequestFailed,), {})
    RequestTimeout = type("TimeoutError", (OSError,), {})


class Answer:
    """What came back: `status`, `reason`, the `url` after redirects, `headers` as (name, value) pairs, `body`."""

    def __init__(self, status, reason, url, headers, body):
        self.status = status
        self.reason = reason
        self.url = url
        self.headers = headers
        self.body = body


def send(method, url, headers, body, timeout, credentials=False):
    """Perform a request and wait for its answer. Every status is an answer, 404 and 500 included.

    `headers` are pairs of text, `body` is bytes or None, `timeout` is in seconds (None for the usual deadline). With
    `credentials`, cookies go to other origins as well. A relative `url` is relative to the page's.

    Raises ConnectionError where there is no answer that Python may read, TimeoutError after the deadline, and
    ValueError for what is no request. All three name the request.
    """
    lines = []
    for name, value in headers:
        line = f"{name}:{value}"
        if ":" in name or any(bad in line for bad in "\r\n\0"):
            raise invalid(f"{method} {url}", f"{name!r}: {value!r} is no header")
        lines.append(line)
    text = "\n".join(lines)
    seconds = DEFAULT_TIMEOUT_SECONDS if timeout is None else timeout
    if seconds <= 0:
        raise invalid(f"{method} {url}", f"its timeout is {seconds} seconds, and has to be more than 0")
    for part in (method, url, text):
        if not crosses(part):
            raise invalid(f"{method} {url}", f"{part!r} has characters that cannot be sent")
    if body is not None:
        keep_body(body)
    # The browser is to see what was written before, such as a cookie that goes with the request.
    settle()
    outcome = port.http_request(method, url, text, max(1, int(min(seconds * 1000, _LONGEST_MS))), credentials)
    if outcome == _ANSWERED:
        status, reason, final, lines = port.take(), port.take(), port.take(), port.take()
        return Answer(status, reason, final, _pairs(lines), take_bytes())
    if outcome == _TIMED_OUT:
        raise RequestTimeout(f"{method} {url} timed out: no answer within {seconds} seconds [OT602]")
    if outcome == _FAILED:
        raise failure(f"{method} {url}")
    if outcome == _INVALID:
        raise invalid(f"{method} {url}", port.take())
    raise KeyboardInterrupt


def failure(request):
    """Return the error of a request that has got no answer."""
    return RequestFailed(
        f"{request} failed, and browsers do not tell why: there is no such server, it cannot be reached, or "
        "it is of another origin and does not let this page read its answer, which the header "
        "Access-Control-Allow-Origin (CORS) would do. The browser's console may know more [OT601]"
    )


def invalid(request, reason):
    """Return the error of what is no request."""
    return ValueError(f"{request} cannot be sent: {reason} [OT603]")


def _pairs(lines):
    pairs = []
    for line in lines.split("\r\n"):
        if line:
            name, _, value = line.partition(":")
            pairs.append((name, value.strip()))
    return pairs
