# mypy: ignore-errors
# ruff: noqa: SIM105
"""Listen to the page: here `calls.js` measures, and this is what it calls and has wait and compute.

The very same file runs in every Python contestant. What it finds out, and that it is done, it says in `#answer`.
"""

import json
import time

from pyscript import document, when
from timing import clock

try:
    from offthread.errors import LateEventError
except ImportError:  # A peer.

    class LateEventError(Exception):
        pass


SECONDS = 3
UPDATE_SECONDS = 0.01
FLOOD = 200_000
FLOOD_STEP = 100
NAP_SECONDS = 0.1
NAPS = 20

shown = document.getElementById("shown")
progress = document.getElementById("progress")
answer = document.getElementById("answer")


@when("decide", "#field")
def decide(event):
    try:
        event.preventDefault()
    except LateEventError:
        pass  # The page counts it.


@when("decide-and-show", "#field")
def decide_and_show(event):
    try:
        event.preventDefault()
    except LateEventError:
        pass
    shown.textContent = event.target.value


@when("compute", "#field")
def compute(event):
    total = 0
    updates = 0
    now = update_at = clock()
    end = now + SECONDS
    while now < end:
        # Few enough that an update is hardly late, and many enough that this is not all about the clock.
        for number in range(200):
            total += number * number
        now = clock()
        if now >= update_at:
            updates += 1
            progress.textContent = str(updates)
            update_at = now + UPDATE_SECONDS
    answer.textContent = json.dumps(updates)


@when("flood", "#field")
def flood(event):
    end = clock() + SECONDS
    written = 0
    while written < FLOOD and clock() < end:
        for number in range(written, written + FLOOD_STEP):
            progress.setAttribute("data-number", str(number))
        written += FLOOD_STEP
    answer.textContent = json.dumps(written)


@when("sleep", "#field")
def sleep(event):
    time.sleep(SECONDS)
    answer.textContent = json.dumps(SECONDS)


@when("ask", "#field")
def ask(event):
    answer.textContent = json.dumps(input("Anything? "))


@when("nap", "#field")
def nap(event):
    errors = []
    for _ in range(NAPS):
        start = clock()
        time.sleep(NAP_SECONDS)
        errors.append(abs(clock() - start - NAP_SECONDS))
    answer.textContent = json.dumps(errors)


answer.textContent = json.dumps("ready")
