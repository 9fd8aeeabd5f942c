"""Runs the sieve in this worker and shows on the page how far it is, straight from the loop.

Two workers run this file, one with each interpreter; what they have on the page differs in the id alone. The Stop
buttons interrupt it: that is a KeyboardInterrupt, here as anywhere, wherever the loop is just then.
"""

import sys
import time

from primes import sieve
from pyscript import document, when

LIMITS = (10, 50_000_000)

card = document.getElementById(sys.implementation.name)
start = card.querySelector(".start")
stop = card.querySelector(".stop")
progress = card.querySelector("progress")
state = card.querySelector(".state")
found_box = card.querySelector(".found")
largest_box = card.querySelector(".largest")
elapsed_box = card.querySelector(".elapsed")


class Run:
    """A sieve with what it has come to; it can be interrupted and go on."""

    def __init__(self, limit):
        self.limit = limit
        self.done = None
        self.seconds = 0

    def go_on(self):
        """Sieve to the end, and show every piece."""
        progress.max = self.limit
        last = time.time()
        for done in sieve(self.limit, self.done):
            self.done = done
            now = time.time()
            self.seconds += now - last
            last = now
            self.show()

    def show(self):
        """Write how far it is."""
        end, found, largest = self.done or (0, 0, None)
        progress.value = end
        found_box.textContent = group(found)
        largest_box.textContent = "\u2013" if largest is None else group(largest)
        elapsed_box.textContent = f"{self.seconds:.1f} s"


# What was begun last and not finished.
stopped = None


def group(number):
    """Write an integer with its thousands apart; MicroPython's format() cannot."""
    text = str(number)
    parts = []
    while text:
        parts.insert(0, text[-3:])
        text = text[:-3]
    return "\u202f".join(parts)


def read_limit():
    """Return the number that was typed, or None where it is not one in range."""
    try:
        limit = int(document.getElementById("limit").value)
    except ValueError:
        return None
    return limit if LIMITS[0] <= limit <= LIMITS[1] else None


def sieve_below(limit):
    """Sieve up to a limit, from where it was stopped if that was on the way to the same one."""
    global stopped
    run = stopped if stopped and stopped.limit == limit else Run(limit)
    stopped = run
    start.textContent = "Running"
    state.textContent = f"Sieving the numbers below {group(limit)}\u2026"
    run.show()
    stop.disabled = False
    run.go_on()
    stop.disabled = True
    _, found, largest = run.done
    state.textContent = f"{group(found)} primes below {group(limit)}; the largest is {group(largest)}."
    stopped = None


# The page disables the button at the click: a second one before Python sees the first would start it twice.
@when("click", start)
def begin(event):
    limit = read_limit()
    if limit is None:
        state.textContent = f"Choose a whole number from {group(LIMITS[0])} to {group(LIMITS[1])}."
    else:
        try:
            sieve_below(limit)
        except KeyboardInterrupt:
            # Between any two steps of the above, or in the midst of one: so all is shown once more.
            stop.disabled = True
            if stopped:
                stopped.show()
                state.textContent = f"Stopped on the way to {group(limit)}."
    name_start()
    start.disabled = False


@when("input", "#limit")
def name_start(event=None):
    """Say what a click on the button does."""
    start.textContent = "Go on" if stopped and stopped.limit == read_limit() else "Start"


name_start()
start.disabled = False
state.textContent = "Ready."
