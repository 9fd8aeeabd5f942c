"""Everything works under a strict Content-Security-Policy: no `unsafe-eval`, no `unsafe-inline`, no `blob:`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.page import WatchedPage
from browser.site import DIST, SCRIPT, Site
from offthread.dev_server import DevApp, ServeOptions, create_app
from offthread.middleware import DefaultHeaders, Receive, Scope, Send
from offthread.server import run_in_thread

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
    "style-src 'self'; img-src 'self' data:"
)


class StrictApp(DevApp):
    """The dev server, sending the policy with everything: a worker's policy is that of its own script."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        strict = DefaultHeaders(super().__call__, [("content-security-policy", POLICY)])
        await strict(scope, receive, send)


@pytest.fixture(scope="module")
def strict(site: Site) -> Iterator[str]:
    """Serve the site's folder under the policy, and return the origin."""
    app = create_app(site.root, ServeOptions(reload=False, dist=DIST))
    app.__class__ = StrictApp
    with run_in_thread(app) as url:
        yield url.rstrip("/")


MAIN = """
from pyscript import display, when, workers, fetch, config, js_import
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
[again] = await js_import("./page_lib.js")
assert again == page_lib, again
display(text, open("data.txt").read(), page_lib.name, worker_lib.name, target="out")
display(await (await workers["other"]).twice(21), target="out")
"""
OTHER = "__export__ = ['twice']\ndef twice(number): return number + hooked\n"


def test_a_page_with_a_strict_policy_works(page: WatchedPage, site: Site, strict: str, kind: str) -> None:
    config = (
        '{"files": {"./data.txt": ""}, "js_modules": {"main": {"./page_lib.js": "page_lib", "./look.css": ""}, '
        '"worker": {"./worker_lib.js": "worker_lib"}}, "bridge": {"sync_deadline_ms": 1000}}'
    )
    html = f"""
        <{kind}-config>{config}</{kind}-config>
        <a id="go" href="#gone">go</a> <button id="declared" {kind}-click="greet">greet</button>
        <output id="out"></output>
        <script type="{kind}" id="s" src="main.py"></script>
        <script type="{kind}" id="o" src="other.py" worker name="other" config=""></script>
    """
    hooks = '<script type="module" src="hooks.js"></script>'
    head = hooks + SCRIPT
    files = {
        "main.py": MAIN,
        "other.py": OTHER,
        "data.txt": "fetched",
        "page_lib.js": "export const name = 'page';",
        "worker_lib.js": "export const name = 'worker';",
        "look.css": "output { color: rgb(1, 2, 3) }",
        "hooks.js": 'import { hooks } from "/_offthread/offthread.js"; hooks.worker.onReady.add("./hook.js");',
        "hook.js": "export const onReady = (wrap) => wrap.interpreter.globals.set('hooked', 21);",
    }
    page.goto(site.page(html, head=head, files=files, origin=strict))
    assert page.wait_for_end("s")["name"] == "done"
    page.locator("#go").click()
    page.locator("#declared").click()
    page.wait_until(lambda: "declared click" in page.text("#out"), "the handlers")
    assert page.text("#out").split() == ["fetched", "fetched", "page", "worker", "42", "clicked", "declared", "click"]
    assert "gone" not in page.evaluate("location.href")


def test_javascript_in_a_worker_works_under_it(page: WatchedPage, site: Site, strict: str) -> None:
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
    page.goto(site.page('<script type="module" src="page.js"></script>', head="", files=files, origin=strict))
    # What waits in the page would be `eval` there.
    page.wait_until(lambda: page.evaluate("document.body.dataset.title") == "Test", "the title")


def test_what_needs_more_says_so(page: WatchedPage, site: Site, strict: str, kind: str) -> None:
    page.expect_console(r"\[OT308\]|unsafe-eval|Content Security Policy")
    files = {"hooks.js": 'import { hooks } from "/_offthread/offthread.js"; hooks.worker.onReady.add(() => {});'}
    html = f'<script type="{kind}" id="s" src="s.py" worker></script>'
    page.goto(
        site.page(
            html, files=files | {"s.py": "pass"}, head='<script type="module" src="hooks.js"></script>', origin=strict
        )
    )
    assert page.wait_for_end("s")["code"] == "OT308"
