from typing import Any

from js import HTMLScriptElement

currentScript: HTMLScriptElement
target: str
config: dict[str, Any]
js_modules: Any
workers: Any
xworker: Any

def XWorker(url: str, **options: Any) -> Any: ...
