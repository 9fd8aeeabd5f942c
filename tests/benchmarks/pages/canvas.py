# mypy: ignore-errors
# ruff: noqa: B018
"""Frames on a canvas: of many small calls, and of one large buffer of bytes."""

from pyscript import document, window
from timing import measure

WIDTH, HEIGHT = 1920, 1080
PALETTE = ("#264653", "#2a9d8f", "#e9c46a", "#f4a261", "#e76f51")
PIXEL = (42, 157, 143, 255)
WORKS = ("rectangles", "frame")

try:
    import offthread  # noqa: F401

    def crossing(data):
        return data

except ImportError:  # A peer, under Pyodide: PyScript's MicroPython has nothing that makes a buffer of bytes.

    def crossing(data):
        from pyodide.ffi import to_js

        return to_js(data)


canvas = document.createElement("canvas")
canvas.width = WIDTH
canvas.height = HEIGHT
context = canvas.getContext("2d")


def check_pixel(x, y, expected):
    pixel = context.getImageData(x, y, 1, 1).data
    found = tuple(int(pixel[i]) for i in range(4))
    if found != expected:
        raise RuntimeError(f"The pixel is {found} instead of {expected}")


def measure_rectangles(size):
    def frames(count):
        for _ in range(count):
            for i in range(size):
                context.fillStyle = PALETTE[i % 5]
                context.fillRect(i * 7 % WIDTH, i * 3 % HEIGHT, 20, 20)
            context.fillStyle

    context.fillStyle = PALETTE[1]
    context.fillRect(0, 0, 20, 20)
    check_pixel(1, 1, PIXEL)
    return measure(frames)


def measure_frame():
    data = bytes(PIXEL) * (WIDTH * HEIGHT)

    def frames(count):
        for _ in range(count):
            pixels = window.Uint8ClampedArray.new(crossing(data))
            context.putImageData(window.ImageData.new(pixels, WIDTH), 0, 0)
        context.fillStyle

    frames(1)
    check_pixel(WIDTH - 1, HEIGHT - 1, PIXEL)
    return measure(frames)


def run(work, size):
    return measure_rectangles(size) if work == "rectangles" else measure_frame()
