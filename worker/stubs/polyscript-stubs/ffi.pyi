from collections.abc import Callable
from typing import Any

from offthread import assign as assign
from offthread import gather as gather
from offthread import query as query

def direct(value: Any) -> Any: ...
def evaluate(function: Callable[..., Any], *args: Any) -> Any: ...
