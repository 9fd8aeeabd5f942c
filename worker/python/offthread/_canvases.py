"""A canvas of the page that lives in the worker: `await canvas.transferControlToOffscreen()`."""

from ._local import LocalError, call
from ._objects_here import wrap
from ._waiting import service
from .errors import exception


async def transfer(canvas):
    """Hand over a canvas. What is then drawn makes no trip, and is shown when the worker is back in its event loop.

    The canvas comes as a message, which a worker takes between two turns of its event loop only: hence the `await`.
    """
    number = service("transfer_canvas")(canvas)
    try:
        return wrap(await call("canvases", "take", number))
    except LocalError as error:
        raise exception(error.name, error.message, "", None) from None


async def frame():
    """Wait for the browser's next frame. Returns its time in milliseconds."""
    return await call("canvases", "frame")
