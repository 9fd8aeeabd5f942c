"""Refuse requests that come from other sites, under other names, or want to change something.

Sits in front of the dev server's routes. What it protects is the developer's files: any page open in the same browser
can send requests to 127.0.0.1, and the answer must be worthless to it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .hosts import AllowedHosts, host_name


class Guard:
    """Answer foreign requests with 403, 405 or 421 and a sentence; pass the others on."""

    def __init__(self, app: ASGIApp, hosts: AllowedHosts) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        app = self.app
        if scope["type"] == "http":
            app = self.refusal(scope["method"], Headers(scope=scope)) or app
        await app(scope, receive, send)

    def refusal(self, method: str, headers: Headers) -> ASGIApp | None:
        """Return the answer to a request that must not pass, or `None`."""
        named = headers.getlist("host")
        if len(named) != 1 or (name := host_name(named[0])) not in self.hosts:
            shown = ", ".join(map(repr, named)) or "nothing"
            return PlainTextResponse(
                f"This server does not answer to the host name {shown}. "
                f"If it is yours, start it with --allowed-host {name or 'NAME'} [OT711]\n",
                421,
            )
        if "origin" in headers and not self.is_own_site(headers.getlist("origin")):
            return PlainTextResponse("Pages of other sites may not send requests to this server [OT712]\n", 403)
        if headers.get("sec-fetch-site") == "cross-site" and not _opens_a_page(headers):
            return PlainTextResponse("Pages of other sites may link here, but not load files from here [OT713]\n", 403)
        if method not in ("GET", "HEAD"):
            return PlainTextResponse(
                f"This server only reads files: {method} is not possible, use GET or HEAD [OT714]\n",
                405,
                {"allow": "GET, HEAD"},
            )
        return None

    def is_own_site(self, origins: list[str]) -> bool:
        """Tell whether all `Origin` headers name this server; ports do not matter, CORS keeps those apart."""
        for origin in origins:
            try:
                parts = urlsplit(origin)
            except ValueError:
                return False
            if parts.scheme not in ("http", "https") or host_name(parts.netloc) not in self.hosts:
                return False
        return True


def _opens_a_page(headers: Headers) -> bool:
    """Tell whether the browser is about to show the answer as a page of its own, out of the other site's reach."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
