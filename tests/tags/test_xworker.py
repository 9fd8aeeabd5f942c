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
        for function in (mean, later, fail, apply, node, asks, asks_later, asks_nobody):
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
}


def test_functions_by_name_both_ways(prepared: WatchedPage) -> None:
    found = prepared.evaluate(
        """async () => {
            const worker = XWorker("./sync.py", { type: kind });
            worker.sync.add = (a, b) => a + b;
            worker.sync.slow = async (a) => { await new Promise((resolve) => setTimeout(resolve, 20)); return a * 2; };
            const { sync } = worker;
            const node = await sync.node("bold");
            const found = [
                await sync.mean([1, 2, 6]), await sync.later(1),
                await sync.fail("no").catch((error) => [error.type, error.message]),
                await sync.apply((value) => value * 3, 5), node instanceof HTMLElement && node.outerHTML,
                await sync.asks(2, 3), await sync.asks_later(4),
                await sync.asks_nobody().catch((error) => error.message),
                await worker.ready === worker,
                await sync.missing().catch((error) => `${error.name}: ${error.message}`),
                typeof sync.then,
            ];
            worker.terminate();
            return found;
        }"""
    )
    exposed = "mean, later, fail, apply, node, asks, asks_later, asks_nobody"
    missing = f"The worker exposes no function `sync.missing`. It exposes {exposed}"
    assert found == [
        *(3, 2, ["ValueError", "ValueError: no"], 15, "<b>bold</b>", 5, 8),
        "The page has set no function `xworker.sync.nobody`. Set it before the worker calls it [OT222]",
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
