"""Elements of pictures: `canvas` and `video`."""

from offthread import RemoteObject, window
from offthread._native import isinstance

from ._element import ContainerElement, Element


class canvas(ContainerElement):
    """The element <canvas>: draw pictures on it, and have it downloaded."""

    def download(self, filename="snapped.png"):
        """Have the browser save what is on the canvas as a file."""
        link = window.document.createElement("a")
        link.download = filename
        link.href = self._dom_element.toDataURL()
        link.click()

    def draw(self, what, width=None, height=None):
        """Draw a picture, a video or another canvas: an element of this module, or an object of the page.

        With `width` and `height` it is drawn in that size; where only one is given, the other is the canvas's own.
        """
        if isinstance(what, Element):
            what = what._dom_element
        context = self._dom_element.getContext("2d")
        if width is None and height is None:
            context.drawImage(what, 0, 0)
            return
        width = self._dom_element.width if width is None else width
        height = self._dom_element.height if height is None else height
        context.drawImage(what, 0, 0, width, height)


class video(ContainerElement):
    """The element <video>: take a picture of what it shows."""

    def snap(self, to=None, width=None, height=None):
        """Draw what the video shows now on a canvas and return that.

        `to` is a canvas, of this module or the page's, or a CSS selector that finds one; without it a new one is made.
        The size is by default the video's. Raises TypeError for what is no canvas.
        """
        width = width or self.videoWidth
        height = height or self.videoHeight
        target = canvas(width=width, height=height) if to is None else _canvas_of(to)
        target.draw(self, width, height)
        return target


def _canvas_of(target):
    if isinstance(target, str):
        found = window.document.querySelector(target)
        if found is None:
            raise TypeError(f"No element with selector {target} to snap to.")
    else:
        found = target._dom_element if isinstance(target, Element) else target
    if not isinstance(found, RemoteObject) or getattr(found, "localName", "") != "canvas":
        raise TypeError("Element to snap to must be a canvas.")
    return target if isinstance(target, canvas) else canvas(dom_element=found)
