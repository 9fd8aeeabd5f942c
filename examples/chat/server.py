"""The chat's server: everybody in one room, and what was said last for those who come later.

    pip install offthread websockets
    python server.py

It serves the examples too, with the headers that they need: open the URL that it prints in two windows.
"""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from offthread.dev_server import ServeOptions, create_app
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

PORT = 8001
REMEMBERED = 50
LONGEST_NAME = 30
LONGEST_TEXT = 1000
NOT_ALLOWED = 1008


class Room:
    """Who is here, and what was said last."""

    def __init__(self) -> None:
        self.people: set[WebSocket] = set()
        self.said: deque[str] = deque(maxlen=REMEMBERED)

    async def visit(self, socket: WebSocket) -> None:
        """Serve one connection until it ends."""
        if urlsplit(socket.headers.get("origin", "")).netloc != socket.headers.get("host"):
            # A page of another site would speak in the visitor's name.
            await socket.close(NOT_ALLOWED)
            return
        await socket.accept()
        for message in list(self.said):
            await socket.send_text(message)
        self.people.add(socket)
        await self.tell_count()
        try:
            async for text in socket.iter_text():
                if (message := checked(text)) is None:
                    await socket.close(NOT_ALLOWED, "not a message")
                    break
                self.said.append(message)
                await self.tell(message)
        finally:
            self.people.discard(socket)
            await self.tell_count()

    async def tell_count(self) -> None:
        """Tell everybody how many are here."""
        await self.tell(json.dumps({"here": len(self.people)}))

    async def tell(self, message: str) -> None:
        """Send a message to everybody who is still there."""
        for socket in list(self.people):
            try:
                await socket.send_text(message)
            except (RuntimeError, WebSocketDisconnect):
                self.people.discard(socket)


def checked(text: str) -> str | None:
    """Return a message as it is sent on, or None for what is none."""
    try:
        message = json.loads(text)
        name, said = message["name"].strip(), message["text"].strip()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if not name or not said or len(name) > LONGEST_NAME or len(said) > LONGEST_TEXT:
        return None
    return json.dumps({"name": name, "text": said})


def make_app(dist: Path | None = None) -> Starlette:
    """Return the application: the room beside the examples."""
    room = Room()
    pages = create_app(Path(__file__).parents[1], ServeOptions(reload=False, dist=dist))
    return Starlette(routes=[WebSocketRoute("/chat/room", room.visit), Mount("/", pages)])


if __name__ == "__main__":
    print(f"Open http://127.0.0.1:{PORT}/chat/ in two windows. Ctrl+C stops the server.")
    uvicorn.run(make_app(), port=PORT, ws="websockets-sansio", log_level="warning")
