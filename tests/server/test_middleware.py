"""The middleware for ASGI and WSGI, in applications that know nothing about it."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from offthread import IsolationHeaders, IsolationHeadersWSGI, isolation_headers
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from .asgi import fetch

EXPECTED = dict(isolation_headers())


def has_isolation(headers: dict[str, str]) -> bool:
    return EXPECTED.items() <= headers.items()


def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


def fail(request: Request) -> Response:
    raise RuntimeError("on purpose")


def stream(request: Request) -> Response:
    return StreamingResponse(iter(["a", "b"]))


def starlette_app(folder: Path, **options: Any) -> Starlette:
    routes = [
        Route("/hello", hello),
        Route("/fail", fail),
        Route("/stream", stream),
        Mount("/files", StaticFiles(directory=folder)),
    ]
    return Starlette(routes=routes, **options)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/hello", 200), ("/stream", 200), ("/files/a.txt", 200), ("/missing", 404), ("/files/none", 404)],
)
def test_every_response_of_a_starlette_app_is_isolated(tmp_path: Path, path: str, status: int) -> None:
    (tmp_path / "a.txt").write_text("a")
    wrapped = IsolationHeaders(starlette_app(tmp_path))
    added = starlette_app(tmp_path, middleware=[Middleware(IsolationHeaders)])
    for app in (wrapped, added):
        reply = fetch(app, path)
        assert reply.status == status
        assert has_isolation(reply.headers)


def test_a_wrapped_app_is_isolated_even_when_it_fails(tmp_path: Path) -> None:
    reply = fetch(IsolationHeaders(starlette_app(tmp_path)), "/fail", raises=RuntimeError)
    assert reply.status == 500
    assert has_isolation(reply.headers)


def test_a_304_and_a_405_are_isolated(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    app = IsolationHeaders(starlette_app(tmp_path))
    tag = fetch(app, "/files/a.txt").headers["etag"]
    not_modified = fetch(app, "/files/a.txt", headers={"if-none-match": tag})
    refused = fetch(app, "/hello", method="POST")
    assert (not_modified.status, refused.status) == (304, 405)
    assert has_isolation(not_modified.headers)
    assert has_isolation(refused.headers)


@pytest.mark.parametrize("policy", ["coop-coep", "credentialless", "dip", "none"])
def test_each_policy_sends_its_own_headers(tmp_path: Path, policy: Any) -> None:
    plain = fetch(starlette_app(tmp_path), "/hello").headers
    isolated = fetch(IsolationHeaders(starlette_app(tmp_path), policy), "/hello").headers
    assert isolated == {**plain, **dict(isolation_headers(policy))}


def raw_app(message: dict[str, Any]) -> Callable[..., Any]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send(message)
        await send({"type": "http.response.body", "body": b"raw"})

    return app


def test_the_value_of_the_application_wins() -> None:
    own = (b"Cross-Origin-Resource-Policy", b"cross-origin")
    reply = fetch(IsolationHeaders(raw_app({"type": "http.response.start", "status": 200, "headers": [own]})), "/")
    assert reply.headers == {**EXPECTED, "cross-origin-resource-policy": "cross-origin"}


def test_a_raw_app_may_leave_its_headers_away_and_send_the_same_message_twice() -> None:
    message = {"type": "http.response.start", "status": 204}
    app = IsolationHeaders(raw_app(message))
    assert fetch(app, "/").headers == fetch(app, "/").headers == EXPECTED
    assert message == {"type": "http.response.start", "status": 204}


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
def test_other_scopes_pass_through_untouched(kind: str) -> None:
    seen: list[Any] = []

    async def app(*args: Any) -> None:
        seen.extend(args)

    async def unused(*args: Any) -> Any: ...

    scope = {"type": kind}
    asyncio.run(IsolationHeaders(app)(scope, unused, unused))
    assert seen[0] is scope
    assert seen[1] is seen[2] is unused


@pytest.mark.parametrize("middleware", [IsolationHeaders, IsolationHeadersWSGI])
def test_an_unknown_policy_is_refused_before_the_first_request(middleware: Any) -> None:
    with pytest.raises(ValueError, match="credentialless"):
        middleware(hello, policy="credential-less")


def call_wsgi(app: Callable[..., Iterable[bytes]]) -> tuple[str, dict[str, str], bytes]:
    """Call a WSGI application as a server does, with every rule of PEP 3333 checked on both sides."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written = io.BytesIO()

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        started.append((status, headers))
        return written.write

    environ: dict[str, Any] = {"QUERY_STRING": ""}
    setup_testing_defaults(environ)
    body = validator(app)(environ, start_response)
    try:
        content = b"".join(body)
    finally:
        body.close()  # type: ignore[attr-defined]
    status, headers = started[-1]
    lower = [name.lower() for name, _ in headers]
    assert len(lower) == len(set(lower))
    return status, {name.lower(): value for name, value in headers}, written.getvalue() + content


def wsgi_app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Cross-Origin-Opener-Policy", "unsafe-none")])
    return [b"wsgi"]


def test_a_wsgi_app_is_isolated_and_its_own_value_wins() -> None:
    status, headers, body = call_wsgi(validator(IsolationHeadersWSGI(validator(wsgi_app))))
    assert (status, body) == ("200 OK", b"wsgi")
    assert headers == {**EXPECTED, "content-type": "text/plain", "cross-origin-opener-policy": "unsafe-none"}


def test_a_wsgi_app_may_start_again_after_an_error() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        try:
            raise RuntimeError("on purpose")
        except RuntimeError:
            start_response("500 Oops", [("Content-Type", "text/plain")], sys.exc_info())
        return [b"failed"]

    status, headers, body = call_wsgi(IsolationHeadersWSGI(app))
    assert (status, body) == ("500 Oops", b"failed")
    assert has_isolation(headers)


def test_a_wsgi_app_may_write() -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])(b"written ")
        return [b"returned"]

    _, headers, body = call_wsgi(IsolationHeadersWSGI(app, "dip"))
    assert body == b"written returned"
    assert headers["document-isolation-policy"] == "isolate-and-credentialless"
