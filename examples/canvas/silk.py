"""A picture that moves: folds of silk, as the bytes of a canvas.

A pixel's phase is a wave over x, which each row shifts sideways by an amount of its own, plus the phase of the row; its
colour is where that phase stands in a circle of colours. Python computes a row by two operations on bytes: a slice is
the shift, and `translate` adds the row's phase and looks the colour up, all at once.
"""

from math import cos, pi, sin

# Phases of one colour channel. Three channels have bytes of their own, and what is left over is opaque.
LEVELS = 85
OPAQUE = 255
TURN = 2 * pi


def wave(width):
    """Return one row of phases for all four bytes of its pixels, wide enough to be shifted by `width`."""
    row = bytearray([OPAQUE]) * (4 * 2 * width)
    for channel in range(3):
        # Red, green and blue lag a little behind each other, so that the folds shimmer.
        phases = [LEVELS * _fold(x / width, 0.035 * channel) + _grain(x % width) for x in range(2 * width)]
        row[channel::4] = bytes([channel * LEVELS + int(phase) % LEVELS for phase in phases])
    return bytes(row)


def _fold(x, lag):
    # The period is the picture's width, as the shift has no end.
    turn = TURN * x
    return 2 + lag + 0.62 * sin(turn) + 0.31 * sin(2 * turn + 1 + 4 * lag) + 0.16 * sin(5 * turn + 2 + 9 * lag)


def _grain(index):
    """Return a threshold from 0 to 1, different from its neighbours': it hides the steps between levels in a weave."""
    return index * 0.61803399 % 1


def palettes():
    """Return the tables that turn phases into colours, one for each phase that a row may add."""
    shades = [[_shade(level / LEVELS, channel) for level in range(LEVELS)] for channel in range(3)]
    return [
        b"".join(bytes(shade[added:] + shade[:added]) for shade in shades) + bytes([OPAQUE]) for added in range(LEVELS)
    ]


# For each channel: the middle, and height and place of its two waves around the circle.
_COLOURS = (
    (0.45, 0.42, 0.10, 0.11, 0.14),
    (0.29, 0.25, 0.22, 0.10, 0.17),
    (0.42, 0.26, 0.60, 0.14, 0.18),
)


def _shade(phase, channel):
    middle, high, place, high2, place2 = _COLOURS[channel]
    light = middle + high * cos(TURN * (phase - place)) + high2 * cos(2 * TURN * (phase - place2))
    return min(255, max(0, int(256 * light)))


class Silk:
    """The picture at any time."""

    def __init__(self, width, height):
        self.width = width
        self.height = height
        self._wave = wave(width)
        self._palettes = palettes()
        # What of a row does not change, computed once.
        self._rows = [(TURN * y / height, y / height, _grain(y)) for y in range(height)]

    def frame(self, time):
        """Return the bytes of the picture after some seconds: red, green, blue and opacity of each pixel."""
        row_wave, tables, width = self._wave, self._palettes, self.width
        size = 4 * width
        drift, sway, roll = 0.021 * time, 0.13 * sin(0.31 * time), 0.23 * time
        bend, ripple = 0.10 + 0.04 * sin(0.17 * time), 0.7 * time
        rows = []
        for angle, y, grain in self._rows:
            shift = drift + sway * y + bend * sin(0.55 * angle + roll) + 0.018 * sin(2.3 * angle - ripple)
            phase = 0.45 * sin(0.5 * angle + 0.29 * time) + 0.05 * time
            at = 4 * (int(shift * width + grain) % width)
            rows.append(row_wave[at : at + size].translate(tables[int(phase * LEVELS + grain) % LEVELS]))
        return b"".join(rows)
