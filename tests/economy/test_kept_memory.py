"""What Pyodide's start has made is kept for the next visit, which begins with it; if that cannot be, it starts anew."""

from __future__ import annotations

import json
from typing import Any

from browser.page import WatchedPage
from browser.site import DIST, Site
from playwright.sync_api import Route

SAY = """
import json, os, random, sys
print(json.dumps({"hash": hash("abc"), "random": random.random(), "modules": sorted(sys.modules),
    "language": os.environ.get("LANGUAGE"), "path": sys.path}))
"""
KEPT = "async () => (await (await caches.open('offthread')).keys()).map((request) => request.url)"
DAMAGE = """async () => {
    const store = await caches.open('offthread');
    const [request] = await store.keys();
    const bytes = new Uint8Array(await (await store.match(request)).arrayBuffer());
    bytes[bytes.length >> 1] ^= 1;
    await store.put(request, new Response(bytes));
}"""
NO_STORAGE = """
Object.defineProperty(globalThis, "caches", { get() { throw new DOMException("no storage here", "SecurityError"); } });
"""
DISTRUST = "What was kept of Pyodide's last start cannot be used, so it starts anew: "


def visit(page: WatchedPage, site: Site, attributes: str = "") -> dict[str, Any]:
    """Open a page with one script in a new document, and return what its Python says of itself."""
    before = len(page.logged())
    page.goto(site.page(f"<script type='py' id='s' {attributes}>{SAY}</script>"))
    end = page.wait_for_end("s")
    assert end["name"] == "done", end
    page.wait_until(lambda: len(page.logged()) > before, "what Python says")
    said: dict[str, Any] = json.loads(page.logged()[before])
    return said


def wait_for_kept(page: WatchedPage, unlike: str | None = None) -> str:
    """Wait until something is kept, and nothing else; return its URL."""
    found: list[str] = []

    def is_kept() -> bool:
        found[:] = page.evaluate(KEPT)
        return len(found) == 1 and found[0] != unlike

    page.wait_until(is_kept, "the memory to be kept")
    return found[0]


def test_the_second_visit_begins_with_what_the_first_has_made(page: WatchedPage, site: Site) -> None:
    first = visit(page, site)
    url = wait_for_kept(page)
    second = visit(page, site)
    third = visit(page, site)
    # Each start of its own has another seed of hashes: these have the memory of the first.
    assert first["hash"] == second["hash"] == third["hash"]
    assert len({first["random"], second["random"], third["random"]}) == 3
    assert first["modules"] == second["modules"]
    assert first["path"] == second["path"]
    assert page.evaluate(KEPT) == [url]


def test_a_later_visit_has_the_variables_of_its_config(page: WatchedPage, site: Site) -> None:
    first = visit(page, site)
    wait_for_kept(page)
    second = visit(page, site, """config='{"env": {"LANGUAGE": "nl"}}'""")
    assert (first["hash"], first["language"]) == (second["hash"], None)
    assert second["language"] == "nl"
    assert visit(page, site)["language"] is None


def test_a_seed_of_its_own_is_a_start_of_its_own(page: WatchedPage, site: Site) -> None:
    first = visit(page, site)
    wait_for_kept(page)
    seeded = """config='{"env": {"PYTHONHASHSEED": "random"}}'"""
    hashes = {first["hash"], visit(page, site, seeded)["hash"], visit(page, site, seeded)["hash"]}
    assert len(hashes) == 3


def test_what_is_damaged_is_said_once_and_replaced(page: WatchedPage, site: Site) -> None:
    said = page.expect_console(f"{DISTRUST}it is damaged")
    first = visit(page, site)
    wait_for_kept(page)
    page.evaluate(DAMAGE)
    second = visit(page, site)
    assert page.add_script("py", "print(hash('abc'))", worker=True)["name"] == "done"
    page.wait_for_log(f"^{second['hash']}$")
    wait_for_kept(page)
    assert first["hash"] != second["hash"]

    def is_mended() -> bool:
        return bool(visit(page, site)["hash"] == second["hash"])

    page.wait_until(is_mended, "a visit that begins with the memory of the second")
    page.check_console()
    assert len(said.met) == 1


def test_the_memory_of_another_pyodide_is_not_used(page: WatchedPage, site: Site) -> None:
    page.expect_console(f"{DISTRUST}it is of another build")
    first = visit(page, site)
    wait_for_kept(page)
    source = (DIST / "interpreters/pyodide/pyodide.mjs").read_text("utf-8")
    begin = 'BUILD_ID:"'
    assert begin in source
    changed = source.replace(begin, f"{begin}0000")
    page.raw.route("**/pyodide.mjs", lambda route: route.fulfill(content_type="text/javascript", body=changed))
    assert visit(page, site)["hash"] != first["hash"]


def test_what_another_build_has_made_is_not_looked_at_and_goes(page: WatchedPage, site: Site) -> None:
    first = visit(page, site)
    url = wait_for_kept(page)
    older = url.replace("build=", "build=0")
    page.evaluate(
        """async ([url, older]) => {
            const store = await caches.open('offthread');
            await store.put(older, new Response("of another build"));
            await store.delete(url);
        }""",
        [url, older],
    )
    assert visit(page, site)["hash"] != first["hash"]
    assert wait_for_kept(page, unlike=older) == url


def test_without_storage_every_visit_starts_anew(page: WatchedPage, site: Site) -> None:
    source = (DIST / "worker.js").read_text("utf-8")

    def refuse(route: Route) -> None:
        headers = {"Content-Type": "text/javascript", "Cross-Origin-Embedder-Policy": "require-corp"}
        route.fulfill(headers=headers, body=NO_STORAGE + source)

    page.raw.route("**/worker.js", refuse)
    page.raw.add_init_script(NO_STORAGE)
    first = visit(page, site)
    page.wait_for_log("The next visit starts no faster: .*no storage", "info")
    assert visit(page, site)["hash"] != first["hash"]


def test_nothing_is_imported_while_the_library_starts_but_the_library(page: WatchedPage, site: Site) -> None:
    modules = """
        import sys
        names = list(sys.modules)
        own = ("offthread", "pyscript", "polyscript", "_offthread")
        print([name for name in names[names.index("_offthread_core"):] if not name.startswith(own)])
    """
    page.goto(site.page(f"<script type='py' id='s'>{modules}</script>"))
    assert page.wait_for_end("s")["name"] == "done"
    page.wait_until(page.logged, "what was imported")
    assert page.logged() == ["[]"]


def test_the_library_has_its_sources(page: WatchedPage, site: Site) -> None:
    code = """
        import inspect, pyscript, offthread.remote
        assert "def when" in inspect.getsource(pyscript.when), "function"
        assert inspect.getsource(offthread.remote).startswith('\\"\\"\\"Proxies of'), "module"
        print(offthread.remote.__file__)
    """
    page.goto(site.page(f"<script type='py' id='s'>{code}</script>"))
    assert page.wait_for_end("s")["name"] == "done"
    page.wait_for_log("^/lib/python3.14/site-packages/offthread/remote.py$")
