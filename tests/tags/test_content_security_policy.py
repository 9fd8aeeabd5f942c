"""Everything works under a strict Content-Security-Policy: no `unsafe-eval`, no `unsafe-inline`, no `blob:`."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import SCRIPT, Site

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self' data:"
)

MAIN = """
from pyscript import display, when, workers, fetch, config
from pyscript.js_modules import page_lib, worker_lib
import asyncio
import js

@when("click", "#go")
def go(event):
    event.preventDefault()
    display("clicked", target="out")

def greet(event):
    display("declared " + event.type, target="out")

text = await fetch("data.txt").text()
display(text, open("data.txt").read(), page_lib.name, worker_lib.name, target="out")
display(await (await workers["other"]).twice(21), target="out")
"""
OTHER = "__export__ = ['twice']\ndef twice(number): return 2 * number\n"


def test_a_page_with_a_strict_policy_works(page: WatchedPage, site: Site, kind: str) -> None:
    config = (
        '{"files": {"./data.txt": ""}, "js_modules": {"main": {"./page_lib.js": "page_lib", "./look.css": ""}, '
        '"worker": {"./worker_lib.js": "worker_lib"}}}'
    )
    html = f"""
        <{kind}-config>{config}</{kind}-config>
        <a id="go" href="#gone">go</a> <button id="declared" {kind}-click="greet">greet</button>
        <output id="out"></output>
        <script type="{kind}" id="s" src="main.py"></script>
        <script type="{kind}" id="o" src="other.py" worker name="other" config=""></script>
    """
    head = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">{SCRIPT}'
    files = {
        "main.py": MAIN,
        "other.py": OTHER,
        "data.txt": "fetched",
        "page_lib.js": "export const name = 'page';",
        "worker_lib.js": "export const name = 'worker';",
        "look.css": "output { color: rgb(1, 2, 3) }",
        "hook.js": "export const onReady = (wrap) => wrap.interpreter.globals.set('hooked', 1);",
    }
    page.goto(site.page(html, head=head, files=files))
    assert page.wait_for_end("s")["name"] == "done"
    page.locator("#go").click()
    page.locator("#declared").click()
    page.wait_until(lambda: "declared click" in page.text("#out"), "the handlers")
    assert page.text("#out").split() == ["fetched", "fetched", "page", "worker", "42", "clicked", "declared", "click"]
    assert "gone" not in page.evaluate("location.href")


def test_javascript_in_a_worker_works_under_it(page: WatchedPage, site: Site) -> None:
    files = {
        "worker.js": """
            import { window, sync } from "/_offthread/worker-api.js";
            sync.title = () => window.document.title;
        """,
        "page.js": """
            import { XWorker } from "/_offthread/offthread.js";
            const worker = new XWorker("./worker.js", { type: "javascript" });
            document.body.dataset.title = await worker.sync.title();
            worker.terminate();
        """,
    }
    head = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    page.goto(site.page('<script type="module" src="page.js"></script>', head=head, files=files))
    # What waits in the page would be `eval` there.
    page.wait_until(lambda: page.evaluate("document.body.dataset.title") == "Test", "the title")
