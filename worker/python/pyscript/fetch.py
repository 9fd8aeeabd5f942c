"""Requests: `await fetch(url)`, and `fetch_sync(url)`, for which Python waits.

    data = await fetch("data.json").json()
    data = fetch_sync("data.json").json()
    async for chunk in fetch("large.csv").stream():
        ...

All take URLs that are relative to the page's. A status such as 404 is an answer, not an error: see `ok` and `status`.
What fails raises what Python's own clients raise: ConnectionError, ConnectionAbortedError, TimeoutError, which are
OSError, and ValueError for what is no request.
"""

import json

from offthread import JsException, RemoteObject, gather, release, wait, window
from offthread._http import (
    DEFAULT_TIMEOUT_SECONDS,
    Answer,
    RequestAborted,
    RequestFailed,
    RequestTimeout,
    failure,
    invalid,
    send,
)
from offthread._native import CPYTHON

from ._sync_response import SyncResponse


def fetch(url, timeout=None, **options):
    """Request a URL through the page's own `fetch`, which says what the options are.

    Await it for the response, or one of the methods of a response for its body at once: `await fetch(url).text()`. With
    `timeout`, awaiting raises TimeoutError after that many seconds; with the `signal` of an AbortController,
    ConnectionAbortedError when that is aborted.
    """
    request = _Request(url, timeout, options)
    return _Pending(request, window.fetch(request.url, request.options))


class _Request:
    """What was asked for, to tell what went wrong."""

    def __init__(self, url, timeout, options):
        self.url = url if isinstance(url, (str, RemoteObject)) else str(url)
        self.timeout = timeout
        options = {key: value for key, value in options.items() if value is not None}
        if timeout is not None:
            limit = window.AbortSignal.timeout(timeout * 1000)
            signal = options.get("signal")
            options["signal"] = window.AbortSignal.any([signal, limit]) if signal is not None else limit
        self.options = options

    def __str__(self):
        url = self.url if isinstance(self.url, str) else self.url.url or str(self.url)
        return f"{self.options.get('method', 'GET').upper()} {url}"

    def error(self, error):
        """Return what Python raises for an error of the page."""
        if error.name == "TimeoutError":
            return RequestTimeout(f"{self} timed out: no answer within {self.timeout or 'the given'} seconds [OT602]")
        if error.name == "AbortError":
            return RequestAborted(f"{self} was aborted by its signal [OT604]")
        if error.name != "TypeError":
            return error
        # The page has one error for all others; what is no request cannot even be made.
        try:
            window.Request.new(self.url, self.options)
        except JsException as reason:
            return invalid(self, reason.message)
        return failure(self)

    async def settled(self, promise):
        """Wait for a promise of the page."""
        try:
            return await promise
        except JsException as error:
            raise self.error(error) from None

    def wait(self, promise):
        """Stand still until a promise of the page is settled."""
        try:
            return wait(promise)
        except JsException as error:
            raise self.error(error) from None


class _Pending:
    """A response on its way."""

    def __init__(self, request, promise):
        self._request = request
        self._promise = promise

    async def _response(self):
        return Response(self._request, await self._request.settled(self._promise))

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

    def stream(self):
        """Return the body's parts as they come: `async for chunk in fetch(url).stream()`."""
        return Stream(self._response)


class Response:
    """A response of the page: its methods give values of Python, all else is the page's own (`ok`, `status` …)."""

    def __init__(self, request, remote):
        self._request = request
        self._remote = remote

    def __getattr__(self, name):
        return getattr(self._remote, name)

    async def _body(self, method):
        return await self._request.settled(getattr(self._remote, method)())

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

    def stream(self):
        """Return the body's parts, bytes, as they come: `async for chunk in response.stream()`."""
        return Stream(self._itself)

    async def _itself(self):
        return self


class Stream:
    """The parts of a body as they come. After a loop that ends early, `await stream.aclose()` ends the download."""

    def __init__(self, response):
        self._response = response
        self._request = None
        self._reader = None
        self._is_over = False

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self._is_over:
            raise StopAsyncIteration
        if self._reader is None:
            response = await self._response()
            self._request = response._request
            if response.body is None:
                self._is_over = True
                raise StopAsyncIteration
            self._reader = response.body.getReader()
        part = await self._request.settled(self._reader.read())
        done, value = gather(part, "done", "value")
        if done:
            self._is_over = True
            raise StopAsyncIteration
        data = value.to_bytes()
        release(part, value)
        return data

    async def aclose(self):
        """End the download, unless it has ended."""
        if self._reader is not None and not self._is_over:
            self._is_over = True
            await self._reader.cancel()


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

    The options are those of `fetch`: `headers` is a dict or a list of pairs, `body` text, bytes, or an object of the
    page such as a FormData; `credentials="include"` sends cookies to other origins as well; `timeout` is in seconds.

        response = fetch_sync("/api/items", method="POST", body=json.dumps(item))
        if response.ok:
            print(response.json())

    Raises ConnectionError where there is no answer or the page may not read it, TimeoutError after the deadline (both
    are OSError), ValueError for what is no request.
    """
    others = {key: value for key, value in others.items() if value is not None}
    if others or isinstance(body, RemoteObject) or credentials not in ("same-origin", "include"):
        # The worker's own requests know neither these options nor objects of the page; the page does.
        others.update({"method": method, "headers": headers, "body": body, "credentials": credentials})
        return _fetch_by_page(url, timeout, others)
    pairs = [(str(name), str(value)) for name, value in _items(headers)]
    if isinstance(body, str):
        body = body.encode()
        if not any(name.lower() == "content-type" for name, _ in pairs):
            pairs.append(("Content-Type", "text/plain;charset=UTF-8"))
    if not isinstance(url, str):
        url = str(url)
    return SyncResponse(send(_normalized(method), url, pairs, body, timeout, credentials == "include"))


def _fetch_by_page(url, timeout, options):
    if timeout is not None and timeout <= 0:
        raise invalid(f"{options['method']} {url}", f"its timeout is {timeout} seconds, and has to be more than 0")
    request = _Request(url, DEFAULT_TIMEOUT_SECONDS if timeout is None else timeout, options)
    response = request.wait(window.fetch(request.url, request.options))
    body = request.wait(response.arrayBuffer())
    status, reason, final = gather(response, "status", "statusText", "url")
    headers = [(name, value) for name, value in window.Array.from_(response.headers).to_py()]
    return SyncResponse(Answer(status, reason, final, headers, body.to_bytes()))


def _items(headers):
    if headers is None:
        return []
    return headers.items() if hasattr(headers, "items") else headers


def _normalized(method):
    # As `fetch` does: these in any case, and PATCH as it is written.
    upper = method.upper()
    return upper if upper in ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT") else method


__all__ = ["RequestAborted", "RequestFailed", "RequestTimeout", "fetch", "fetch_sync"]
