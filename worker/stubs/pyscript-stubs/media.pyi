from typing import Any

from js import MediaStream

class Device:
    id: str
    group: str
    kind: str
    label: str
    def __getitem__(self, key: str) -> Any: ...
    @classmethod
    async def request_stream(cls, audio: Any = ..., video: Any = ...) -> MediaStream: ...
    @classmethod
    async def load(cls, audio: Any = ..., video: Any = ...) -> MediaStream: ...
    async def get_stream(self) -> MediaStream: ...

async def list_devices() -> list[Device]: ...
