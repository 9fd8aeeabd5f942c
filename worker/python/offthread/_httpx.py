"""httpx without sockets: its two transports, the one that waits and the one that is awaited. CPython only.

httpx would go through httpcore, which needs sockets and TLS contexts. Its transports are made to be replaced, and that
is done when its module is imported (`_import_hooks.py`): `httpx.Client` then takes requests that are waited for
(`_http.py`), `httpx.AsyncClient` those of the page, whose bodies are streamed.
"""

import asyncio

from . import _http
from ._http_client import _OF_THE_WIRE

# The browser's own, which the page would pass over as well; worker/http.js has all of them.
_NOT_SENT = ("accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent")


def change_httpx(module):
    """Have httpx's transports ask the browser."""
    module.HTTPTransport = _make_transport(module)
    module.AsyncHTTPTransport = _make_async_transport(module)


def _seconds(request):
    """Return the deadline of a request: what httpx waits for the answer at most."""
    limits = [value for value in request.extensions.get("timeout", {}).values() if value is not None]
    return max(limits) if limits else None


def _check_scheme(module, request):
    # The browser would take what has none for relative to the page.
    if request.url.scheme not in ("http", "https"):
        raise module.UnsupportedProtocol(f"{request.url} is neither http nor https [OT603]", request=request)


def _raised(module, error, request):
    if isinstance(error, TimeoutError):
        return module.ReadTimeout(str(error), request=request)
    if isinstance(error, ValueError):
        return module.UnsupportedProtocol(str(error), request=request)
    return module.ConnectError(str(error), request=request)


def _response(module, request, status, reason, url, headers, stream):
    # httpx tells the URL of the request as that of the response, and the browser has followed redirects.
    if url:
        request.url = module.URL(url)
    # As bytes: httpx would take text for ASCII, and on the wire it is Latin-1.
    kept = [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in headers
        if name not in _OF_THE_WIRE and name != "content-length"
    ]
    extensions = {"reason_phrase": reason.encode("ascii", "replace"), "http_version": b"HTTP/1.1"}
    return module.Response(status, headers=kept, stream=stream, extensions=extensions)


def _make_transport(module):
    class HTTPTransport(module.BaseTransport):
        """Requests that are waited for. What options it has are the browser's affair."""

        def __init__(self, **options):
            pass

        def handle_request(self, request):
            _check_scheme(module, request)
            body = b"".join(request.stream)
            headers = request.headers.multi_items()
            try:
                answer = _http.send(request.method, str(request.url), headers, body or None, _seconds(request))
            except (OSError, ValueError) as error:
                raise _raised(module, error, request) from error
            stream = _Parts(answer.body)
            return _response(module, request, answer.status, answer.reason, answer.url, answer.headers, stream)

    class _Parts(module.SyncByteStream):
        def __init__(self, data):
            self._data = data

        def __iter__(self):
            yield self._data

    return HTTPTransport


def _make_async_transport(module):
    class AsyncHTTPTransport(module.AsyncBaseTransport):
        """Requests of the page."""

        def __init__(self, **options):
            pass

        async def handle_async_request(self, request):
            from pyscript.fetch import fetch

            from . import window

            _check_scheme(module, request)
            body = b"".join([part async for part in request.stream])
            headers = [pair for pair in request.headers.multi_items() if pair[0].lower() not in _NOT_SENT]
            controller = window.AbortController.new()
            try:
                response = await fetch(
                    str(request.url),
                    method=request.method,
                    headers=headers,
                    body=body or None,
                    signal=controller.signal,
                    timeout=_seconds(request),
                )
            except asyncio.CancelledError:
                controller.abort()
                raise
            except (OSError, ValueError) as error:
                raise _raised(module, error, request) from error
            answered = window.Array.from_(response.headers).to_py()
            stream = _Parts(response.stream(), request)
            return _response(module, request, response.status, response.statusText, response.url, answered, stream)

    class _Parts(module.AsyncByteStream):
        def __init__(self, stream, request):
            self._stream = stream
            self._request = request

        async def __aiter__(self):
            try:
                async for part in self._stream:
                    yield part
            except OSError as error:
                raise _raised(module, error, self._request) from error

        async def aclose(self):
            await self._stream.aclose()

    return AsyncHTTPTransport
