"""Responses for files, pages and refusals, with validators (`ETag`) and 304s.

The isolation headers are not here: a middleware around the whole application adds them, so none can be forgotten.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from email.utils import parsedate
from html import escape
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from .inject import content_type, inject
from .pages import render

# A 304 updates the headers of the stored response, so whatever differs from the middleware's default must be repeated.
_KEPT_BY_304 = ("etag", "last-modified", "vary", "cross-origin-resource-policy")

# The answer depends on who asks: a page gets the source of a Python file, a navigation gets a page that runs it.
VARY_BY_DESTINATION = {"vary": "Sec-Fetch-Dest"}


def is_navigation(request: Request) -> bool:
    """Tell whether the browser will show the answer as a document, in a tab or in a frame."""
    return request.headers.get("sec-fetch-dest") in ("document", "iframe", "frame")


def file_response(path: Path, request: Request, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Serve one file as it is, with ranges; 304 if the client has it already, 403 if it cannot be read."""
    if not os.access(path, os.R_OK):
        return unreadable(request)
    response = FileResponse(path, headers=headers, media_type=media_type, stat_result=path.stat())
    return _not_modified(response, request) or response


def page_response(
    page: bytes, request: Request, *, reload: bool, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Serve one HTML page, with the live-reload script in it if `reload` is true.

    The validator is computed from the bytes that are sent, since the same file gives other bytes without the script.
    """
    if reload:
        page = inject(page)
    tag = hashlib.sha256(page).hexdigest()[:32]
    response = Response(page, status, {"content-type": content_type(page), "etag": f'"{tag}"', **(headers or {})})
    return (status == 200 and _not_modified(response, request)) or response


def not_found(request: Request, *, reload: bool = False) -> Response:
    """Say that there is nothing at the requested path: as a page in a tab, as plain text elsewhere."""
    path = request.scope["path"]
    if not is_navigation(request):
        return PlainTextResponse(f"There is no file {path!r} in the served folder\n", 404)
    body = f"<h1>Not found</h1>\n<p>There is no file <code>{escape(path)}</code> in the served folder.</p>\n"
    body += '<p><a href="/">Back to the start</a></p>'
    # `path` may hold lone surrogates, which no encoding has.
    return page_response(render("Not found", body).encode("utf-8", "replace"), request, reload=reload, status=404)


def unreadable(request: Request) -> Response:
    """Say that the requested file exists but the server may not read it."""
    path = request.scope["path"]
    return PlainTextResponse(f"The file {path!r} cannot be read. Check its permissions [OT715]\n", 403)


def _not_modified(response: Response, request: Request) -> Response | None:
    if not _client_has(response.headers, request.headers):
        return None
    return Response(status_code=304, headers={k: response.headers[k] for k in _KEPT_BY_304 if k in response.headers})


def _client_has(response: Headers, request: Headers) -> bool:
    """Evaluate the conditions of a GET (RFC 9110, section 13.2.2): the tag first, the date only without a tag."""
    if "if-none-match" in request:
        tags = [tag.strip().removeprefix("W/") for tag in request["if-none-match"].split(",")]
        return "*" in tags or response["etag"] in tags
    since, modified = (parsedate(h) for h in (request.get("if-modified-since"), response.get("last-modified")))
    return since is not None and modified is not None and modified <= since
