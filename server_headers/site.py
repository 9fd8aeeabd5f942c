"""What the dev server answers for a path: a file, a page, a page around a Python file, or the gallery.

Two ASGI applications: `Site` for the user's folder and `Assets` for the files of this package. Both only read.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from .gallery import gallery
from .mime import media_type
from .paths import resolve
from .responses import VARY_BY_DESTINATION, file_response, is_navigation, not_found, page_response, unreadable
from .wrap import Interpreter, wrap


class Site:
    """Serve one folder; `start` is the file that `/` shows instead of the folder's `index.html` or gallery."""

    def __init__(
        self, root: Path, *, start: Path | None = None, interpreter: Interpreter = "py", reload: bool = False
    ) -> None:
        self.root = root
        self.start = start
        self.interpreter = interpreter
        self.reload = reload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        # The file system may be slow, and the event loop also serves the live-reload streams.
        response = await run_in_threadpool(self.answer, Request(scope))
        await response(scope, receive, send)

    def answer(self, request: Request) -> Response:
        """Return the response to one request."""
        url_path: str = request.scope["path"]
        starts = url_path == "/" and self.start is not None
        path = self.start if starts else resolve(self.root, url_path)
        if path is None:
            if url_path == "/favicon.ico":
                # Browsers ask for it on their own; a 404 would put an error into the console of every page.
                return Response(status_code=204)
            return not_found(request, reload=self.reload)
        # The name in the URL tells the type: the real file, behind a symbolic link, may be called anything.
        name = path.name if starts else url_path.rpartition("/")[2]
        try:
            if path.is_dir():
                return self.folder(url_path, request)
            return self.file(path, name, request, run=starts or is_navigation(request))
        except PermissionError:
            return unreadable(request)

    def folder(self, url_path: str, request: Request) -> Response:
        """Show a folder: its `index.html`, or else its gallery."""
        if not url_path.endswith("/"):
            # Relative, so that it cannot lead to another host whatever the path says.
            query = f"?{request.url.query}" if request.url.query else ""
            name = quote(url_path.rpartition("/")[2], safe="", errors="surrogateescape")
            return RedirectResponse(f"./{name}/{query}")
        index = resolve(self.root, f"{url_path}index.html")
        if index is not None and index.is_file():
            return page_response(index.read_bytes(), request, reload=self.reload)
        return page_response(self.encode(gallery(self.root, url_path)), request, reload=self.reload)

    def file(self, path: Path, name: str, request: Request, *, run: bool) -> Response:
        """Show a file under a name; `run` asks for a page that runs it, should it be Python."""
        kind = media_type(name)
        if kind.startswith("text/x-python"):
            if not run:
                return file_response(path, request, kind, VARY_BY_DESTINATION)
            page = self.encode(wrap(name, self.interpreter))
            return page_response(page, request, reload=self.reload, headers=VARY_BY_DESTINATION)
        if kind.startswith("text/html"):
            return page_response(path.read_bytes(), request, reload=self.reload)
        return file_response(path, request, kind)

    @staticmethod
    def encode(page: str) -> bytes:
        """Encode a page that may hold file names which are not valid text."""
        return page.encode("utf-8", "replace")


class Assets:
    """Serve the files of this package, which isolated pages of other origins may embed as well."""

    def __init__(self, root: Path, prefix: str) -> None:
        self.root = root
        self.prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        response = await run_in_threadpool(self.answer, Request(scope))
        await response(scope, receive, send)

    def answer(self, request: Request) -> Response:
        """Return the response to one request."""
        url_path = request.scope["path"].removeprefix(self.prefix)
        path = resolve(self.root, url_path)
        if path is None or path.is_dir():
            return not_found(request)
        return file_response(path, request, media_type(url_path), {"cross-origin-resource-policy": "cross-origin"})
