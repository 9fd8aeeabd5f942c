from collections.abc import Callable
from typing import Any, Generic, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])
_T = TypeVar("_T")

class Event(Generic[_T]):
    def trigger(self, result: _T = ...) -> None: ...
    def add_listener(self, listener: Callable[..., Any]) -> None: ...
    def remove_listener(self, *listeners: Callable[..., Any]) -> None: ...

def when(
    event_type: str | Event[Any] | list[Event[Any]],
    selector: Any = ...,
    *,
    once: bool = ...,
    capture: bool = ...,
    passive: bool = ...,
    signal: Any = ...,
    sync: bool = ...,
    urgent: bool = ...,
    prevent_default: bool = ...,
    stop_propagation: bool = ...,
    **options: Any,
) -> Callable[[_F], _F]: ...
