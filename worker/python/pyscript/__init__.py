"""The names that PyScript's users import: the page, output, events, and requests.

from pyscript import display, document, when

@when("click", "#go")
def go(event):
display("Hello", target="out")
"""

from offthread import window, workers

from .display import HTML, display
from .events import when
from .fetch import fetch, fetch_sync

document = window.document

__all__ = ["HTML", "display", "document", "fetch", "fetch_sync", "when", "window", "workers"]
