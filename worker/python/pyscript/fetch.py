"""Requests: `await fetch(url)`, and `fetch_sync(url)`, for which Python waits.

    data = await fetch("data.json").json()
    data = fetch_sync("data.json").json()

Both take URLs that are relative to the page's. A status such as 404 is an answer, not an error: see `ok` and `status`.
"""

import json

from offthread import JsException, RemoteObject, release, window
from offthread._http import DEFAULT_TIMEOUT_SECONDS, RequestFailed, RequestTimeout, send
from offthread._native import CPYTHON

_OPTIONS = "method, headers, body, credentials and timeout"


def fetch(url, timeout=None, **options):
    """Request a URL through the page's own `fetch`, which says what the options are.

    Await it for the response, or one of the methods of a response for its body at once: `await fetch(url).text()`. With
    `timeout`, awaiting raises TimeoutError after that many seconds.
    """
    options = {key: value for key, value in options.items() if value is not None}
    if timeout is not None:
        limit = window.AbortSignal.timeout(timeout * 1000)
        signal = options.get("signal")
        options["signal"] = window.AbortSignal.any([signal, limit]) if signal is not None else limit
    return _Pending(window.fetch(url, options), url, timeout)


async def _settled(promise, url, timeout):
    try:
        return await promise
    except JsException as error:
        if timeout is not None and error.name == "TimeoutError":
            raise RequestTimeout(f"{url} timed out: no answer within {timeout} seconds [OT602]") from None
        raise


class _Pending:
    """A response on its way."""

    def __init__(self, promise, url, timeout):
        self._promise = promise
        self._url = url
        self._timeout = timeout

    async def _response(self):
        return Response(await _settled(self._promise, self._url, self._timeout), self._url, self._timeout)

    def __await__(self):
        return self._response().__await__()

    if not CPYTHON:

        def __iter__(self):
            return self._response()

    async def text(self):
        """Wait for the body as text."""
        return await (await self._response()).text()

    async def json(self):
        """Wait for the body as the data that its JSON stands for."""
        return await (await self._response()).json()

    async def bytearray(self):
        """Wait for the body as a bytearray."""
        return await (await self._response()).bytearray()

    async def arrayBuffer(self):
        """Wait for the body as a memoryview."""
        return await (await self._response()).arrayBuffer()

    async def blob(self):
        """Wait for the body as a Blob of the page."""
        return await (await self._response()).blob()


class Response:
    """A response of the page: its methods give values of Python, all else is the page's own (`ok`, `status` …)."""

    def __init__(self, remote, url, timeout):
        self._remote = remote
        self._asked_for = url
        self._timeout = timeout

    def __getattr__(self, name):
        return getattr(self._remote, name)

    async def _body(self, method):
        return await _settled(getattr(self._remote, method)(), self._asked_for, self._timeout)

    async def text(self):
        """Return the body as text."""
        return await self._body("text")

    async def json(self):
        """Return the data that the body's JSON stands for."""
        return json.loads(await self.text())

    async def bytearray(self):
        """Return the body as a bytearray."""
        buffer = await self._body("arrayBuffer")
        data = bytearray(buffer.to_bytes())
        # It may be large, and MicroPython would hold it for long.
        release(buffer)
        return data

    async def arrayBuffer(self):
        """Return the body as a memoryview."""
        return memoryview(await self.bytearray())

    async def blob(self):
        """Return the body as a Blob of the page."""
        return await self._body("blob")


def fetch_sync(
    url,
    method="GET",
    headers=None,
    body=None,
    credentials="same-origin",
    timeout=DEFAULT_TIMEOUT_SECONDS,
    **others,
):
    """Request a URL and wait for the whole response. Only this worker waits; the page goes on.

    The options are those of `fetch` as far as there are any for a request that is waited for: `headers` is a dict or a
    list of pairs, `body` text or bytes; `credentials="include"` sends cookies to other origins as well; `timeout` is in
    seconds.

        response = fetch_sync("/api/items", method="POST", body=json.dumps(item))
        if response.ok:
            print(response.json())

    Raises ConnectionError where there is no answer or the page may not read it, TimeoutError after the deadline (both
    are OSError), ValueError for what is no request, TypeError for other options.
    """
    for name in others:
        raise TypeError(f"fetch_sync() has the options {_OPTIONS}; `{name}` is one for `await fetch(…)`")
    if credentials not in ("same-origin", "include"):
        raise ValueError(f"credentials={credentials!r}: a request that is waited for knows 'same-origin' and 'include'")
    pairs = [(str(name), str(value)) for name, value in _items(headers)]
    if isinstance(body, str):
        body = body.encode()
        if not any(name.lower() == "content-type" for name, _ in pairs):
            pairs.append(("Content-Type", "text/plain;charset=UTF-8"))
    elif isinstance(body, RemoteObject):
        raise TypeError("fetch_sync() sends text or bytes; an object of the page is one for `await fetch(…)`")
    if not isinstance(url, str):
        url = str(url)
    return SyncResponse(send(_normalized(method), url, pairs, body, timeout, credentials == "include"))


def _items(headers):
    if headers is None:
        return []
    return headers.items() if hasattr(headers, "items") else headers


def _normalized(method):
    # As `fetch` does: these in any case, and PATCH as it is written.
    upper = method.upper()
    return upper if upper in ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT") else method


class Headers:
    """The headers of a response; names are looked up in any case."""

    def __init__(self, pairs):
        self._values = {name.lower(): value for name, value in pairs}

    def __getitem__(self, name):
        return self._values[name.lower()]

    def __contains__(self, name):
        return name.lower() in self._values

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __repr__(self):
        return f"Headers({self._values})"

    def get(self, name, default=None):
        """Return the value of a header, or the default."""
        return self._values.get(name.lower(), default)

    def has(self, name):
        """Tell whether there is a header."""
        return name in self

    def keys(self):
        """Return the names, in lower case."""
        return self._values.keys()

    def values(self):
        """Return the values."""
        return self._values.values()

    def items(self):
        """Return names and values."""
        return self._values.items()


class SyncResponse:
    """A response that is all there: what `Response` has, without `await`, and as often as it is asked for."""

    def __init__(self, answer):
        self.status = answer.status
        self.statusText = answer.reason
        self.ok = 200 <= answer.status < 300
        self.url = answer.url
        self.headers = Headers(answer.headers)
        self._body = answer.body

    def __repr__(self):
        return f"<SyncResponse {self.status} of {self.url}, {len(self._body)} bytes>"

    def text(self):
        """Return the body as text. Like `fetch`, it takes every body for UTF-8."""
        data = self._body[3:] if self._body[:3] == b"\xef\xbb\xbf" else self._body
        try:
            return data.decode()
        except UnicodeError:
            # Not every interpreter can replace what is no UTF-8.
            return data.decode("utf-8", "replace") if CPYTHON else window.TextDecoder.new().decode(data)

    def json(self):
        """Return the data that the body's JSON stands for."""
        return json.loads(self.text())

    def bytearray(self):
        """Return the body as a bytearray."""
        return bytearray(self._body)

    def arrayBuffer(self):
        """Return the body as a memoryview."""
        return memoryview(self._body)

    def blob(self):
        """Return the body as a Blob of the page."""
        return window.Blob.new([self._body], type=self.headers.get("content-type", ""))


__all__ = ["RequestFailed", "RequestTimeout", "fetch", "fetch_sync"]
