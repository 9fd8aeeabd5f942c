"""The names that scripts of a page import; docs/pyscript/ has an example of each."""

from collections.abc import Awaitable
from types import ModuleType
from typing import Any

from js import Document, Window

from . import context as context
from . import ffi as ffi
from . import flatted as flatted
from . import fs as fs
from . import media as media
from . import util as util
from . import web as web
from .display import HTML as HTML
from .display import clear as clear
from .display import display as display
from .events import Event as Event
from .events import when as when
from .fetch import fetch as fetch
from .fetch import fetch_sync as fetch_sync
from .storage import Storage as Storage
from .storage import storage as storage
from .websocket import WebSocket as WebSocket
from .workers import PyWorker as PyWorker
from .workers import create_named_worker as create_named_worker
from .workers import workers as workers

RUNNING_IN_WORKER: bool
config: dict[str, Any]
document: Document
window: Window
js_modules: Any
sync: Any

def current_target() -> str: ...
def js_import(*urls: str) -> Awaitable[list[Any]]: ...
def py_import(*packages: str) -> Awaitable[list[ModuleType]]: ...
