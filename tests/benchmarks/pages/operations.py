# mypy: ignore-errors
# ruff: noqa: B018
"""Single operations, in a row and each by itself, iteration, and a table that is built of them."""

from pyscript import document
from timing import measure, measure_alone, sample

host = document.getElementById("host")
table = document.getElementById("table")


def title(count):
    for _ in range(count):
        document.title


def by_id(count):
    for _ in range(count):
        document.getElementById("host")


def set_text(count):
    for _ in range(count):
        host.textContent = "x"
    host.textContent


def call(count):
    for _ in range(count):
        host.setAttribute("a", "b")
    host.textContent


def create(count):
    for _ in range(count):
        document.createElement("p")
    document.title


LOOPS = {"title": title, "by-id": by_id, "set": set_text, "call": call, "create": create}


def title_once():
    document.title


def by_id_once():
    document.getElementById("host")


def set_text_once():
    host.textContent = "x"


def call_once():
    host.setAttribute("a", "b")


def create_once():
    document.createElement("p")


ALONE = {
    "title-alone": title_once,
    "by-id-alone": by_id_once,
    "set-alone": set_text_once,
    "call-alone": call_once,
    "create-alone": create_once,
}


def make_iterate():
    """Return a loop over the fifty children of an element."""
    parent = document.createElement("div")
    for _ in range(50):
        parent.append(document.createElement("i"))
    if len([element.tagName for element in parent.children]) != 50:
        raise RuntimeError("Iterating does not give the 50 elements")

    def iterate(count):
        children = parent.children
        for _ in range(count):
            for element in children:
                element.tagName

    return iterate


def build(rows):
    body = document.createElement("tbody")
    table.append(body)
    for i in range(rows):
        row = document.createElement("tr")
        cell = document.createElement("td")
        cell.className = "name"
        link = document.createElement("a")
        link.textContent = f"Row {i}"
        link.setAttribute("href", "#host")
        cell.append(link)
        row.append(cell)
        body.append(row)
    made = body.childElementCount
    if made != rows:
        raise RuntimeError(f"The table has {made} rows instead of {rows}")


def measure_table(rows):
    build(rows // 20)
    result = sample(build, rows, prepare=table.replaceChildren)
    table.replaceChildren()
    return result


def run(work, size):
    if work in ALONE:
        return measure_alone(ALONE[work], title_once)
    if work == "iterate":
        return measure(make_iterate())
    if work == "table":
        return measure_table(size)
    return measure(LOOPS[work])
