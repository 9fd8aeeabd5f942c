from collections.abc import Callable
from typing import Any

class WebSocketEvent:
    data: Any
    type: str
    code: int
    reason: str
    wasClean: bool
    def __getattr__(self, name: str) -> Any: ...

_Handler = Callable[..., Any] | None

class WebSocket:
    CONNECTING: int
    OPEN: int
    CLOSING: int
    CLOSED: int
    onopen: _Handler
    onmessage: _Handler
    onerror: _Handler
    onclose: _Handler
    binaryType: str
    def __init__(self, url: str, protocols: str | list[str] | None = ..., **handlers: Callable[..., Any]) -> None: ...
    @property
    def readyState(self) -> int: ...
    @property
    def bufferedAmount(self) -> int: ...
    @property
    def protocol(self) -> str: ...
    @property
    def extensions(self) -> str: ...
    @property
    def url(self) -> str: ...
    def send(self, data: str | bytes | bytearray | memoryview) -> None: ...
    def close(self, code: int | None = ..., reason: str | None = ...) -> None: ...
