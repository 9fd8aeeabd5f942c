# mypy: ignore-errors
"""The table of `operations.py` once more, built of elements of `pyscript.web`: the same nine operations a row."""

from pyscript import document, web
from timing import sample

WORKS = ("elements",)

table = document.getElementById("table")


def build(rows):
    body = web.tbody()
    table.append(body._dom_element)
    for i in range(rows):
        link = web.a(textContent=f"Row {i}", href="#host")
        body.append(web.tr(web.td(link, classes=["name"])))
    made = body.childElementCount
    if made != rows:
        raise RuntimeError(f"The table has {made} rows instead of {rows}")


def run(work, rows):
    build(rows // 20)
    result = sample(build, rows, prepare=table.replaceChildren)
    table.replaceChildren()
    return result
