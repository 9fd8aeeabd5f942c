"""Workers of a page's own, connected with connect(); functions by name; messages; programs of type "javascript"."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site

API = "/_offthread/worker-api.js"
IMPORTS = f'import {{ window, document, sync, xworker, ready, bridge }} from "{API}";\n'
HEAD = '<script type="module">import { connect } from "/_offthread/xworker.js"; window.connect = connect;</script>'


def open_page(page: WatchedPage, site: Site, worker: str, **files: str) -> WatchedPage:
    """Open a page that has `connect` and a worker's file beside it."""
    sources = {"worker.js": IMPORTS + worker, **{name.replace("_", "."): text for name, text in files.items()}}
    page.goto(site.page("<main></main>", head=HEAD, files=sources))
    page.wait_for("() => Boolean(window.connect)")
    return page


CONNECT = """
    const worker = new Worker("worker.js", { type: "module" });
    const connection = await connect(worker);
"""


def test_functions_are_called_by_name_in_both_directions(page: WatchedPage, site: Site) -> None:
    open_page(
        page,
        site,
        """
        sync.add = (a, b) => a + b;
        sync.slow = async (x) => { await null; return x * 2; };
        sync.fail = () => { throw new RangeError("from the worker"); };
        sync.tag = (element) => element.tagName;
        sync.apply = (f, x) => f(x);
        sync.ask = () => [sync.now(20), sync.soon(1), sync.list([1, 2]).length, sync.back((x) => x + 1)];
        sync.refused = () => { try { sync.throws() } catch (error) { return [error.name, error.message] } };
        """,
    )
    assert page.evaluate(
        f"""async () => {{
            {CONNECT}
            const {{ sync }} = connection;
            Object.assign(sync, {{
                now: (x) => x + 1,
                soon: async (x) => {{ await new Promise(requestAnimationFrame); return x + 100; }},
                list: (items) => items.map((x) => x * 2),
                back: (f) => f(41),
                throws() {{ throw new TypeError("from the page"); }},
            }});
            const failed = await sync.fail().catch((error) => [error instanceof RangeError, error.message]);
            const results = [
                await sync.add(1, 2), await sync.slow(4), failed, await sync.tag(document.querySelector("main")),
                await sync.apply((x) => x * 3, 5), await sync.ask(), await sync.refused(),
            ];
            worker.terminate();
            return results;
        }}"""
    ) == [3, 8, [True, "from the worker"], "MAIN", 15, [21, 101, 2, 42], ["TypeError", "from the page"]]


def test_a_call_waits_until_its_function_is_set(page: WatchedPage, site: Site) -> None:
    open_page(page, site, "sync.begin = () => { sync.late = () => 'set late'; };")
    assert (
        page.evaluate(
            f"""async () => {{
            {CONNECT}
            const late = connection.sync.late();
            await connection.sync.begin();
            const result = await late;
            worker.terminate();
            return result;
        }}"""
        )
        == "set late"
    )


def test_a_name_that_is_never_set_is_an_error(page: WatchedPage, site: Site) -> None:
    open_page(
        page,
        site,
        """
        sync.tried = () => { try { sync.missing() } catch (error) { return error.message } };
        ready();
        """,
    )
    messages = page.evaluate(
        f"""async () => {{
            {CONNECT}
            const here = await connection.sync.nobody().catch(({{ message }}) => message);
            const there = await connection.sync.tried();
            worker.terminate();
            const ended = await connection.sync.other().catch(({{ message }}) => message);
            return [here, there, ended];
        }}"""
    )
    assert "sync.nobody" in messages[0]
    assert "[OT223]" in messages[0]
    assert "sync.missing" in messages[1]
    assert "[OT222]" in messages[1]
    assert "[OT105]" in messages[2]


def test_a_worker_that_ends_lets_go_of_everything_and_rejects_what_waits(page: WatchedPage, site: Site) -> None:
    open_page(
        page,
        site,
        """
        const held = [document.body, document.head];
        document.addEventListener("click", () => held);
        document.body.onkeydown = () => held;
        sync.hang = () => new Promise(() => {});
        sync.begun = () => {};
        """,
    )
    found = page.evaluate(
        f"""async () => {{
            {CONNECT}
            const hanging = connection.sync.hang().catch(({{ message }}) => message);
            const waiting = connection.sync.never().catch(({{ message }}) => message);
            await connection.sync.begun();
            worker.terminate();
            return [await hanging, await waiting, connection.stats(), document.body.onkeydown];
        }}"""
    )
    assert "[OT205]" in found[0]
    assert "[OT105]" in found[1]
    assert found[2]["references"] == 0
    assert found[2]["callables"] == 0
    assert found[3] is None


def test_messages_of_the_program_pass_and_those_of_the_bridge_do_not(page: WatchedPage, site: Site) -> None:
    open_page(
        page,
        site,
        """
        const seen = [];
        xworker.onmessage = ({ data }) => { seen.push(["xworker", data]); };
        self.onmessage = ({ data, ports }) => {
            seen.push(["self", data]);
            ports[0]?.postMessage(seen);
        };
        document.title = "used";
        xworker.postMessage({ ready: [document.title, xworker.isWindowProxy(document), xworker.isWindowProxy({})] });
        """,
    )
    assert page.evaluate(
        """async () => {
            const worker = new Worker("worker.js", { type: "module" });
            const ready = new Promise((resolve) => {
                worker.onmessage = ({ data }) => data.ready && resolve(data.ready);
            });
            worker.postMessage("early"); // before anybody listens
            await connect(worker);
            const said = await ready;
            const { port1, port2 } = new MessageChannel();
            const seen = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data); });
            worker.postMessage("late", [port2]);
            const messages = await seen;
            worker.terminate();
            return [said, messages];
        }"""
    ) == [
        ["used", True, False],
        [["xworker", "early"], ["self", "early"], ["xworker", "late"], ["self", "late"]],
    ]


def test_a_worker_whose_script_fails_is_not_waited_for(page: WatchedPage, site: Site) -> None:
    open_page(page, site, "")
    error = page.evaluate(
        """async () => {
            try {
                await connect(new Worker("missing.js", { type: "module" }));
            } catch (error) {
                return [error.code, error.message];
            }
        }"""
    )
    assert error[0] == "OT104"


def test_a_page_that_is_not_isolated_is_told_so(page: WatchedPage, site: Site) -> None:
    page.goto(site.page("", head=HEAD, origin=site.plain))
    page.wait_for("() => Boolean(window.connect)")
    assert page.evaluate("() => connect(new Worker('data:text/javascript,')).catch(({ code }) => code)") == "OT101"


def test_the_worker_s_module_is_refused_on_a_page(page: WatchedPage, site: Site) -> None:
    open_page(page, site, "")
    message = page.evaluate(f"() => import('{API}').catch(({{ message }}) => message)")
    assert "[OT221]" in message
    assert (
        page.evaluate(
            """() => new Promise((resolve) => {
            addEventListener("message", ({ data }) => resolve(data), { once: true });
            postMessage("still heard");
        })"""
        )
        == "still heard"
    )


def test_the_module_gives_one_instance_whatever_its_url(page: WatchedPage, site: Site) -> None:
    open_page(
        page,
        site,
        f"""
        const again = await import("{API}?again");
        sync.same = () => [again.window === window, again.sync === sync, again.window.document === document];
        """,
    )
    same = page.evaluate(
        f"async () => {{ {CONNECT} const same = await connection.sync.same(); worker.terminate(); return same; }}"
    )
    assert same == [True, True, True]


def test_a_worker_is_connected_once(page: WatchedPage, site: Site) -> None:
    open_page(page, site, "sync.name = () => 'one';")
    assert page.evaluate(
        f"""async () => {{
            {CONNECT}
            const again = await connect(worker);
            const found = [again === connection, await again.sync.name()];
            worker.terminate();
            return found;
        }}"""
    ) == [True, "one"]


def test_an_object_of_one_worker_is_none_of_another_s(page: WatchedPage, site: Site) -> None:
    open_page(page, site, "sync.make = () => (window.made = document.createElement('p')); sync.tag = (e) => e.tagName;")
    assert page.evaluate(
        """async () => {
            const open = () => connect(new Worker("worker.js", { type: "module" }));
            const [a, b] = [await open(), await open()];
            const made = await a.sync.make();
            const found = [made === window.made, await b.sync.tag(made)];
            a.close();
            b.close();
            return found;
        }"""
    ) == [True, "P"]


# A worker of ours; the page hears of its errors by `ready` alone.
START = """
    async function start(type, { code = "", url = "" }) {
        const { XWorker } = await import("/_offthread/offthread.js");
        const worker = url ? new XWorker(url, { type }) : XWorker.fromSource(code, { type });
        worker.addEventListener("error", (event) => event.preventDefault());
        worker.postMessage("early");
        const error = await worker.ready.then(() => null, ({ name, type, message, traceback, line }) => {
            return { name, type, message, traceback, line };
        });
        return { end: error ? "failed" : "done", error, stop: () => worker.terminate() };
    }
"""


def test_a_program_in_javascript_is_a_module_by_its_url(page: WatchedPage, site: Site) -> None:
    open_page(
        page,
        site,
        """
        import { word } from './other.js';
        document.title = word;
        onmessage = ({ data }) => { document.body.title = data; };
        """,
        other_js="export const word = 'imported';",
    )
    assert page.evaluate(
        f"""async () => {{
            {START}
            const {{ end, stop }} = await start("javascript", {{ url: "worker.js" }});
            const title = document.title;
            while (!document.body.title) await new Promise(requestAnimationFrame);
            stop();
            return [end, title, document.body.title];
        }}"""
    ) == ["done", "imported", "early"]


def test_a_program_in_javascript_given_as_text_runs_as_a_module(page: WatchedPage, site: Site) -> None:
    open_page(page, site, "")
    assert page.evaluate(
        f"""async ([code]) => {{
            {START}
            const {{ end, stop }} = await start("javascript", {{ code }});
            stop();
            return [end, document.title];
        }}""",
        [IMPORTS.replace(API, site.isolated + API) + "document.title = await Promise.resolve('from text');"],
    ) == ["done", "from text"]


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        ("\n\nthrow new RangeError('of the program');", "RangeError", "of the program"),
        ("window.document.querySelector('!!')", "SyntaxError", "not a valid selector"),
        (
            "bridge.mode = 'fast'; document.body.removeChild(document.createElement('p'))",
            "NotFoundError",
            "removeChild",
        ),
    ],
)
def test_an_error_of_a_program_in_javascript_is_its_own(
    page: WatchedPage, site: Site, code: str, kind: str, message: str
) -> None:
    open_page(page, site, code)
    error = page.evaluate(
        f"""async () => {{
            {START}
            const {{ error, stop }} = await start("javascript", {{ url: "worker.js" }});
            stop();
            return error;
        }}"""
    )
    assert error["name"] == kind
    assert error["type"] == kind
    assert message in error["message"]
    assert kind in error["traceback"]
    assert ("worker.js" in error["traceback"]) == (error["line"] > 0)


@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_javascript_beside_python_has_the_page_as_well(page: WatchedPage, site: Site, kind: str) -> None:
    open_page(
        page,
        site,
        """
        document.body.addEventListener("probe", (event) => { window.heard = [event.type, bridge.mode]; });
        document.title = "of the module";
        window.order = [...window.Array.of(3, 1, 2).sort((a, b) => a - b)];
        export const element = document.createElement("p");
        """,
    )
    python = """
from js import document, window
def handler(event):
    window.python = [event.type, "Python"]
    window.sorted_ = window.Array.of(3, 1, 2).sort(lambda a, b: b - a).join()
document.body.addEventListener("probe", handler)
"""
    page.evaluate(
        f"""async ([kind, code]) => {{
            {START}
            window.started = await start(kind, {{ code }});
        }}""",
        [kind, python],
    )
    url = page.evaluate("() => new URL('worker.js', location).href")
    page.raw.workers[0].evaluate("async (url) => { await import(url); }", url)
    assert page.evaluate(
        """async () => {
            document.body.dispatchEvent(new Event("probe"));
            while (!window.heard || !window.sorted_) await new Promise(requestAnimationFrame);
            started.stop();
            return [started.end, document.title, window.order, window.heard, window.python, window.sorted_];
        }"""
    ) == ["done", "of the module", [1, 2, 3], ["probe", "default"], ["probe", "Python"], "3,2,1"]
