"""Tags that cannot be run as written: one sentence says what, where and what to do."""

from __future__ import annotations

from pathlib import Path

from browser.page import WatchedPage
from browser.site import Site

OTHER_BUILD = Path(__file__).parents[2] / "node_modules/micropython-1-28"


def test_worker_with_a_value_says_what_to_write(warm: WatchedPage, kind: str) -> None:
    said = r'worker="main.py".*must have no value.*src="main.py" worker>.*\[OT301\]'
    warm.expect_console(said)
    assert warm.add_script(kind, "pass", worker="main.py")["code"] == "OT301"


def test_an_empty_src_is_an_error(warm: WatchedPage, kind: str) -> None:
    warm.expect_console(r"has an empty `src`.*\[OT303\]")
    assert warm.add_script(kind, src=" ")["errorName"] == "TagError"


def test_a_missing_src_names_url_and_status(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("404 \\(Not Found\\)")
    warm.expect_console(r"The source http://.*/nowhere.py of <script .*404 Not Found.*\[OT302\]")
    event = warm.add_script(kind, src="nowhere.py")
    assert event["code"] == "OT302"
    # Shown in the banner by its class, as there is no Python file to name.
    assert warm.text(".offthread-error-title") == "TagError"


def test_a_missing_src_ends_the_worker_of_its_script(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("404 \\(Not Found\\)")
    warm.expect_console(r"\[OT302\]")
    warm.add_script(kind, src="nowhere.py", worker=True)
    assert len(warm.live_workers()) == 1


def test_without_isolation_every_script_gets_an_error(page: WatchedPage, site: Site) -> None:
    said = page.expect_console(r"not cross-origin isolated.*Cross-Origin-Opener-Policy.*\[OT101\]")
    html = '<script type="py" id="a">1</script><script type="mpy" id="b" worker>1</script>'
    page.goto(site.page(html, origin=site.plain))
    for script, kind in (("a", "py"), ("b", "mpy")):
        event = page.wait_for_event("error", target=script)
        assert event["errorName"] == "IsolationError"
        assert event["code"] == "OT101"
        assert kind in {"py", "mpy"}
    page.wait_for("() => document.querySelectorAll('.offthread-error').length === 2")
    page.check_console()
    assert len(said.met) == 2
    assert page.live_workers() == []


def test_comments_beside_src_are_allowed(warm: WatchedPage, kind: str, site: Site) -> None:
    (site.root / "beside.py").write_text("print('from the file')")
    said = "# one\n\n  // two\n/* three\n   and four */"
    assert warm.add_script(kind, said, src="/beside.py")["name"] == "done"
    warm.wait_for_log("^from the file$")


# --- version ---


def test_a_version_that_is_not_here_is_an_error(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console(r"`version` of <script .*asks for version 0\.0\.1.*\[OT408\]")
    html = f"""
        <script type="{kind}" id="own" worker version="0.0.1">print("never")</script>
        <script type="{kind}" id="shared" version="0.0.1">print("never")</script>
        <script type="{kind}" id="other">print("other")</script>
    """
    page.goto(site.page(html))
    for script in ("own", "shared"):
        assert page.wait_for_end(script)["code"] == "OT408"
    assert page.wait_for_end("other")["name"] == "done"
    assert page.logged() == ["other"]


def test_a_version_is_another_build_beside_the_page_s_config(page: WatchedPage, site: Site) -> None:
    files = {f"build/{name}": (OTHER_BUILD / name).read_bytes() for name in ("micropython.mjs", "micropython.wasm")}
    code = "import sys\nprint(sys.implementation[1][:2], open('x.txt').read())"
    html = f"""
        <mpy-config>{{ "files": {{ "./x.txt": "" }} }}</mpy-config>
        <script type="mpy" id="own" worker version="./build/micropython.mjs">{code}</script>
        <script type="mpy" id="shared" version="./build/">{code}</script>
        <script type="mpy" id="ours" worker>{code}</script>
    """
    page.goto(site.page(html, files={**files, "x.txt": "x"}))
    for script in ("own", "shared", "ours"):
        assert page.wait_for_end(script)["name"] == "done"
    assert sorted(page.logged()) == ["(1, 27) x", "(1, 28) x", "(1, 28) x"]


# --- terminal ---


def test_a_terminal_without_a_plugin_says_what_happens_instead(warm: WatchedPage, kind: str) -> None:
    warm.expect_console(r"asks for a `terminal`, and nothing here opens one.*setTerminal.*\[OT313\]")
    assert warm.add_script(kind, "print('to the console')", terminal=True)["name"] == "done"
    warm.wait_for_log("^to the console$")


def test_a_plugin_opens_the_terminal_before_the_script_runs(page: WatchedPage, site: Site, kind: str) -> None:
    head = """
        <script type="module">
          import { setTerminal } from "/_offthread/offthread.js";
          globalThis.lines = [];
          setTerminal(async (wrap, element, xworker) => {
            await new Promise(requestAnimationFrame);
            lines.push(`${wrap.type} ${element.id} ${element.xworker === xworker}`);
            wrap.io.stdout = (line) => lines.push(line);
          });
        </script>
    """
    page.goto(site.page(f'<script type="{kind}" id="s" worker terminal>print("shown")</script>', head=head))
    assert page.wait_for_end("s")["name"] == "done"
    page.wait_for("lines.length === 2")
    assert page.evaluate("lines") == [f"{kind} s true", "shown"]
    assert page.logged() == []


# --- type="javascript" ---


def test_javascript_in_a_worker_is_a_script_too(page: WatchedPage, site: Site) -> None:
    program = """
        import { document, sync } from "/_offthread/worker-api.js";
        document.body.dataset.where = String(typeof globalThis.window);
        sync.twice = (number) => 2 * number;
    """
    # Text has no place that its imports could be relative to.
    api = f"{site.isolated}/_offthread/worker-api.js"
    html = f"""
        <script type="javascript" id="file" src="./program.js" worker>// in a file</script>
        <script type="javascript" id="text" worker>
            import {{ document }} from "{api}";
            document.body.dataset.text = "from text";
        </script>
        <script type="javascript" id="inert">document.body.dataset.inert = "never";</script>
    """
    page.goto(site.page(html, files={"program.js": program}))
    page.wait_for("() => document.body.dataset.where && document.body.dataset.text")
    assert page.evaluate("({ ...document.body.dataset })") == {"where": "undefined", "text": "from text"}
    assert page.evaluate("async () => (await file.xworker.ready).sync.twice(21)") == 42


def test_javascript_that_fails_is_an_error_of_its_script(page: WatchedPage, site: Site) -> None:
    page.expect_console("RangeError: on purpose")
    page.expect_console("missing\\.js|404")
    page.goto(site.page(""))
    events = page.evaluate(
        """async () => {
            const found = [];
            addEventListener("javascript:error", ({ detail }) => found.push([detail.type, detail.line]));
            const add = (code, src) => {
                const script = document.createElement("script");
                Object.assign(script, { type: "javascript", textContent: code });
                script.setAttribute("worker", "");
                if (src) script.setAttribute("src", src);
                const ended = new Promise((resolve) => script.addEventListener("javascript:done", resolve));
                document.body.append(script);
                return ended;
            };
            const failed = await add("\\n\\nthrow new RangeError('on purpose')");
            const missing = await add("", "./missing.js");
            return [failed.detail.ok, missing.detail.ok, found.map(([type]) => type)];
        }"""
    )
    assert events == [False, False, ["RangeError", "TypeError"]]
