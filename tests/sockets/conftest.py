"""A server of WebSockets for these tests, in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol


def _answer(connection: ServerConnection) -> None:
    """Do what the path says: echo, or end in one way or another."""
    path = connection.request.path if connection.request else ""
    if path == "/close":
        connection.close(4321, "enough")
    elif path == "/lose":
        connection.socket.close()
    elif path == "/count":
        for number in range(100):
            connection.send(str(number))
        connection.send(b"last")
        connection.close(1000)
    else:
        for message in connection:
            connection.send(message)


def _choose(connection: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return next((name for name in offered if name in ("chat", "talk")), None)


@pytest.fixture(scope="session")
def socket_server() -> Iterator[str]:
    """Run the server, and give its URL without a slash at the end."""
    with serve(_answer, "127.0.0.1", 0, select_subprotocol=_choose, max_size=None) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        host, port = server.socket.getsockname()
        yield f"ws://{host}:{port}"
        server.shutdown()
        thread.join()
