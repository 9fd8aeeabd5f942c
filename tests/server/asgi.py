"""Drive an ASGI application without a socket, with full control over the path and the headers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

App = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass
class Reply:
    """Hold one response; header names are in lower case."""

    status: int
    raw_headers: list[tuple[str, str]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        names = [name for name, _ in self.raw_headers]
        assert len(names) == len(set(names)), f"a header is there twice: {names}"
        return dict(self.raw_headers)

    @property
    def text(self) -> str:
        return self.body.decode()


def scope_of(target: str, method: str = "GET", headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Build the scope that uvicorn would build for a request line."""
    path, _, query = target.partition("?")
    given = {"host": "127.0.0.1:8000", **(headers or {})}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("utf-8", "replace"),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in given.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }


def fetch(
    app: App,
    target: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    raises: type[Exception] | None = None,
) -> Reply:
    """Send one request and return the response; `raises` is the error that the application lets through."""
    return asyncio.run(_fetch(app, scope_of(target, method, headers), raises))


async def _fetch(app: App, scope: dict[str, Any], raises: type[Exception] | None) -> Reply:
    messages: list[dict[str, Any]] = []
    requests = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        if requests:
            return requests.pop()
        return await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    try:
        await app(scope, receive, send)
    except Exception as error:
        if raises is None or not isinstance(error, raises):
            raise
    else:
        assert raises is None, f"{raises} was not raised"
    start, *bodies = messages
    assert start["type"] == "http.response.start"
    headers = [(bytes(k).decode("latin-1").lower(), bytes(v).decode("latin-1")) for k, v in start.get("headers", ())]
    return Reply(start["status"], headers, b"".join(message.get("body", b"") for message in bodies))
