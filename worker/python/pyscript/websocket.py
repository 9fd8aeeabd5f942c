"""WebSockets: a connection over which both sides send messages at any time.

    from pyscript import WebSocket

    def received(event):
        print(event.data)

    socket = WebSocket("/chat", onmessage=received)
    socket.onopen = lambda event: socket.send("hello")

or, one message after the other:

    async for message in WebSocket("/chat"):
        print(message)

The connection is the worker's own: the page has nothing to do with it. Text arrives as str, all else as a memoryview.
"""

import asyncio
import json

from offthread._dispatch import report_unawaited
from offthread._http import RequestFailed
from offthread._local import LocalError, ascii_json, call, now
from offthread._native import crosses, is_coroutine, spawn

CONNECTING = 0
OPEN = 1
CLOSING = 2
CLOSED = 3

_HANDLERS = ("onopen", "onmessage", "onerror", "onclose")
_STATES = ("is not open yet: send in `onopen`, or after `await socket.opened()`", "", "is being closed", "is closed")


class WebSocketEvent:
    """What a handler is given: `type`, `target`; of a message `data`; of the end `code`, `reason`, `wasClean`."""

    def __init__(self, kind, target, **fields):
        self.type = kind
        self.target = self.currentTarget = target
        for name in fields:
            setattr(self, name, fields[name])

    def __repr__(self):
        return f"<WebSocketEvent {self.type}>"


class WebSocket:
    """A connection to the server of a URL, which may be relative to the page's; http stands for ws and https for wss.

    `protocols` is a name, or a list of names of which the server chooses. Handlers are functions or coroutines, given
    here or set later: onopen, onmessage, onerror, onclose. Messages without a handler wait to be iterated over.
    """

    CONNECTING = CONNECTING
    OPEN = OPEN
    CLOSING = CLOSING
    CLOSED = CLOSED

    def __init__(self, url, protocols=None, **handlers):
        for name in handlers:
            if name not in _HANDLERS:
                raise TypeError(f"WebSocket() has the handlers {', '.join(_HANDLERS)}, and no `{name}` [OT623]")
        for name in _HANDLERS:
            setattr(self, name, handlers.get(name))
        names = [protocols] if isinstance(protocols, str) else list(protocols or ())
        try:
            self._id = now("sockets", "connect", ascii_json(str(url)), ascii_json(names))
        except LocalError as error:
            raise ValueError(f"There is no WebSocket to {str(url)!r}: {error.message} [OT623]") from None
        self._messages = []
        self._changed = asyncio.Event()
        self._last = self._describe()
        self._end = None
        spawn(self._listen())

    def _describe(self):
        return json.loads(now("sockets", "describe", self._id))

    def _now(self):
        # After the end there is nothing left to be asked.
        return self._last if self._end is not None else self._describe()

    @property
    def readyState(self):
        """One of CONNECTING, OPEN, CLOSING, CLOSED."""
        return self._now()["readyState"]

    @property
    def bufferedAmount(self):
        """How many bytes have been sent and are still on this side."""
        return self._now()["bufferedAmount"]

    @property
    def protocol(self):
        """The protocol that the server has chosen, or ''."""
        return self._now()["protocol"]

    @property
    def extensions(self):
        """The extensions in use."""
        return self._now()["extensions"]

    @property
    def url(self):
        """The URL in full."""
        return self._last["url"]

    def send(self, data):
        """Send text, or bytes, a bytearray, a memoryview. Raises ConnectionError where the connection is not open."""
        state = self.readyState
        if state != OPEN:
            raise RequestFailed(f"The WebSocket to {self.url} {_STATES[state]} [OT621]")
        if not isinstance(data, str):
            # MicroPython's views are of bytes.
            now("sockets", "send_bytes", self._id, data=memoryview(data))
        elif crosses(data):
            now("sockets", "send_text", self._id, data)
        else:
            now("sockets", "send_utf_8", self._id, data=data.encode())

    def close(self, code=None, reason=""):
        """End the connection: with a code of your own, 1000 or from 3000 to 4999, and a reason of up to 123 bytes."""
        if self._end is not None:
            return
        try:
            now("sockets", "close", self._id, 1000 if code is None and reason else code or 0, ascii_json(reason))
        except LocalError as error:
            raise ValueError(f"The WebSocket to {self.url} cannot be closed so: {error.message} [OT623]") from None

    async def opened(self):
        """Wait until the connection is open. Returns the WebSocket. Raises ConnectionError where there will be none."""
        while self.readyState == CONNECTING:
            await self._change()
        if self._end is not None or self.readyState != OPEN:
            raise self._failure()
        return self

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self._messages:
            if self._end is not None:
                if self._end.wasClean:
                    raise StopAsyncIteration
                raise self._failure()
            await self._change()
        return self._messages.pop(0)

    async def _change(self):
        self._changed.clear()
        await self._changed.wait()

    def _failure(self):
        code = f" (code {self._end.code})" if self._end else ""
        return RequestFailed(
            f"The connection of the WebSocket to {self.url} could not be made, or was lost{code}; browsers do not tell "
            "why. Check the URL and that its server runs; the browser's console may know more [OT622]"
        )

    async def _listen(self):
        """Take one event after the other until the end."""
        while self._end is None:
            told = await call("sockets", "take", self._id)
            if isinstance(told, tuple):
                self._received(memoryview(told[1]))
            elif told.startswith("text"):
                self._received(told[4:])
            elif told.startswith("close"):
                self._last = self._describe()
                now("sockets", "forget", self._id)
                code, reason, clean = json.loads(told[5:])
                self._end = WebSocketEvent("close", self, code=code, reason=reason, wasClean=clean)
                self._handle(self._end)
            else:
                self._handle(WebSocketEvent(told, self))
            self._changed.set()

    def _received(self, data):
        if self.onmessage is None:
            self._messages.append(data)
        else:
            self._handle(WebSocketEvent("message", self, data=data))

    def _handle(self, event):
        handler = getattr(self, "on" + event.type)
        if handler is None:
            return
        try:
            result = handler(event)
            if is_coroutine(result):
                spawn(result)
        except BaseException as error:
            # It must not keep later events from their handlers.
            report_unawaited(error)


__all__ = ["CLOSED", "CLOSING", "CONNECTING", "OPEN", "WebSocket", "WebSocketEvent"]
