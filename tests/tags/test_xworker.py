"""Workers that pages and Python create: `XWorker`, and `xworker` inside of it."""

from __future__ import annotations

import textwrap

import pytest
from browser.page import WatchedPage
from browser.site import Site

PREPARE = """async (kind) => {
    const { XWorker, PyWorker, MPWorker, workers } = await import("/_offthread/offthread.js");
    Object.assign(globalThis, { XWorker, PyWorker, MPWorker, namedWorkers: workers, kind });
}"""


@pytest.fixture
def prepared(page: WatchedPage, site: Site, kind: str) -> WatchedPage:
    """Return a page whose global `XWorker` and its like are those of Offthread; files: see FILES."""
    files = {name: textwrap.dedent(text) for name, text in FILES.items()}
    page.goto(site.page("", files=files))
    page.evaluate(PREPARE, kind)
    return page


FILES = {
    "sync.py": """
        from polyscript import xworker
        import js
        sync = xworker.sync
        def mean(numbers): return sum(numbers) / len(numbers)
        async def later(value):
            import asyncio
            await asyncio.sleep(0.01)
            return value + 1
        def fail(text): raise ValueError(text)
        def apply(function, value): return function(value)
        def node(text):
            made = js.document.createElement("b")
            made.textContent = text
            return made
        def asks(a, b): return sync.add(a, b)
        def asks_later(a): return sync.slow(a)
        def asks_nobody(): return sync.nobody()
        def asks_for_trouble():
            try:
                sync.trouble()
            except Exception as error:
                return [type(error).__name__, "no way" in str(error)]
        def gives(): return sync.take(js.document.body, lambda number: number + 1)
        for function in (mean, later, fail, apply, node, asks, asks_later, asks_nobody, asks_for_trouble, gives):
            setattr(sync, function.__name__, function)
    """,
    "messages.py": """
        from polyscript import xworker
        def answer(event):
            data = event.data
            xworker.postMessage({"got": data, "type": type(data).__name__})
        xworker.onmessage = answer
    """,
    "exports.py": """
        __export__ = ["add", "table"]
        def add(a, b): return a + b
        def table(): return {"a": [1, 2, {"b": None}], "c": True}
    """,
    "fails.py": "def f():\n    raise KeyError('on purpose')\nf()\n",
    "quiet.py": "pass",
    "settings.toml": 'mark = 2\n[files]\n"./quiet.py" = "here"\n',
}


def test_functions_by_name_both_ways(prepared: WatchedPage) -> None:
    found = prepared.evaluate(
        """async () => {
            const worker = XWorker("./sync.py", { type: kind });
            worker.sync.add = (a, b) => a + b;
            worker.sync.trouble = () => { throw new RangeError("no way"); };
            worker.sync.take = (body, f) => [body === document.body, f(41)];
            worker.sync.slow = async (a) => { await new Promise((resolve) => setTimeout(resolve, 20)); return a * 2; };
            const { sync } = worker;
            const node = await sync.node("bold");
            const found = [
                await sync.mean([1, 2, 6]), await sync.later(1),
                await sync.fail("no").catch((error) => [error.type, error.message]),
                await sync.apply((value) => value * 3, 5), node instanceof HTMLElement && node.outerHTML,
                await sync.asks(2, 3), await sync.asks_later(4),
                await sync.asks_nobody().catch((error) => error.message),
                await sync.asks_for_trouble(), await sync.gives(),
                await worker.ready === worker,
                await sync.missing().catch((error) => `${error.name}: ${error.message}`),
                typeof sync.then,
            ];
            worker.terminate();
            return found;
        }"""
    )
    exposed = "mean, later, fail, apply, node, asks, asks_later, asks_nobody, asks_for_trouble, gives"
    missing = f"The worker exposes no function `sync.missing`. It exposes {exposed}"
    assert found == [
        *(3, 2, ["ValueError", "ValueError: no"], 15, "<b>bold</b>", 5, 8),
        "The page has set no function `xworker.sync.nobody`. Set it before the worker calls it [OT222]",
        *(["RangeError", True], [True, 42]),
        *(True, f"TypeError: {missing} [OT223]", "undefined"),
    ]


def test_messages_are_copies_in_natural_values(prepared: WatchedPage) -> None:
    found = prepared.evaluate(
        """async () => {
            const worker = new XWorker("./messages.py", { type: kind });
            const answers = [];
            worker.onmessage = ({ data }) => answers.push(data);
            // Whatever is sent before anybody listens there waits.
            for (const value of [{ a: [1, 2.5, "x"], b: null }, "text", 7, [true]]) worker.postMessage(value);
            while (answers.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
            worker.terminate();
            return answers;
        }"""
    )
    assert found == [
        {"got": {"a": [1, 2.5, "x"], "b": None}, "type": "dict"},
        {"got": "text", "type": "str"},
        {"got": 7, "type": "int"},
        {"got": [True], "type": "list"},
    ]


def test_what_cannot_be_copied_is_refused_as_by_any_worker(prepared: WatchedPage) -> None:
    said = prepared.evaluate(
        """() => {
            const worker = XWorker("./quiet.py", { type: kind });
            try { worker.postMessage(() => 1); } catch (error) { return error.name; } finally { worker.terminate(); }
        }"""
    )
    assert said == "DataCloneError"


def test_a_failure_reaches_ready_and_onerror(prepared: WatchedPage, kind: str) -> None:
    found = prepared.evaluate(
        """async () => {
            const worker = XWorker("./fails.py", { type: kind });
            const told = new Promise((resolve) => {
                worker.onerror = (event) => (event.preventDefault(), resolve(event));
            });
            const rejected = await worker.ready.catch((error) => error.type);
            const { message, filename, lineno, error } = await told;
            worker.terminate();
            return [rejected, message, filename, lineno, error.traceback.includes("fails.py")];
        }"""
    )
    assert found == [
        "KeyError",
        "KeyError: 'on purpose'" if kind == "py" else "KeyError: on purpose",
        "fails.py",
        2,
        True,
    ]


def test_a_file_that_is_missing_rejects_and_ends_the_worker(prepared: WatchedPage) -> None:
    prepared.expect_console("404")
    prepared.expect_console(r"The file http.*nowhere.py of a worker could not be loaded: .*404.*\[OT310\]")
    code = prepared.evaluate("XWorker('./nowhere.py', { type: kind }).ready.catch((error) => error.code)")
    assert code == "OT310"
    assert prepared.live_workers() == []


def test_the_type_may_be_that_of_the_file(prepared: WatchedPage) -> None:
    found = prepared.evaluate(
        """async () => {
            const said = [];
            for (const make of [() => XWorker("./data.txt"), () => XWorker("./x.py", { type: "cobol" })])
                try { make(); } catch (error) { said.push(`${error.name}: ${error.message}`); }
            const worker = XWorker("./quiet.py?query");
            said.push(worker.type);
            worker.terminate();
            return said;
        }"""
    )
    known = "XWorker needs a `type`, which is one of py, mpy, pyodide, micropython, javascript"
    assert found == [f'TypeError: {known}; "" is none [OT309]', f'TypeError: {known}; "cobol" is none [OT309]', "py"]


def test_code_may_be_given_as_text_with_a_config(prepared: WatchedPage) -> None:
    found = prepared.evaluate(
        """async () => {
            const worker = XWorker.fromSource("\\n  __export__ = ['f']\\n  def f(): return open('here').read()", {
                type: kind, config: { files: { "./quiet.py": "here" } }, name: "texts",
            });
            const texts = await namedWorkers.texts;
            const found = await texts.f();
            worker.terminate();
            return [found, await namedWorkers.texts.catch((error) => error.message)];
        }"""
    )
    assert found == ["pass", 'There is no script with name="texts". No script has a name [OT212]']


def test_a_script_may_be_asked_for_by_name_as_soon_as_it_is_added(prepared: WatchedPage) -> None:
    found = prepared.evaluate(
        """async () => {
            const script = document.createElement("script");
            Object.assign(script, { type: kind, textContent: "__export__ = ['f']\\ndef f(): return 42" });
            script.setAttribute("worker", "");
            script.setAttribute("name", "added");
            document.body.append(script);
            const found = await (await namedWorkers.added).f();
            script.remove();
            return found;
        }"""
    )
    assert found == 42


def test_promises_of_workers_that_have_run(prepared: WatchedPage) -> None:
    found = prepared.evaluate(
        """async () => {
            const worker = await (kind === "py" ? PyWorker : MPWorker)("./exports.py", { name: "sums" });
            const sums = await namedWorkers.sums;
            const found = [await worker.sync.add(1, 2), await worker.sync.table(), await sums.add("a", "b")];
            worker.terminate();
            return found;
        }"""
    )
    assert found == [3, {"a": [1, 2, {"b": None}], "c": True}, "ab"]


def test_python_creates_workers_in_shared_and_in_own_workers(page: WatchedPage, site: Site, kind: str) -> None:
    code = f"""
        from pyscript import PyWorker, create_named_worker, workers
        from polyscript import XWorker
        worker = PyWorker("./exports.py", type="{kind}", name=NAME)
        await worker.ready
        print(await worker.sync.add(1, 2), (await worker.sync.table()).a[1])
        print(workers[NAME].sync.add(3, 4))
        worker.terminate()
        named = await create_named_worker("./exports.py", name=NAME + "2", type="{kind}")
        print(await named.add("x", "y"))
    """
    files = {"exports.py": textwrap.dedent(FILES["exports.py"])}
    html = ""
    for name, attribute in (("one", ""), ("two", "worker")):
        files[f"{name}.py"] = f"NAME = '{name}'\n{textwrap.dedent(code)}"
        html += f'<script type="{kind}" id="{name}" src="{name}.py" {attribute}></script>'
    page.goto(site.page(html, files=files))
    for script in ("one", "two"):
        assert page.wait_for_end(script)["name"] == "done"
    assert sorted(page.logged()) == ["3 2", "3 2", "7", "7", "xy", "xy"]


def test_a_name_that_is_taken_is_an_error(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console(r'The name "same" of .* is that of another worker already.*\[OT307\]')
    html = f"""
        <script type="{kind}" id="a" worker name="same">pass</script>
        <script type="{kind}" id="b" worker name="same">pass</script>
    """
    page.goto(site.page(html))
    ends = sorted(page.wait_for_end(script)["name"] for script in "ab")
    assert ends == ["done", "error"]


def test_a_worker_that_ends_rejects_what_waits_for_it(prepared: WatchedPage) -> None:
    codes = prepared.evaluate(
        """async () => {
            const worker = XWorker.fromSource("import time\\ntime.sleep(60)", { type: kind, name: "sleeps" });
            const ended = worker.started.then(() => worker.terminate());
            const waiting = [worker.ready, worker.sync.anything(), namedWorkers.sleeps, ended];
            return Promise.all(waiting.map((promise) => promise.catch((error) => error.code)));
        }"""
    )
    assert codes == ["OT105", "OT105", "OT105", None]


def test_a_loop_may_ask_whether_it_is_to_end(prepared: WatchedPage) -> None:
    found = prepared.evaluate(
        """async () => {
            const code = `
                from polyscript import xworker
                import time
                def wait():
                    turns = 0
                    while not xworker.sync.isStuck():
                        turns += 1
                        time.sleep(0.001)
                    xworker.sync.notStuck()
                    return [turns >= 0, xworker.sync.isStuck()]
                xworker.sync.wait = wait
            `;
            const worker = XWorker.fromSource(code, { type: kind });
            await worker.ready;
            const waiting = worker.sync.wait();
            worker.unstuck();
            const found = await waiting;
            worker.terminate();
            return found;
        }"""
    )
    assert found == [True, False]


def test_a_config_may_be_text_or_have_a_url(prepared: WatchedPage) -> None:
    prepared.expect_console("has the key `mark`")
    found = prepared.evaluate(
        """async () => {
            const code = `
                from pyscript import config
                __export__ = ["f"]
                def f(): return [config["mark"], open("here").read()]
            `;
            const configs = [
                { config: JSON.stringify({ mark: 1, files: { "./quiet.py": "here" } }) },
                { config: "./settings.toml" },
                { config: { mark: 3, files: { "../quiet.py": "here" } }, configURL: "./folder/settings.json" },
            ];
            const found = [];
            for (const options of configs) {
                const worker = XWorker.fromSource(code, { type: kind, ...options });
                await worker.ready;
                found.push(await worker.sync.f());
                worker.terminate();
            }
            return found;
        }"""
    )
    assert found == [[1, "pass"], [2, "pass"], [3, "pass"]]


def test_without_async_there_is_no_top_level_await(prepared: WatchedPage) -> None:
    prepared.expect_console("SyntaxError")
    found = prepared.evaluate(
        """async () => {
            const worker = XWorker.fromSource("import asyncio\\nawait asyncio.sleep(0)", { type: kind, async: false });
            const type = await worker.ready.catch((error) => error.type);
            worker.terminate();
            return type;
        }"""
    )
    assert found == "SyntaxError"


def test_a_name_of_a_worker_that_is_taken_rejects(prepared: WatchedPage) -> None:
    prepared.expect_console(r'The name "same" of the worker of .* is that of another worker already.*\[OT307\]')
    codes = prepared.evaluate(
        """async () => {
            const make = () => XWorker("./quiet.py", { type: kind, name: "same" });
            const [first, second] = [make(), make()];
            const codes = [await first.ready.then(() => "ready"), await second.ready.catch((error) => error.code)];
            first.terminate();
            return codes;
        }"""
    )
    assert codes == ["ready", "OT307"]


def test_a_function_may_be_a_worker_of_javascript(prepared: WatchedPage) -> None:
    found = prepared.evaluate(
        """async () => {
            const worker = XWorker.fromSource(async () => {
                // Its code is a module that has no place of its own.
                const { sync, window } = await import(`${location.origin}/_offthread/worker-api.js`);
                sync.title = () => window.document.title;
            });
            await worker.ready;
            const title = await worker.sync.title();
            worker.terminate();
            return title;
        }"""
    )
    assert found == "Test"


def test_functions_are_offered_by_scripts_that_share_a_worker_and_without_a_name(
    page: WatchedPage, site: Site, kind: str
) -> None:
    html = f"""
        <script type="{kind}" id="a" worker env="e" name="named">
__export__ = ["f"]
def f(): return "exported"
</script>
        <script type="{kind}" id="b" worker>
__export__ = ["g"]
def g(): return "without a name"
</script>
        <{kind}-script id="c" worker name="element">
__export__ = ["h"]
def h(): return "of an element"
</{kind}-script>
    """
    page.goto(site.page(html))
    found = page.evaluate(
        """async () => {
            const { workers } = await import("/_offthread/offthread.js");
            const early = [workers.named, workers.element];
            const b = await document.getElementById("b").xworker.ready;
            return [await (await early[0]).f(), await b.sync.g(), await (await early[1]).h()];
        }"""
    )
    assert found == ["exported", "without a name", "of an element"]


def test_the_worker_of_a_script_has_all_that_a_worker_has(page: WatchedPage, site: Site, kind: str) -> None:
    code = """
        from polyscript import xworker
        from js import document
        xworker.onmessage = lambda event: xworker.postMessage([event.data, xworker.window == document.defaultView])
    """
    page.goto(site.page(f'<script type="{kind}" id="s" worker>{textwrap.dedent(code)}</script>'))
    page.wait_for_end("s")
    found = page.evaluate(
        """async () => {
            const { xworker } = document.getElementById("s");
            const answer = new Promise((resolve) => (xworker.onmessage = ({ data }) => resolve(data)));
            xworker.postMessage("hello");
            return [await answer, await xworker.ready === xworker];
        }"""
    )
    assert found == [["hello", True], True]


def test_exceptions_that_nobody_catches_reach_onerror_and_may_be_dealt_with_there(
    page: WatchedPage, site: Site, kind: str
) -> None:
    code = """
        import js
        from pyscript import when
        @when("click", "#go")
        def go():
            raise ValueError("in a handler")
    """
    html = f'<button id="go">go</button><script type="{kind}" id="s" worker>{textwrap.dedent(code)}</script>'
    page.goto(site.page(html))
    page.wait_for_end("s")
    page.evaluate(
        """() => {
            globalThis.told = [];
            document.getElementById("s").xworker.onerror = (event) => {
                event.preventDefault();
                told.push([event.message, event.lineno, event.error.type, event.error.traceback.includes("in go")]);
            };
        }"""
    )
    page.locator("#go").click()
    page.wait_for("told.length === 1")
    [[message, line, name, has_place]] = page.evaluate("told")
    assert message == "ValueError: in a handler"
    assert (line, name) == (6, "ValueError")
    assert has_place or kind == "mpy"
    # Neither console nor banner.
    assert page.locator(".offthread-error").count() == 0


def test_workers_that_python_has_made_end_with_its_own(page: WatchedPage, site: Site, kind: str) -> None:
    code = f"""
        from polyscript import XWorker
        worker = XWorker("./quiet.py", type="{kind}")
        await worker.ready
    """
    html = f'<script type="{kind}" id="s" worker>{textwrap.dedent(code)}</script>'
    page.goto(site.page(html, files={"quiet.py": "pass"}))
    assert page.wait_for_end("s")["name"] == "done"
    assert len(page.live_workers()) == 2
    page.evaluate("document.getElementById('s').remove()")
    page.wait_until(lambda: page.live_workers() == [], "both workers to end")


def test_python_uses_a_worker_like_the_page(page: WatchedPage, site: Site, kind: str) -> None:
    code = f"""
        import asyncio
        from polyscript import XWorker
        worker = XWorker("./messages.py", type="{kind}", config={{"mark": 1}})
        answers = []
        worker.onmessage = lambda event: answers.append(event.data.to_py())
        worker.postMessage("hello")
        await worker.ready
        while not answers:
            await asyncio.sleep(0.01)
        print(answers[0]["got"], answers[0]["type"])
        worker.terminate()
        worker = XWorker("./asks.py", type="{kind}", async_=True)
        worker.sync.double = lambda number: 2 * number
        await worker.ready
        print(await worker.sync.ask(21))
        worker.terminate()
        worker = XWorker("./code.js")
        print(await worker.sync.title())
        worker.terminate()
    """
    files = {
        "messages.py": textwrap.dedent(FILES["messages.py"]),
        "asks.py": "from polyscript import xworker\nxworker.sync.ask = lambda number: xworker.sync.double(number)\n",
        "code.js": """
            import { sync, window } from "/_offthread/worker-api.js";
            sync.title = () => window.document.title;
        """,
    }
    page.expect_console("has the key `mark`")
    page.goto(site.page(f'<script type="{kind}" id="s">{textwrap.dedent(code)}</script>', files=files))
    end = page.wait_for_end("s")
    assert end["name"] == "done", end
    assert page.logged() == ["hello str", "42", "Test"]
