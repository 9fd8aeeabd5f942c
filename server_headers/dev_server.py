"""Put the dev server together: the user's folder, the files of this package, live reload, and headers on everything.

From the outside in: `DefaultHeaders` (so that errors and refusals are isolated too), `Guard`, and a Starlette
application with the routes. Nothing here opens a socket; `server` does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from .dist import dist_folder
from .guard import Guard
from .hosts import AllowedHosts
from .middleware import DefaultHeaders
from .mime import media_type
from .policies import PolicyName, isolation_headers
from .reload import ReloadChannel, watch
from .responses import file_response
from .site import Assets, Site
from .target import find_target
from .urls import PREFIX, RELOAD_EVENTS, RELOAD_SCRIPT
from .wrap import Interpreter

_RELOAD_JS = Path(__file__).with_name("reload.js")
# Browsers must ask every time, and must not guess types: both hide mistakes while a page is being made.
_DEV_HEADERS = (("cache-control", "no-cache"), ("x-content-type-options", "nosniff"))


@dataclass(frozen=True, kw_only=True)
class ServeOptions:
    """Hold the options of the dev server.

    `policy` is a name from `offthread.POLICIES`. `reload` watches the folder and reloads pages. `interpreter` runs
    bare Python files: `py` or `mpy`. `host` is the name or address the server listens on and `allowed_hosts` are
    further names it answers to. `dist` is the folder with the files for the browser; by default the package's own.
    """

    policy: PolicyName = "coop-coep"
    reload: bool = True
    interpreter: Interpreter = "py"
    host: str = "127.0.0.1"
    allowed_hosts: tuple[str, ...] = ()
    dist: Path | None = None


class DevApp:
    """Be the ASGI application of the dev server; make one with `create_app`.

    `channel` is the live-reload channel, `None` without live reload. Close it before the server stops: a server waits
    for open streams, and these never end by themselves.
    """

    def __init__(self, site: Site, options: ServeOptions) -> None:
        self.channel = ReloadChannel() if options.reload else None
        headers = (*isolation_headers(options.policy), *_DEV_HEADERS)
        app = Starlette(
            routes=self._routes(site, options),
            lifespan=self._lifespan,
            exception_handlers={Exception: _internal_error},
        )
        # All paths have a route; without this a strange one would be redirected to itself plus a slash.
        app.router.redirect_slashes = False
        self._root = site.root
        self._app = DefaultHeaders(Guard(app, AllowedHosts(options.host, options.allowed_hosts)), headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        await self._app(scope, receive, send)

    def _routes(self, site: Site, options: ServeOptions) -> list[BaseRoute]:
        routes: list[BaseRoute] = []
        if self.channel is not None:
            routes.append(Route(RELOAD_EVENTS, self.channel))
            routes.append(Route(RELOAD_SCRIPT, _reload_script))
        routes.append(Mount(PREFIX, Assets(dist_folder(options.dist), PREFIX)))
        routes.append(Mount("/", site))
        return routes

    @asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        if self.channel is None:
            yield
            return
        stop = asyncio.Event()
        watching = asyncio.create_task(watch(self._root, self.channel, stop))
        try:
            yield
        finally:
            self.channel.close()
            stop.set()
            await watching


def create_app(target: Path | str, options: ServeOptions | None = None) -> DevApp:
    """Return the dev server as an ASGI application.

    `target` is a folder, an HTML file or a Python file. Live reload needs the application's lifespan to run, as every
    ASGI server does. Raises `TargetError` if `target` cannot be served and `DistNotBuiltError` if the files for the
    browser are missing.

    ```python
    from offthread.dev_server import ServeOptions, create_app

    app = create_app(".", ServeOptions(reload=False))
    ```
    """
    options = options or ServeOptions()
    found = find_target(Path(target))
    site = Site(found.root, start=found.start, interpreter=options.interpreter, reload=options.reload)
    return DevApp(site, options)


def _reload_script(request: Request) -> Response:
    return file_response(_RELOAD_JS, request, media_type(_RELOAD_JS))


def _internal_error(request: Request, error: Exception) -> Response:
    return PlainTextResponse("The server failed to answer. The terminal shows why [OT717]\n", 500)
