from typing import Any, TypeVar, overload

_S = TypeVar("_S", bound="Storage")

class Storage(dict[str, Any]):
    async def sync(self) -> None: ...

@overload
async def storage(name: str = ...) -> Storage: ...
@overload
async def storage(name: str, storage_class: type[_S]) -> _S: ...
