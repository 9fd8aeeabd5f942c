"""Run the dev server on an open socket, in the foreground or in a thread.

uvicorn does the work. Added here: the end of the live-reload streams when the server stops, and silence.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from .dev_server import DevApp
from .listen import listen, url_of

# Downloads that are still running when the server stops get this long.
_GRACE_SECONDS = 1


class Server(uvicorn.Server):
    """Serve one application; `on_started` is called once connections are answered."""

    def __init__(
        self, app: DevApp, *, on_started: Callable[[], object] = lambda: None, access_log: bool = False
    ) -> None:
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="on",
            # Logging is the caller's: a library that configures it would replace what the caller has set up.
            log_config=None,
            access_log=access_log,
            # Without a proxy in front, such headers could only be forged.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        super().__init__(config)
        self._dev_app = app
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell the caller."""
        await super().startup(sockets)
        if self.started:
            self._on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the live-reload streams, which would hold the server up, then stop."""
        if self._dev_app.channel is not None:
            self._dev_app.channel.close()
        # A download cut short is no error: the user asked the server to stop.
        with _muted(logging.getLogger("uvicorn.error")):
            await super().shutdown(sockets)
            if tasks := set(self.server_state.tasks):
                await asyncio.wait(tasks, timeout=_GRACE_SECONDS)


@contextmanager
def run_in_thread(app: DevApp, *, host: str = "127.0.0.1") -> Iterator[str]:
    """Serve `app` on a free port while the block runs, and give its URL.

    ```python
    from offthread.dev_server import create_app
    from offthread.server import run_in_thread

    with run_in_thread(create_app(".")) as url:
        print(url)
    ```
    """
    listening = listen(host, 0)
    started = threading.Event()
    server = Server(app, on_started=started.set)
    thread = threading.Thread(target=server.run, args=([listening],), name="offthread-server", daemon=True)
    thread.start()
    try:
        while not started.wait(timeout=0.1):
            if not thread.is_alive():
                raise RuntimeError("The dev server did not start; its traceback is above.")
        yield url_of(listening, host)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def log_to_stderr(*, access_log: bool = False) -> None:
    """Show errors, warnings of live reload and, if asked for, every request on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for name, level in (
        ("uvicorn.error", logging.ERROR),
        ("uvicorn.access", logging.INFO if access_log else logging.ERROR),
        ("offthread", logging.WARNING),
    ):
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.handlers = [handler]
        logger.propagate = False


@contextmanager
def _muted(logger: logging.Logger) -> Iterator[None]:
    logger.addFilter(_drop)
    try:
        yield
    finally:
        logger.removeFilter(_drop)


def _drop(record: logging.LogRecord) -> bool:
    return False
