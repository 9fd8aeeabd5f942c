"""Tides as sums of waves: heights, high and low waters. Knows nothing of pages; invented harbours, real periods."""

import math

# The moon's and the sun's main tides and the two daily ones: hours from one high water to the next.
PERIODS = (12.4206, 12.0, 25.8193, 23.9345)

STEP_HOURS = 0.25
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Harbour:
    """A place with its mean water and, for each of PERIODS, a height in metres and a delay in hours."""

    def __init__(self, name, mean, waves):
        self.name = name
        self.mean = mean
        self.waves = waves

    def height(self, hours):
        """Return the height in metres, so many hours after Monday, midnight."""
        height = self.mean
        for number, period in enumerate(PERIODS):
            size, delay = self.waves[number]
            height += size * math.cos(2 * math.pi * (hours - delay) / period)
        return height

    def heights(self, days):
        """Return (hours, height) for every quarter of an hour."""
        count = round(24 * days / STEP_HOURS) + 1
        return [(step * STEP_HOURS, self.height(step * STEP_HOURS)) for step in range(count)]

    def is_rising(self, hours):
        """Tell whether the water rises."""
        return self.height(hours + 0.01) > self.height(hours)

    def next_turn(self, hours, high):
        """Return when the next high water (or low water) is, to the minute."""
        minute = 1 / 60
        at = hours + minute
        while not (self.is_rising(at - minute) == high and self.is_rising(at) != high):
            at += minute
        return at


HARBOURS = (
    Harbour("Grey Point", 3.1, ((2.2, 1.5), (0.7, 3.2), (0.1, 5), (0.12, 9))),
    Harbour("Heron Bay", 1.4, ((0.6, 4.0), (0.2, 5.5), (0.35, 2), (0.4, 8))),
    Harbour("Old Sluice", 0.9, ((0.25, 7.5), (0.06, 8.0), (0.3, 12), (0.42, 14))),
)


def moment(hours):
    """Return a moment as people say it: `Tue 14:05`."""
    minutes = round(60 * hours)
    day, minutes = divmod(minutes, 24 * 60)
    return f"{DAYS[day % 7]} {minutes // 60:02d}:{minutes % 60:02d}"
