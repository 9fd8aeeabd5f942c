"""Draws a picture of 1920 x 1080 pixels again and again, as fast as it can be computed, and shows how fast that is."""

import asyncio
import time

from offthread import document, round_trips
from pyscript import when
from silk import Silk

SHOWN_SECONDS = 0.5
# No screen needs more.
SHORTEST_FRAME_SECONDS = 1 / 60

canvas = document.getElementById("picture")
toggle = document.getElementById("toggle")
state = document.getElementById("state")
boxes = {name: document.getElementById(name) for name in ("rate", "trips", "bytes", "computing", "drawing")}

silk = Silk(canvas.width, canvas.height)
context = canvas.getContext("2d", alpha=False)
image = context.createImageData(silk.width, silk.height)
pixels = image.data
task = None
# Seconds of the picture that have been shown, so that it goes on where it stopped.
shown = 0.0


def draw(frame):
    """Put the bytes of a frame on the canvas: one trip to hand them over, and one to draw them."""
    pixels.assign(frame)
    context.putImageData(image, 0, 0)


class Meter:
    """What the frames since the last report have cost."""

    def __init__(self):
        self.began = time.perf_counter()
        self.frames = self.trips = 0
        self.computing = self.drawing = 0.0

    def report(self):
        seconds = time.perf_counter() - self.began
        boxes["rate"].textContent = f"{self.frames / seconds:.0f}"
        boxes["trips"].textContent = f"{self.trips / self.frames:.0f}"
        boxes["bytes"].textContent = f"{4 * silk.width * silk.height / 1e6:.1f} MB"
        boxes["computing"].textContent = f"{1000 * self.computing / self.frames:.1f} ms"
        boxes["drawing"].textContent = f"{1000 * self.drawing / self.frames:.1f} ms"


async def run():
    """Compute and draw frames until the task is cancelled."""
    global shown
    meter = Meter()
    while True:
        began = time.perf_counter()
        frame = silk.frame(shown)
        computed = time.perf_counter()
        trips = round_trips()
        draw(frame)
        meter.trips += round_trips() - trips
        drawn = time.perf_counter()
        meter.frames += 1
        meter.computing += computed - began
        meter.drawing += drawn - computed
        if drawn - meter.began > SHOWN_SECONDS:
            meter.report()
            meter = Meter()
        # Events are heard here, the click on Stop among them.
        await asyncio.sleep(max(0, began + SHORTEST_FRAME_SECONDS - drawn))
        shown += time.perf_counter() - began


def start():
    global task
    task = asyncio.ensure_future(run())
    toggle.textContent = "Stop"
    state.textContent = "Running: the page only shows what Python has drawn."


def stop():
    global task
    task.cancel()
    task = None
    toggle.textContent = "Start"
    state.textContent = "Stopped."


@when("click", toggle)
def switch(event):
    if task is None:
        start()
    else:
        stop()


toggle.disabled = False
start()
