from types import ModuleType
from typing import Any, Protocol

from js import HTMLScriptElement

from . import ffi as ffi

class _Json(Protocol):
    def parse(self, data: Any) -> Any: ...
    def stringify(self, value: Any) -> Any: ...

JSON: _Json

currentScript: HTMLScriptElement
target: str
config: dict[str, Any]
js_modules: Any
workers: Any
xworker: Any

async def lazy_py_modules(*names: str) -> list[ModuleType]: ...
def XWorker(url: str, **options: Any) -> Any: ...
