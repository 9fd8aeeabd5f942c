"""The server of these tests: the dev server's pages, and beside them routes that answer in every way under /api/."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl

from offthread.dev_server import DevApp
from offthread.middleware import Message, Receive, Scope, Send
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
EVERY_BYTE = bytes(range(256))


class Holds:
    """Requests that are answered when a test says so. A name is used by one test only."""

    def __init__(self) -> None:
        self.waiting: set[str] = set()
        self.released: set[str] = set()
        self.is_over = False
        self.names = 0

    def new_name(self, purpose: str) -> str:
        """Return a name that no other test uses."""
        self.names += 1
        return f"{purpose}-{self.names}"

    def release(self, name: str) -> None:
        """Have the request under a name answered."""
        self.released.add(name)

    async def wait(self, name: str) -> None:
        """Wait for the release of a name; the test is in another thread."""
        self.waiting.add(name)
        while name not in self.released and not self.is_over:
            await asyncio.sleep(0.01)


holds = Holds()


async def _echo(request: Request) -> Response:
    return JSONResponse(
        {
            "method": request.method,
            "query": request.url.query,
            "headers": {name.decode(): value.decode("latin-1") for name, value in request.headers.raw},
            "body": (await request.body()).hex(),
        }
    )


async def _bytes(request: Request) -> Response:
    sent = await request.body()
    return Response(sent or EVERY_BYTE, media_type="application/octet-stream")


async def _status(request: Request) -> Response:
    status = request.path_params["status"]
    return Response(None if status in (204, 304) else f"the body of {status}", status, media_type="text/plain")


async def _redirect(request: Request) -> Response:
    return RedirectResponse(request.query_params["to"], request.path_params["status"])


async def _headers(request: Request) -> Response:
    response = Response("headers", headers={"X-One": "1", "X-Latin": "caf\xe9"})
    response.headers.append("X-Many", "a")
    response.headers.append("X-Many", "b")
    return response


async def _gzip(request: Request) -> Response:
    return Response(gzip.compress(b"unpacked " * 1000), headers={"Content-Encoding": "gzip"})


async def _hold(request: Request) -> Response:
    await holds.wait(request.path_params["name"])
    return Response("released", media_type="text/plain")


async def _stream(request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"first"
        await holds.wait(request.path_params["name"])
        yield b"second"

    return StreamingResponse(parts(), media_type="application/octet-stream")


_routes = {
    "echo": _echo,
    "bytes": _bytes,
    "status/{status:int}": _status,
    "redirect/{status:int}": _redirect,
    "headers": _headers,
    "gzip": _gzip,
    "hold/{name}": _hold,
    "stream/{name}": _stream,
}
_api = Starlette(routes=[Route(f"/api/{path}", call, methods=METHODS) for path, call in _routes.items()])


class ApiApp(DevApp):
    """The dev server with the routes, which only pages of the same origin may read."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("/api/"):
            await _api(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class CorsApiApp(ApiApp):
    """The same, and pages of every origin may read all of it; `?cors=no` takes that back."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or dict(parse_qsl(scope["query_string"].decode())).get("cors") == "no":
            await super().__call__(scope, receive, send)
            return
        given = {name.decode(): value.decode() for name, value in scope["headers"]}
        permissions = {
            "access-control-allow-origin": given.get("origin", "*"),
            "access-control-allow-credentials": "true",
            "access-control-allow-methods": ", ".join(METHODS),
            "access-control-allow-headers": given.get("access-control-request-headers", ""),
            "access-control-expose-headers": "x-one, x-latin, x-many",
        }

        async def send_with_permissions(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = message.get("headers", ())
                added = [(name.encode(), value.encode()) for name, value in permissions.items()]
                message = {**message, "headers": [*own, *added]}
            await send(message)

        if scope["method"] == "OPTIONS":
            await Response()(scope, receive, send_with_permissions)
        else:
            await super().__call__(scope, receive, send_with_permissions)
