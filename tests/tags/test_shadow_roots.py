"""Scripts in shadow roots are found without a patched global."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site

FIND = "(id) => globalThis.root.getElementById(id)"


def test_scripts_in_open_shadow_roots_run(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <div><template shadowrootmode="open"><script type="{kind}" id="s">print("declared")</script></template></div>
        <script type="{kind}" id="first">print("of the document")</script>
    """
    page.goto(site.page(html))
    page.wait_for_log("^declared$")
    assert page.logged() == ["of the document", "declared"]
    # A host that comes later brings its scripts with it, and what is added to it afterwards is seen as well.
    page.evaluate(
        """(kind) => {
            const host = document.createElement("section");
            const inner = document.createElement("x-inner");
            globalThis.deep = inner.attachShadow({ mode: "open" });
            globalThis.add = (text) => {
                const script = document.createElement("script");
                script.type = kind;
                script.textContent = text;
                deep.append(script);
            };
            add("print('came with its host')");
            host.attachShadow({ mode: "open" }).append(inner);
            document.body.append(host);
        }""",
        kind,
    )
    page.wait_for_log("^came with its host$")
    page.evaluate("add(\"print('came later')\")")
    page.wait_for_log("^came later$")


def test_a_root_that_cannot_be_found_is_observed_when_asked(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """async (kind) => {
            const { observe } = await import("/_offthread/offthread.js");
            const host = document.createElement("div");
            document.body.append(host);
            const root = host.attachShadow({ mode: "closed" });
            root.innerHTML = `<script type="${kind}">print("closed")</${"script"}>`;
            observe(root);
            observe(root);
        }""",
        kind,
    )
    warm.wait_for_log("^closed$")
    assert warm.logged() == ["closed"]
    refused = warm.evaluate(
        """async () => {
            const { observe } = await import("/_offthread/offthread.js");
            try { observe(document.body); } catch (error) { return `${error.name}: ${error.message}`; }
        }"""
    )
    assert refused == "TypeError: observe() needs a shadow root, as attachShadow() returns it"


def test_our_elements_are_found_in_closed_shadow_roots(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """(kind) => {
            const host = document.createElement("div");
            document.body.append(host);
            host.attachShadow({ mode: "closed" }).innerHTML = `<${kind}-script>print("found")</${kind}-script>`;
        }""",
        kind,
    )
    warm.wait_for_log("^found$")


def test_the_target_of_a_script_is_looked_for_in_its_own_root(page: WatchedPage, site: Site, kind: str) -> None:
    code = "from pyscript import display\ndisplay('in the shadow')"
    html = f"""
        <output id="out"></output>
        <div id="host"><template shadowrootmode="open">
            <output id="out"></output><script type="{kind}" target="out">{code}</script>
        </template></div>
    """
    page.goto(site.page(html))
    page.wait_for("document.getElementById('host').shadowRoot.getElementById('out').innerText === 'in the shadow'")
    assert page.text("body > #out") == ""


def test_the_worker_of_a_script_ends_when_its_host_is_removed(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <div id="host"><template shadowrootmode="open">
            <script type="{kind}" worker>print("runs")</script>
        </template></div>
    """
    page.goto(site.page(html))
    page.wait_for_log("^runs$")
    page.evaluate("document.getElementById('host').remove()")
    page.wait_until(lambda: not page.live_workers(), "the worker to end")
