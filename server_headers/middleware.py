"""Middleware that adds the isolation headers to an application somebody else wrote: one for ASGI, one for WSGI.

Both add headers only where the application has not set the same header itself. Neither looks at a request, nor at a
response's body.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .policies import PolicyName, ResourcePolicy, isolation_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class DefaultHeaders:
    """Add headers to every HTTP response of an ASGI application, except where it sets them itself."""

    def __init__(self, app: ASGIApp, headers: Iterable[tuple[str, str]]) -> None:
        self.app = app
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection; only `http` responses change, other scopes pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                present = {bytes(name).lower() for name, _ in own}
                missing = [(name, value) for name, value in self.headers if name not in present]
                # A new message, since an application may send the same one again.
                message = {**message, "headers": own + missing}
            await send(message)

        await self.app(scope, receive, send_with_headers)


class IsolationHeaders(DefaultHeaders):
    """Make the pages of an ASGI application cross-origin isolated.

    `policy` is one of `coop-coep` (every browser), `credentialless`, `dip` and `none`; `resource_policy` is the value
    of `Cross-Origin-Resource-Policy`, or `None` to leave that header away. A header that the application sets itself
    stays as it is. Works with Starlette, FastAPI, Django and any other ASGI application. Raises `ValueError` for an
    unknown policy.

    Wrap the finished application, so that its error pages carry the headers too: what `app.add_middleware` installs
    sits inside the handler of unexpected errors, and that handler's 500 would go out without them.

    ```python
    from offthread import IsolationHeaders
    from starlette.applications import Starlette

    app = IsolationHeaders(Starlette(), policy="coop-coep")
    ```
    """

    def __init__(
        self,
        app: ASGIApp,
        policy: PolicyName = "coop-coep",
        *,
        resource_policy: ResourcePolicy | None = "same-origin",
    ) -> None:
        super().__init__(app, isolation_headers(policy, resource_policy=resource_policy))


class IsolationHeadersWSGI:
    """Make the pages of a WSGI application cross-origin isolated.

    Takes the same options as `IsolationHeaders`. Works with Flask, Django and any other WSGI application.

    ```python
    from offthread import IsolationHeadersWSGI
    from wsgiref.simple_server import demo_app

    app = IsolationHeadersWSGI(demo_app, policy="coop-coep")
    ```
    """

    def __init__(
        self,
        app: WSGIApplication,
        policy: PolicyName = "coop-coep",
        *,
        resource_policy: ResourcePolicy | None = "same-origin",
    ) -> None:
        self.app = app
        self.headers = isolation_headers(policy, resource_policy=resource_policy)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle one request."""

        def start_with_headers(
            status: str,
            headers: list[tuple[str, str]],
            exc_info: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None = None,
            /,
        ) -> Callable[[bytes], object]:
            present = {name.lower() for name, _ in headers}
            headers = headers + [(name, value) for name, value in self.headers if name not in present]
            # Servers tell "no error" from "an error" by the number of arguments (PEP 3333, start_response).
            return start_response(status, headers) if exc_info is None else start_response(status, headers, exc_info)

        return self.app(environ, start_with_headers)
