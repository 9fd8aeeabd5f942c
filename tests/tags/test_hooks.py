"""Hooks around scripts, types that pages define, and handles of interpreters."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site

API = 'await import("/_offthread/offthread.js")'


def head(javascript: str) -> str:
    """Return the head of a page that prepares Offthread before its scripts are looked for."""
    return f"""
        <script type="module">
          import * as offthread from "/_offthread/offthread.js";
          const {{ define, hooks, Hook, whenDefined, env, customObserver, XWorker }} = offthread;
          globalThis.order = [];
          {javascript}
        </script>
    """


@pytest.mark.parametrize(("attribute", "own", "other"), [("", "Async", ""), ('async="false"', "", "Async")])
def test_hooks_of_scripts_on_the_page_come_in_order(
    page: WatchedPage, site: Site, kind: str, attribute: str, own: str, other: str
) -> None:
    page.goto(
        site.page(
            f'<script type="{kind}" id="s" {attribute}>import js\njs.order.push("code", mark)</script>',
            head=head(
                f"""
                const says = (name) => (wrap, element) => order.push(name, wrap.type, element.id);
                hooks.main.onReady.add(says("onReady"));
                hooks.main.onBeforeRun{own}.add(says("onBeforeRun"));
                hooks.main.onBeforeRun{other}.add(says("never"));
                hooks.main.codeBeforeRun{own}.add("import js\\nmark = 'before'\\njs.order.push(mark)");
                hooks.main.codeAfterRun{own}.add("js.order.push('after')");
                hooks.main.onAfterRun{own}.add(says("onAfterRun"));
                """
            ),
        )
    )
    assert page.wait_for_end("s")["name"] == "done"
    assert page.evaluate("order") == [
        *("onReady", kind, "s", "onBeforeRun", kind, "s", "before", "code", "before", "after"),
        *("onAfterRun", kind, "s"),
    ]


def test_hooks_in_the_worker_are_functions_or_modules(page: WatchedPage, site: Site, kind: str) -> None:
    module = """
        export function onBeforeRunAsync(wrap, xworker) { wrap.interpreter.globals.set("from_module", wrap.type); }
        export default () => { throw new Error("the function of the hook's name goes first"); };
    """
    page.goto(
        site.page(
            f'<script type="{kind}" id="s" worker>print(from_module, from_function, from_code, from_later)</script>',
            files={"hook.js": module},
            head=head(
                """
                hooks.worker.onReady.add((wrap, xworker) => {
                    wrap.interpreter.globals.set("from_function", typeof xworker.postMessage);
                });
                hooks.worker.onReady.add(async (wrap) => {
                    await wrap.runAsync("import asyncio\\nawait asyncio.sleep(0)\\nfrom_later = 'later'");
                });
                hooks.worker.onBeforeRunAsync.add("./hook.js");
                hooks.worker.codeBeforeRunAsync.add("from_code = 'code'");
                hooks.worker.codeAfterRunAsync.add("print('after')");
                """
            ),
        )
    )
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == [f"{kind} function code later", "after"]


def test_a_hook_that_fails_fails_its_script(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("RangeError: in the hook")
    page.expect_console(r"The hook onReady .*hook\.js\) could not be used: .*\[OT308\]")
    html = f"""
        <script type="{kind}" id="a">print("must not run")</script>
        <script type="{kind}" id="b" worker>print("must not run")</script>
    """
    page.goto(
        site.page(
            html,
            head=head(
                """
                hooks.main.onReady.add(() => { throw new RangeError("in the hook"); });
                hooks.worker.onReady.add("./hook.js");
                """
            ),
        )
    )
    assert page.wait_for_end("a")["errorName"] == "RangeError"
    assert page.wait_for_end("b")["code"] == "OT308"
    assert page.logged() == []


def test_a_hook_that_nobody_could_call_is_refused(warm: WatchedPage) -> None:
    said = warm.evaluate(
        """async () => {
            const { hooks } = await import("/_offthread/offthread.js");
            const said = [];
            for (const add of [() => hooks.main.onReady.add("code"), () => hooks.main.codeBeforeRun.add(() => 1)])
                try { add(); } catch (error) { said.push(`${error.name}: ${error.message}`); }
            return said;
        }"""
    )
    assert said == [
        "TypeError: A hook of hooks.main.onReady must be a function",
        "TypeError: A hook of hooks.main.codeBeforeRun must be a string",
    ]


def test_a_type_of_the_page_does_what_its_hook_does(page: WatchedPage, site: Site, kind: str) -> None:
    html = """
        <script type="lesson" id="a">1 + 1</script>
        <lesson-script id="b">2 + 2</lesson-script>
        <script type="lesson" id="c" worker>print("runs by itself")</script>
    """
    page.goto(
        site.page(
            html,
            head=head(
                f"""
                define("lesson", {{
                    interpreter: "{kind}",
                    hooks: {{ main: {{ async onReady(wrap, element) {{
                        order.push(element.id, wrap.type, await wrap.run(element.code ?? element.textContent));
                        element.dispatchEvent(new CustomEvent("lesson:done", {{ bubbles: true }}));
                    }} }} }},
                }});
                document.getElementById("b").code = "2 + 2";
                """
            ),
        )
    )
    page.wait_for_log("^runs by itself$")
    page.wait_for("order.length === 6")
    assert page.evaluate("order") == ["a", "lesson", 2, "b", "lesson", 4]


def test_the_config_and_the_version_of_a_type_are_those_of_its_scripts(
    page: WatchedPage, site: Site, kind: str
) -> None:
    page.expect_console(r"`version` .*0\.0\.1.*\[OT408\]")
    page.goto(
        site.page(
            """<script type="lesson" worker>print(open("words.txt").read())</script>
            <script type="old" worker>print("never")</script>""",
            files={"words/list.txt": "some words"},
            head=head(
                f"""
                const config = {{ files: {{ "./list.txt": "words.txt" }} }};
                define("lesson", {{ interpreter: "{kind}", config, configURL: "words/config.json" }});
                define("old", {{ interpreter: "{kind}", version: "0.0.1" }});
                addEventListener("old:done", ({{ detail }}) => order.push(detail.error.code));
                """
            ),
        )
    )
    page.wait_for_log("^some words$")
    page.wait_for("order.length === 1")
    assert page.evaluate("order") == ["OT408"]
    assert page.logged() == ["some words"]


def test_the_env_of_a_type_is_shared_with_what_names_it(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(
        site.page(
            """<script type="lesson" id="a"></script>
            <script type="lesson" id="b" env="together"></script>
            <script type="lesson" id="c" env="apart"></script>
            <button id="press" lesson-click="pressed">press</button>""",
            head=head(
                f"""
                const onReady = async (wrap, element) => {{
                    await wrap.run("def pressed(event):\\n    print('pressed')");
                    await wrap.run("number = globals().get('number', 0) + 1");
                    order.push([element.id, await wrap.run("number")]);
                }};
                define("lesson", {{ interpreter: "{kind}", env: "together", hooks: {{ main: {{ onReady }} }} }});
                """
            ),
        )
    )
    page.wait_for("order.length === 3")
    assert sorted(page.evaluate("order")) == [["a", 1], ["b", 2], ["c", 1]]
    found = page.evaluate(f"async () => (await ({API}).env.together).globals.get('number')")
    assert found == 2
    page.raw.click("#press")
    page.wait_for_log("^pressed$")


def test_failures_of_a_type_are_told_to_the_page_alone(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(
        site.page(
            """<script type="lesson" id="a">1 / 0</script><script type="lesson" id="b" worker>1 / 0</script>""",
            head=head(
                f"""
                define("lesson", {{
                    interpreter: "{kind}",
                    onerror: (error, element) => order.push(`${{element.id}} ${{error.type}}`),
                    hooks: {{ main: {{ onReady: (wrap, element) => wrap.run(element.textContent) }} }},
                }});
                define(null, {{
                    interpreter: "{kind}",
                    onerror: (error, element) => order.push(`${{element}} ${{error.type}}`),
                    hooks: {{ main: {{ onReady: (wrap) => wrap.run("nothing") }} }},
                }});
                """
            ),
        )
    )
    page.wait_for("order.length === 3")
    assert sorted(page.evaluate("order")) == ["a ZeroDivisionError", "b ZeroDivisionError", "undefined NameError"]
    assert page.logged() == page.logged("error") == []
    assert page.evaluate("document.body.textContent").count("ZeroDivisionError") == 0
    page.evaluate("globalThis[Symbol.for('offthread')].runningWorkers().forEach((worker) => worker.terminate())")


def test_a_type_that_cannot_be_is_refused(warm: WatchedPage) -> None:
    said = warm.evaluate(
        """async () => {
            const { define } = await import("/_offthread/offthread.js");
            const said = [];
            const py = { interpreter: "pyodide" };
            for (const [name, options] of [["py", py], ["new", { interpreter: "ruby" }], ["A b", py]])
                try { define(name, options); } catch (error) { said.push(error.message); }
            return said;
        }"""
    )
    assert said == [
        '<script type="py"> is already registered',
        'Unspecified interpreter: "ruby" is none of py, mpy, pyodide, micropython, javascript',
        '"A b" cannot be a type of scripts: it must begin with a letter, and have small letters only',
    ]


def test_the_handle_of_an_interpreter_reaches_into_the_worker(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(f'<script type="{kind}" id="s">numbers = [1, 2]\ndef double(n): return n * 2</script>'))
    page.wait_for_end("s")
    found = page.evaluate(
        f"""async (kind) => {{
            const {{ env, whenDefined }} = {API};
            const wrap = await whenDefined(kind);
            const {{ globals, FS, runPython }} = await env[kind];
            await globals.set("given", new Map([["a", 1]]));
            await FS.writeFile("folder/text.txt", "some text");
            await FS.writeFile("bytes", new Uint8Array([0, 255]));
            await wrap.runEvent("given.set", "b");
            const double = await globals.get("double");
            return [
                await runPython("given.size + 1"), await globals.has("numbers"), await globals.get("numbers"),
                await globals.get("nothing"), await double(21),
                await FS.readFile("folder/text.txt", {{ encoding: "utf8" }}),
                [...await FS.readFile("bytes")], await wrap.run("open('folder/text.txt').read()"), wrap.type,
                await runPython("1 / 0").catch((error) => error.type),
            ];
        }}""",
        kind,
    )
    assert found == [3, True, [1, 2], None, 42, "some text", [0, 255], "some text", kind, "ZeroDivisionError"]
    found = page.evaluate(
        f"""async (kind) => {{
            const {{ env, whenDefined }} = {API};
            const wrap = await whenDefined(kind);
            const {{ globals, runPythonAsync }} = await env[kind];
            await wrap.runAsync("import asyncio\\nawait asyncio.sleep(0)\\nlater = 5");
            const values = [await wrap.runAsync("later + 1"), await runPythonAsync("later + 2")];
            await globals.delete("later");
            return [
                ...values, await globals.has("later"), await globals.get("later"),
                await globals.delete("later").catch((error) => error.type),
                await runPythonAsync("await asyncio.sleep(0)\\n1 / 0").catch((error) => error.type),
            ];
        }}""",
        kind,
    )
    assert found == [6, 7, False, None, "KeyError", "ZeroDivisionError"]
    unknown = page.evaluate(
        f"async () => {{ const {{ env }} = {API}; try {{ await env.nobody }} catch (e) {{ return e.message }} }}"
    )
    assert unknown == f'The interpreter "nobody" was not found. There are {kind} [OT311]'


def test_output_can_be_diverted_to_the_page(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(f'<script type="{kind}" id="s">pass</script>'))
    page.wait_for_end("s")
    lines = page.evaluate(
        f"""async (kind) => {{
            const {{ whenDefined }} = {API};
            const wrap = await whenDefined(kind);
            const lines = [];
            wrap.io.stdout = (line) => lines.push(line);
            await wrap.run("print('one')\\nprint('two', end='')\\nprint()");
            wrap.io.stdout = null;
            await wrap.run("print('to the console')");
            wrap.io.stderr = (line) => lines.push("stderr " + line);
            await wrap.run("import sys\\nprint('three', file=sys.stderr)");
            wrap.io.stderr = null;
            return lines;
        }}""",
        kind,
    )
    assert lines == ["one", "two", "stderr three"]
    page.wait_for_log("^to the console$")


def test_an_observer_of_the_page_is_awaited_before_a_script_runs(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(
        site.page(
            f"""<script type="{kind}" id="a">import js\njs.order.push("a")</script>
            <script type="{kind}" id="b" class="marked">js.order.push("b")</script>""",
            head=head(
                """
                customObserver.set(".marked", async (element) => {
                    await new Promise(requestAnimationFrame);
                    order.push(`observed ${element.id}`);
                });
                """
            ),
        )
    )
    page.wait_for_end("b")
    assert page.evaluate("order") == ["observed b", "a", "b"]


def test_a_script_whose_observer_fails_runs_all_the_same(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("no such lesson")
    page.goto(
        site.page(
            f"""<script type="{kind}" id="a" class="marked">import js\njs.order.push("a")</script>
            <script type="{kind}" id="b">js.order.push("b")</script>""",
            head=head('customObserver.set(".marked", () => Promise.reject(new Error("no such lesson")));'),
        )
    )
    page.wait_for("order.length === 2")
    assert page.evaluate("order") == ["a", "b"]


def test_an_interpreter_without_scripts_starts_at_once(page: WatchedPage, site: Site, kind: str) -> None:
    on_ready = "async onReady(wrap) { order.push(await wrap.run('6 * 7')); }"
    ready = f"define(null, {{ interpreter: '{kind}', hooks: {{ main: {{ {on_ready} }} }} }});"
    page.goto(site.page("", head=head(ready)))
    page.wait_for("order[0] === 42")
    page.evaluate("globalThis[Symbol.for('offthread')].runningWorkers()[0].terminate()")


def test_a_worker_is_defined_when_it_is_created(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(
        site.page(
            f'<script type="{kind}" id="s" worker>from polyscript import xworker\nprint(xworker.sync.ask())</script>',
            head=head(
                f"""
                whenDefined("{kind}").then(({{ type, xworker, ...others }}) => {{
                    order.push(type, xworker === document.getElementById("s").xworker, Object.keys(others).length);
                    xworker.sync.ask = () => "in time";
                }});
                """
            ),
        )
    )
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["in time"]
    assert page.evaluate("order") == [kind, True, 0]


def test_a_shared_interpreter_is_defined_before_its_first_script(page: WatchedPage, site: Site, kind: str) -> None:
    html = (
        f'<script type="{kind}" id="s">import js\njs.order.push("ran")</script><script type="{kind}" id="t"></script>'
    )
    page.goto(
        site.page(
            html,
            head=head(
                f"""
                const first = await Promise.race([whenDefined("nobody"), whenDefined("{kind}")]);
                order.push(first.type, typeof first.run, first === await whenDefined("{kind}"));
                """
            ).replace('type="module"', 'type="module" async'),
        )
    )
    assert page.wait_for_end("t")["name"] == "done"
    page.wait_for("order.length === 4")
    assert sorted(map(str, page.evaluate("order"))) == sorted([kind, "function", "True", "ran"])


def test_hooks_are_told_whose_interpreter_creates_a_worker(page: WatchedPage, site: Site, kind: str) -> None:
    code = """
from polyscript import XWorker
worker = XWorker("other.py")
await worker.ready
"""
    page.goto(
        site.page(
            f'<script type="{kind}" id="s">{code}</script>',
            files={"other.py": "pass", "more.py": "pass"},
            head=head(
                """
                hooks.main.onWorker.add((interpreter, xworker) => {
                    order.push([interpreter, xworker]);
                });
                """
            ),
        )
    )
    assert page.wait_for_end("s")["name"] == "done"
    found = page.evaluate(
        """async (kind) => {
            const { whenDefined, XWorker } = await import("/_offthread/offthread.js");
            const wrap = await whenDefined(kind);
            const made = [wrap.XWorker("./more.py"), XWorker("./more.py", { type: kind })];
            await Promise.all(made.map(({ ready }) => ready));
            const whose = order.map(([interpreter]) => interpreter === wrap.interpreter || interpreter);
            for (const [, xworker] of order) xworker.terminate();
            return [whose, order[1][1] === made[0], order[2][1] === made[1]];
        }""",
        kind,
    )
    assert found == [[True, True, None], True, True]


def test_hooks_may_be_those_of_one_worker_alone(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page("", files={"w.py": "print('code', mark)"}, head=head("globalThis.offthread = offthread;")))
    page.evaluate(
        """async (kind) => {
            const worker = { codeBeforeRunAsync: "mark = 'only here'", codeAfterRunAsync: "print('after')" };
            const { Hook, XWorker } = offthread;
            const hooked = XWorker.call(new Hook(null, { worker }), "./w.py", { type: kind });
            await hooked.ready;
            hooked.terminate();
            const other = XWorker.fromSource("print('mark' in globals())", { type: kind });
            await other.ready;
            other.terminate();
        }""",
        kind,
    )
    page.wait_until(lambda: len(page.logged()) == 3, "three lines")
    assert page.logged() == ["code only here", "after", "False"]


def test_the_interpreter_of_an_env_is_found_by_its_name(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <script type="{kind}" id="a" env="named">value = 1</script>
        <script type="{kind}" id="b" env="named">value += 1</script>
    """
    page.goto(site.page(html, head=head("globalThis.offthread = offthread;")))
    page.wait_for_end("b")
    found = page.evaluate("async () => (await offthread.env.named).globals.get('value')")
    assert found == 2
    said = page.evaluate("async () => offthread.env.nobody.catch((error) => error.message)")
    assert said == 'The interpreter "nobody" was not found. There are named [OT311]'


def test_hooks_are_told_of_the_worker_of_a_tag(page: WatchedPage, site: Site, kind: str) -> None:
    html = f'<script type="{kind}" id="own" worker>pass</script><script type="{kind}" id="shared">pass</script>'
    javascript = "hooks.main.onWorker.add((interpreter, worker) => order.push([interpreter, worker.type]));"
    page.goto(site.page(html, head=head(javascript)))
    page.wait_for_end("own")
    page.wait_for_end("shared")
    assert page.evaluate("order") == [[None, kind]]
