"""The names that PyScript's users import: the page, output, and events.

from pyscript import display, document, when

@when("click", "#go")
def go(event):
display("Hello", target="out")
"""

from offthread import window

from .display import HTML, display
from .events import when

document = window.document

__all__ = ["HTML", "display", "document", "when", "window"]
