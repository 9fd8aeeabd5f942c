"""One server for all contestants: the same headers, the same caching, the same origin.

Files may be kept for an hour, as files with fixed versions are on any host, so that a second visit asks for nothing.
Each visit brings a profile of its own, so nothing older than a visit is ever used.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Template
from typing import Literal

import uvicorn
from offthread import dist_folder, isolation_headers
from offthread.listen import listen, url_of
from offthread.middleware import DefaultHeaders
from offthread.site import Assets
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route

from .contestants import CONTESTANTS, Contestant
from .environment import package_folder

PAGES = Path(__file__).parent / "pages"
HOST = "127.0.0.1"
_HEADERS = (*isolation_headers(), ("cache-control", "max-age=3600"))
_BY_ID = {contestant.id: contestant for contestant in CONTESTANTS}


@contextmanager
def serve() -> Iterator[str]:
    """Serve the pages of all contestants while the block runs, and give the origin."""
    listening = listen(HOST, 0)
    config = uvicorn.Config(DefaultHeaders(_app(), _HEADERS), http="h11", ws="none", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    # The socket listens already: whoever connects before the thread is up waits a little.
    thread = threading.Thread(target=server.run, args=([listening],), name="benchmark-server", daemon=True)
    thread.start()
    try:
        yield url_of(listening, HOST).rstrip("/")
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def page_path(
    contestant: Contestant, what: Literal["works", "boot", "calls"] = "works", works: Collection[str] = ()
) -> str:
    """Return the path of the contestant's page: of the one whose program ends after its first line for "boot".

    `works` are the ids of those to be measured, where these are not all.
    """
    return f"/pages/{contestant.id}.html?{what}={','.join(works)}"


def _app() -> Starlette:
    folders = {
        "/_offthread": dist_folder(),
        "/pyscript": package_folder("@pyscript/core") / "dist",
        "/pyodide": package_folder("pyodide"),
        "/micropython": package_folder("@micropython/micropython-webassembly-pyscript"),
        "/coincident": package_folder("coincident") / "dist" / "window",
        "/pages": PAGES,
    }
    routes: list[BaseRoute] = [Route("/pages/{id}.html", _page)]
    routes += [Mount(prefix, Assets(folder, prefix)) for prefix, folder in folders.items()]
    return Starlette(routes=routes)


async def _page(request: Request) -> HTMLResponse:
    contestant = _BY_ID.get(request.path_params["id"])
    if contestant is None:
        raise HTTPException(404)
    calls = "calls" in request.query_params
    works = contestant.calls if calls else () if "boot" in request.query_params else contestant.works
    only = request.query_params.get("works")
    if only:
        works = tuple(work for work in works if work.id in only.split(","))
    page = Template((PAGES / ("calls.html" if calls else "page.html")).read_text())
    # Twice, since what starts a contestant may itself name the origin.
    for _ in range(2):
        page = Template(
            page.safe_substitute(
                load=contestant.load,
                start=contestant.calls_start if calls else contestant.start,
                origin=f"{request.url.scheme}://{request.url.netloc}",
                works=" ".join(work.id for work in works),
                sizes=json.dumps(contestant.sizes),
            )
        )
    return HTMLResponse(page.template)
