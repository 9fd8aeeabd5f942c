"""What a page can import: every name of PyScript's and PolyScript's modules is there, and does what it can."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site

PYSCRIPT = {
    *("TYPES", "PyWorker", "MPWorker", "hooks", "config", "whenDefined", "inputFailure", "stdlib", "optional"),
    *("relative_url", "offline_interpreter", "donkey", "codemirror"),
}
POLYSCRIPT = {
    *("define", "whenDefined", "env", "XWorker", "Hook", "customObserver"),
    *("INVALID_CONTENT", "INVALID_SRC_ATTR", "INVALID_WORKER_ATTR"),
}


def test_every_name_is_there(warm: WatchedPage) -> None:
    names = set(warm.evaluate("async () => Object.keys(await import('/_offthread/offthread.js'))"))
    assert sorted((PYSCRIPT | POLYSCRIPT) - names) == []


def test_small_ones_do_what_they_say(warm: WatchedPage) -> None:
    found = warm.evaluate(
        """async () => {
            const api = await import("/_offthread/offthread.js");
            return {
                types: [...api.TYPES], url: api.relative_url("a/b.py", "http://x/y/z.html"),
                none: api.offline_interpreter({}) ?? null,
                interpreter: api.offline_interpreter({ interpreter: "http://x/p.mjs" }),
                texts: [api.stdlib, api.optional, api.inputFailure],
            };
        }"""
    )
    assert found == {
        "types": [["py", "pyodide"], ["mpy", "micropython"]],
        "url": "http://x/y/a/b.py",
        "none": None,
        "interpreter": "http://x/p.mjs",
        "texts": ["", "", ""],
    }


def test_codemirror_says_that_it_is_not_here(warm: WatchedPage) -> None:
    codes = warm.evaluate(
        """async () => {
            const { codemirror } = await import("/_offthread/offthread.js");
            const parts = Object.keys(codemirror);
            return [parts, await Promise.all(parts.map((part) => codemirror[part].catch(({ code }) => code)))];
        }"""
    )
    assert codes == [["commands", "core", "language", "python", "state", "view"], ["OT314"] * 6]


def test_errors_begin_as_pyscript_s_do(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("Invalid content|Invalid worker attribute")
    warm.evaluate("globalThis.messages = {}")
    warm.evaluate(
        "(kind) => addEventListener(`${kind}:error`, ({ target, detail }) => messages[target.id] = detail.message)",
        kind,
    )
    warm.add_script(kind, "x = 1", src="some.py", id="both")
    warm.add_script(kind, "", worker="some.py", id="valued")
    warm.add_script(kind, "", worker=True, src="", id="empty")
    begins = warm.evaluate(
        """async () => {
            const { INVALID_CONTENT, INVALID_WORKER_ATTR, INVALID_SRC_ATTR } = await import("/_offthread/offthread.js");
            const pairs = { both: INVALID_CONTENT, valued: INVALID_WORKER_ATTR, empty: INVALID_SRC_ATTR };
            return Object.entries(pairs).map(([id, text]) => messages[id].startsWith(`${text}: `));
        }"""
    )
    assert begins == [True, True, True]


def test_config_is_the_one_that_scripts_share(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"<{kind}-config>{{ \"mine\": {{ \"a\": [1] }} }}</{kind}-config><script type='{kind}' id='s'>pass</script>"
    page.expect_console("the key `mine`, which Offthread does not know")
    page.goto(site.page(html))
    assert page.wait_for_end("s")["name"] == "done"
    found = page.evaluate(
        """async (kind) => {
            const { config } = await import("/_offthread/offthread.js");
            config[kind].mine = "changed";
            return [config[kind].mine, config[kind === "py" ? "mpy" : "py"]];
        }""",
        kind,
    )
    assert found == [{"a": [1]}, {}]


@pytest.fixture
def donkey(page: WatchedPage, site: Site, kind: str) -> WatchedPage:
    page.goto(site.page(""))
    page.evaluate(
        """async (type) => {
            const { donkey } = await import("/_offthread/offthread.js");
            globalThis.lines = [];
            globalThis.donkey = await donkey({ type, persistent: true, terminal: (line) => lines.push(line) });
        }""",
        kind,
    )
    return page


def test_a_donkey_executes_and_evaluates(donkey: WatchedPage) -> None:
    found = donkey.evaluate(
        """async () => {
            const given = [await donkey.execute("a = 20\\nprint('a is', a)"), await donkey.evaluate("{'b': [a + 1]}")];
            given.push(await donkey.process("a += 1"), await donkey.evaluate("a"), await donkey.clear());
            const failed = await donkey.evaluate("1 / 0").catch(({ type }) => type);
            await donkey.reset();
            const forgotten = await donkey.evaluate("a").catch(({ type }) => type);
            return [...given, failed, forgotten, lines];
        }"""
    )
    assert found == [None, {"b": [21]}, None, 21, None, "ZeroDivisionError", "NameError", ["a is 20"]]
    donkey.evaluate("donkey.kill()")


def test_a_donkey_gives_up_what_never_ends_for_what_comes(donkey: WatchedPage) -> None:
    found = donkey.evaluate(
        """async () => {
            const endless = donkey.execute("while True: pass").catch(({ code }) => code);
            await new Promise(requestAnimationFrame);
            return [await donkey.evaluate("6 * 7"), await endless];
        }"""
    )
    assert found[0] == 42
    # Where it was by then is not to be foreseen: still to be called, or called.
    assert found[1] in ("OT105", "OT205")
    donkey.evaluate("donkey.kill()")
