"""Live reload: watch the served folder and tell open pages what changed, as server-sent events.

`ReloadChannel` is the ASGI endpoint and knows no files; `watch` knows files and feeds a channel. The other end is
`reload.js`. Events (HTML Standard, "server-sent events"):

    hello   data: an id of this channel and the number of changes so far; sent once per connection
    css     only stylesheets changed
    reload  anything else changed
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex
from typing import Literal

from starlette.types import Receive, Scope, Send
from watchfiles import awatch

ChangeKind = Literal["css", "reload"]

logger = logging.getLogger("offthread.reload")

_IGNORED = frozenset({"__pycache__", "node_modules"})
# Browsers wait this long before they connect again, which is how a page notices that the server has restarted.
_RETRY_MS = 500


class ReloadChannel:
    """Send every change to every connected page."""

    def __init__(self) -> None:
        self.id = token_hex(8)
        self.changes = 0
        self.closed = False
        self._listeners: set[asyncio.Queue[ChangeKind | None]] = set()

    @property
    def listeners(self) -> int:
        """Count the connected pages."""
        return len(self._listeners)

    def publish(self, kind: ChangeKind) -> None:
        """Tell all pages about a change. Call it on the event loop that serves them."""
        self.changes += 1
        for queue in self._listeners:
            queue.put_nowait(kind)

    def close(self) -> None:
        """End all streams, so that they do not hold up the server when it stops."""
        self.closed = True
        for queue in self._listeners:
            queue.put_nowait(None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream until the page leaves or the channel closes."""
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if scope["method"] == "HEAD" or self.closed:
            await send({"type": "http.response.body", "body": b""})
            return
        queue: asyncio.Queue[ChangeKind | None] = asyncio.Queue()
        self._listeners.add(queue)
        leaving = asyncio.create_task(_put_when_gone(receive, queue))
        try:
            hello = f"retry: {_RETRY_MS}\nevent: hello\ndata: {self.id}:{self.changes}\n\n"
            await send({"type": "http.response.body", "body": hello.encode(), "more_body": True})
            while (kind := await queue.get()) is not None:
                # An event without data is not dispatched, so there is always some.
                event = f"event: {kind}\ndata: {self.changes}\n\n"
                await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._listeners.discard(queue)
            leaving.cancel()


async def watch(root: Path, channel: ReloadChannel, stop: asyncio.Event) -> None:
    """Publish changes below `root` until `stop` is set."""
    try:
        async for changes in awatch(
            root,
            watch_filter=lambda change, path: is_watched(root, path),
            stop_event=stop,
            ignore_permission_denied=True,
        ):
            channel.publish(change_kind(path for _, path in changes))
    except (OSError, RuntimeError) as error:
        # Systems limit how many folders one user may watch, and the watcher's own errors are RuntimeErrors. The server
        # is of use without.
        logger.warning("Live reload is off: %s cannot be watched (%s). Serve a smaller folder [OT716]", root, error)


def is_watched(root: Path, path: str) -> bool:
    """Tell whether a change of the file at `path` concerns pages: not in hidden folders, caches or `node_modules`."""
    parts = Path(os.path.relpath(path, root)).parts
    return not any(part in _IGNORED or part.startswith(".") or part.endswith("~") for part in parts)


def change_kind(paths: Iterable[str]) -> ChangeKind:
    """Tell what a page has to do after the files at `paths` changed."""
    return "css" if all(path.lower().endswith(".css") for path in paths) else "reload"


async def _put_when_gone(receive: Receive, queue: asyncio.Queue[ChangeKind | None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    queue.put_nowait(None)
