"""Runs the sieve in this worker and shows on the page how far it is, straight from the loop.

Two workers run this file, one with each interpreter; what they have on the page differs in the id alone.
"""

import sys
import time

from primes import sieve
from pyscript import document, when

LIMITS = (10, 50_000_000)

card = document.getElementById(sys.implementation.name)
start = card.querySelector(".start")
progress = card.querySelector("progress")
state = card.querySelector(".state")
found_box = card.querySelector(".found")
largest_box = card.querySelector(".largest")
elapsed_box = card.querySelector(".elapsed")


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


def run(limit):
    """Sieve, and show every piece."""
    progress.max = limit
    progress.value = 0
    began = time.time()
    for end, found, largest in sieve(limit):
        progress.value = end
        found_box.textContent = group(found)
        largest_box.textContent = group(largest)
        elapsed_box.textContent = f"{time.time() - began:.1f} s"
    return found, largest


# The page disables the button at the click: a second one before Python sees the first would start it twice.
@when("click", start)
def begin(event):
    limit = read_limit()
    if limit is None:
        state.textContent = f"Choose a whole number from {group(LIMITS[0])} to {group(LIMITS[1])}."
    else:
        start.textContent = "Running"
        state.textContent = f"Sieving the numbers below {group(limit)}\u2026"
        found, largest = run(limit)
        state.textContent = f"{group(found)} primes below {group(limit)}; the largest is {group(largest)}."
        start.textContent = "Start"
    start.disabled = False


start.textContent = "Start"
start.disabled = False
state.textContent = "Ready."
