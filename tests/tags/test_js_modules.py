"""Modules of JavaScript that a config lists, on the page and in the worker."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browser.page import WatchedPage
from browser.site import Site

# Chart.js, as the build bundles it for the example.
LIBRARY = Path(__file__).parents[2] / "examples" / "chart" / "vendor" / "chart.js"
PAGE = """
export const version = "1.0";
export function make(text) { const made = document.createElement("b"); made.textContent = text; return made; }
export class Counter { count = 0; add(number = 1) { this.count += number; return this; } }
export const apply = (f, value) => f(value);
globalThis.loads = (globalThis.loads ?? 0) + 1;
"""
WORKER = "export const twice = (number) => 2 * number;\nexport const where = typeof document;\n"


def html(kind: str, code: str, modules: dict[str, dict[str, str]], worker: str = "") -> str:
    """Return a script with such a config."""
    config = json.dumps({"js_modules": modules})
    return f"<script type='{kind}' id='s' {worker} config='{config}'>{code}</script>"


@pytest.mark.parametrize("worker", ["", "worker"])
def test_modules_of_the_page_are_used_like_its_objects(page: WatchedPage, site: Site, kind: str, worker: str) -> None:
    code = """
from pyscript import js_modules, window
print(hasattr(window, "loads"))
from polyscript.js_modules import lib
from pyscript.js_modules.lib import make
import pyscript.js_modules.lib as same
print(lib.version, make("text").outerHTML, same.version, js_modules.lib == lib)
counter = lib.Counter.new()
print(counter.add().add(2).count, isinstance(counter, lib.Counter), lib.apply(lambda n: n + 1, 41))
print(window.loads, window.getComputedStyle(window.document.body).color)
"""
    files = {"lib.js": PAGE, "lib.css": "body { color: rgb(1, 2, 3) }"}
    modules = {"main": {"./lib.js": "lib", "./lib.css": "lib"}}
    page.goto(site.page(html(kind, code, modules, worker), files=files))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["False", "1.0 <b>text</b> 1.0 True", "3 True 42", "1 rgb(1, 2, 3)"]


def test_modules_of_the_worker_are_its_own(page: WatchedPage, site: Site, kind: str) -> None:
    code = "from pyscript.js_modules import lib\nprint(lib.twice(21), lib.where)"
    page.goto(site.page(html(kind, code, {"worker": {"./lib.js": "lib"}}), files={"lib.js": WORKER}))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["42 undefined"]
    assert page.evaluate("globalThis.loads") is None


# What a library does that is given the page's objects.
USES_THE_PAGE = """
import { window, document } from "/_offthread/worker-api.js";
const kept = [];
export function fill(element, text) {
    if (!(element instanceof window.HTMLElement)) throw new TypeError("it is no element");
    const child = document.createElement("b");
    child.textContent = text;
    element.append(child);
    element.title = `${element.localName} ${element.children.length}`;
    kept.push(element);
    return child;
}
export const later = (text) => kept.map((element) => { element.lang = text; return element; });
export const isBody = (element) => element === document.body;
export const page = (given) => given === window && given.document === document;
export const promised = async () => document.body;
export const through = (f, element) => f(element, element.firstChild).localName;
export const listen = (element, f) => element.addEventListener("click", f);
export const call = (f, ...args) => f(...args);
export class Box {
    #inside;
    constructor(inside) { this.#inside = inside; }
    get inside() { return this.#inside; }
    swap(other) { const before = this.#inside; this.#inside = other; return before; }
    static of(inside) { return new Box(inside); }
}
export const nested = { deep: { body: document.body }, list: [document.body, 1] };
"""


@pytest.mark.parametrize("worker", ["", "worker"])
def test_objects_of_the_page_go_to_modules_of_the_worker_and_back(
    page: WatchedPage, site: Site, kind: str, worker: str
) -> None:
    code = """
from pyscript import document, window
from pyscript.ffi import create_proxy
from pyscript.js_modules import lib
made = document.createElement("p")
document.body.append(made)
child = lib.fill(made, "filled")
assert child == made.firstChild and isinstance(child, window.HTMLElement), child
assert made.outerHTML == '<p title="p 1"><b>filled</b></p>', made.outerHTML
# It was not only lent.
again = lib.later("en")
assert again[0] == made and again.length == 1 and made.lang == "en"
assert lib.isBody(document.body) and not lib.isBody(made)
assert lib.page(window)
assert (await lib.promised()) == document.body
given = []
def function(*args):
    given.extend(args)
    return args[1]
assert lib.through(function, made) == "b"
assert given == [made, child], given
lib.listen(made, create_proxy(lambda event: given.append(event.target)))
made.click()
assert given[-1] == made, given
assert lib.call(document.createElement, "i").localName == "i"
assert lib.call(window.parseInt, "42") == 42
box = lib.Box.of(made)
assert box.inside == made and box.swap(child) == made and box.inside == child
assert lib.Box.new(made).inside == made
assert lib.nested.deep.body == document.body and lib.nested.list[0] == document.body and lib.nested.list[1] == 1
for _ in range(10):
    assert lib.call(lambda value: value, made) == made
print("all of it")
"""
    files = {"lib.js": USES_THE_PAGE}
    page.goto(site.page(html(kind, code, {"worker": {"./lib.js": "lib"}}, worker), files=files))
    end = page.wait_for_end("s")
    assert end["name"] == "done", end
    assert page.logged() == ["all of it"]


def test_a_module_that_is_not_listed_is_an_import_error(page: WatchedPage, site: Site, kind: str) -> None:
    code = """
try:
    from pyscript.js_modules import other
except ImportError as error:
    print(error)
"""
    page.goto(site.page(html(kind, code, {"main": {"./lib.js": "lib"}}), files={"lib.js": PAGE}))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["the config lists no module 'other' in `js_modules`, which has lib [OT214]"]


def test_a_module_that_cannot_be_loaded_is_named(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console(r"The module http.*/nowhere\.js of `js_modules` could not be loaded.*\[OT508\]")
    page.goto(site.page(html(kind, "pass", {"worker": {"./nowhere.js": "nowhere"}})))
    assert page.wait_for_end("s")["code"] == "OT508"


def test_a_module_of_the_page_that_cannot_be_loaded_is_an_exception(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("404")
    code = """
try:
    from pyscript.js_modules import missing
except Exception as error:
    print("OT508" in str(error), "missing.js" in str(error))
"""
    page.goto(site.page(html(kind, code, {"main": {"./missing.js": "missing"}})))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["True True"]


CHART = """
from pyscript import document, window
from pyscript.js_modules import chart

asked = []

def label(value, index, ticks):
    asked.append(value)
    return f"{value} EUR"

def clicked(event, elements, drawn):
    window.clicked = [drawn.data.labels[element.index] for element in elements]

drawn = chart.Chart.new(
    document.getElementById("chart"),
    {
        "type": "bar",
        "data": {"labels": ["a", "b"], "datasets": [{"data": [10, 20]}]},
        "options": {"animation": False, "events": ["click"], "onClick": clicked,
                    "scales": {"y": {"ticks": {"callback": label, "stepSize": 10}}}},
    },
)
print(isinstance(drawn, chart.Chart), [tick.label for tick in drawn.scales.y.ticks], sorted(set(asked)))
drawn.data.datasets[0].data.push(30)
drawn.data.labels.push("c")
drawn.update("none")
print([tick.label for tick in drawn.scales.y.ticks], drawn.getDatasetMeta(0).data.length)
"""


@pytest.mark.parametrize("worker", ["", "worker"])
def test_a_library_of_charts_calls_python_while_it_draws(page: WatchedPage, site: Site, kind: str, worker: str) -> None:
    canvas = '<div style="width:400px;height:200px"><canvas id="chart"></canvas></div>'
    script = html(kind, CHART, {"main": {"./chart.js": "chart"}}, worker)
    page.goto(site.page(canvas + script, files={"chart.js": LIBRARY.read_bytes()}))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == [
        "True ['0 EUR', '10 EUR', '20 EUR'] [0, 10, 20]",
        "['0 EUR', '10 EUR', '20 EUR', '30 EUR'] 3",
    ]
    # In the middle of the plot is the second of three bars.
    page.locator("#chart").click()
    page.wait_for("() => globalThis.clicked?.join() === 'b'")
