# mypy: ignore-errors
# ruff: noqa: E402
"""Do the works in Python and put what they took into the page.

The very same files run in every Python contestant, under CPython and under MicroPython: this one, `timing`,
`operations`, `elements`, `canvas` and `rows`. Each has a twin in JavaScript, with the same operations in the same
order.
"""

import time

# Before any other import: page load → first line ends here.
first_line = time.time()

import json

import canvas
import elements
import operations
import rows
from pyscript import document


def run(work, size):
    if work in canvas.WORKS:
        return canvas.run(work, size)
    if work in elements.WORKS:
        return elements.run(work, size)
    if work in rows.WORKS:
        return rows.run(work, size)
    return operations.run(work, size)


def main():
    results = document.getElementById("results")
    sizes = json.loads(document.body.getAttribute("data-sizes"))
    found = {"first_line": first_line, "works": {}, "errors": {}, "done": False}
    for work in document.body.getAttribute("data-works").split():
        try:
            found["works"][work] = run(work, sizes.get(work))
        except Exception as error:
            found["errors"][work] = f"{type(error).__name__}: {error}"
        # At once: should a later work hang, the runner still finds these.
        results.textContent = json.dumps(found)
    found["done"] = True
    results.textContent = json.dumps(found)


main()
