"""What JavaScript in a worker costs, what it holds, and what becomes of errors that nobody waits for."""

from __future__ import annotations

from .conftest import Lab


def test_writing_to_the_page_makes_no_trips(lab: Lab) -> None:
    lab.run("""
        const host = document.querySelector("#host");
        const build = (count) => {
            for (let i = 0; i < count; i++) {
                const row = document.createElement("p");
                row.textContent = `row ${i}`;
                row.className = "row";
                row.style.color = "red";
                host.append(row);
            }
        };
        build(1); // the first of each kind is asked for
        const made = trips(() => build(2000));
        assert(made === 0, `${made} trips for 10,000 writes`);
        assert(host.childElementCount === 2001, host.childElementCount);
        const { outerHTML } = host.lastElementChild;
        assert(outerHTML === '<p class="row" style="color: red;">row 1999</p>', outerHTML);
    """)


def test_each_operation_makes_one_trip_at_most(lab: Lab) -> None:
    lab.run(
        """
        const body = document.body;
        body.contains(body); // its function is met
        const list = window.list;
        list.sort;
        const map = window.map;
        const counts = {
            get: trips(() => document.title),
            call: trips(() => body.contains(body)),
            "instanceof": trips(() => body instanceof window.HTMLElement) - trips(() => window.HTMLElement),
            has: trips(() => "unknown" in body),
            known: trips(() => "append" in body),
            method: trips(() => body.contains),
            constant: trips(() => body.TEXT_NODE),
            tagName: trips(() => body.tagName),
            "all items": trips(() => [...list]),
            "all pairs": trips(() => [...map]),
            keys: trips(() => Object.keys(list)),
            "keys of the page": trips(() => Object.keys(window)),
            entries: trips(() => Object.entries(window.plain)) - 1,
            sort: trips(() => list.sort((a, b) => a - b)) - trips(() => list.sort),
            "a symbol that the page cannot have": trips(() => body[Symbol("own")]),
        };
        const expected = {
            get: 1, call: 1, "instanceof": 0, has: 1, known: 0, method: 0, constant: 0, tagName: 0, "all items": 1,
            "all pairs": 1, keys: 1, "keys of the page": 1, entries: 1, sort: 1,
            "a symbol that the page cannot have": 0,
        };
        for (const [name, count] of Object.entries(counts)) assert(count === expected[name], `${name}: ${count} trips`);
        """,
        page="""() => {
            window.list = Array.from({ length: 100 }, (_, i) => -i);
            window.map = new Map(Array.from({ length: 100 }, (_, i) => [i, { i }]));
            window.plain = { a: 1, b: {}, c: [] };
        }""",
    )


def test_awaiting_what_is_no_promise_makes_no_trip(lab: Lab) -> None:
    lab.run("""
        const before = api.bridge.stats().roundTrips;
        const body = await document.body; // one for the body
        await (async () => body)();
        await Promise.resolve(body);
        const made = api.bridge.stats().roundTrips - before;
        assert(made === 1, `${made} trips`);
    """)


def test_an_event_s_fields_make_no_trips(lab: Lab) -> None:
    lab.run("""
        const input = document.createElement("input");
        input.value = "typed";
        let made = -1;
        const read = (event) => [event.type, event.key, event.shiftKey, event.target === input, event.target.value];
        const seen = [];
        input.addEventListener("keydown", (event) => {
            read(event); // the function of a getter, an interface: what is met first
            made = trips(() => seen.push(...read(event)));
        });
        input.dispatchEvent(new window.KeyboardEvent("keydown", { key: "x", shiftKey: true }));
        assert(JSON.stringify(seen) === '["keydown","x",true,true,"typed"]', seen);
        assert(made === 0, `${made} trips`);
    """)


def test_a_buffer_that_the_page_fills_is_filled_in_the_worker(lab: Lab) -> None:
    lab.run("""
        const bytes = new Uint8Array(16);
        window.crypto.getRandomValues(bytes);
        assert(bytes.some((byte) => byte !== 0), "nothing was filled in");
        const large = new Float64Array(100_000);
        window.Float64Array.prototype.fill.call(large, 2.5);
        window.eval("(array) => array.fill(1.5)")(large);
        assert(large.every((number) => number === 1.5), large[0]);
    """)


def test_large_data_crosses_in_both_directions(lab: Lab) -> None:
    lab.run("""
        const text = "ü".repeat(3_000_000);
        assert(window.eval("(text) => text")(text) === text, "the text has changed");
        const numbers = Array.from({ length: 200_000 }, (_, i) => i);
        const there = window.eval("(list) => list.map((n) => n * 2)")(numbers);
        assert(there.length === 200_000);
        assert(api.bridge.copy(there).every((n, i) => n === i * 2), "the copy differs");
    """)


def test_an_error_that_nobody_waited_for_is_thrown_by_what_waits_next(lab: Lab) -> None:
    lab.run("""
        const { bridge } = api;
        bridge.mode = "fast";
        const p = document.createElement("p");
        const stray = document.createElement("i");
        const { body } = document;
        p.insertBefore; // its function is met: that waits
        p.removeChild(stray);
        const error = thrown(() => document.title);
        assert(error.name === "NotFoundError" && error instanceof DOMException, error);
        assert(error.operation === "HTMLParagraphElement.removeChild(…)", error.operation);
        p.removeChild(stray);
        p.insertBefore(stray, body);
        const first = thrown(() => bridge.settle());
        assert(first.also.length === 1 && first.also[0].name === "NotFoundError", first.also);
        bridge.mode = "strict";
        const before = bridge.stats().roundTrips;
        p.textContent = "x";
        assert(bridge.stats().roundTrips === before + 1, "strict does not wait");
    """)


def test_an_error_that_nobody_waits_for_at_all_is_reported(lab: Lab) -> None:
    lab.page.evaluate(
        """() => new Promise((resolve) => {
            lab.worker.addEventListener("error", (event) => { event.preventDefault(); resolve(); }, { once: true });
            lab.inWorker(`setTimeout(() => {
                api.bridge.mode = "fast";
                document.body.removeChild(document.createElement("i"));
            })`);
        })"""
    )
    lab.run("api.bridge.mode = 'default'")


def test_an_error_of_a_listener_is_reported_on_the_page(lab: Lab) -> None:
    lab.run("""
        window.addEventListener("probe", () => { throw new RangeError("of a listener"); }, { once: true });
    """)
    lab.page.evaluate("() => { dispatchEvent(new Event('probe')); }")
    lab.page.wait_for("() => lab.errors.length")
    assert lab.page.evaluate("() => lab.errors") == ["RangeError: of a listener"]
    lab.page.evaluate("() => { lab.errors.length = 0; }")


def test_an_error_has_the_frames_of_both_sides(lab: Lab) -> None:
    stack = lab.run(
        "try { window.innermost() } catch (error) { return error.stack }",
        page="() => { window.innermost = function innermost() { throw new TypeError('deep'); }; }",
    )
    assert "TypeError: deep" in stack
    assert "innermost" in stack
    assert "worker.js" in stack


def test_a_class_of_the_worker_cannot_extend_one_of_the_page(lab: Lab) -> None:
    message = lab.run(
        "class Mine extends window.EventTarget {} try { new Mine() } catch (error) { return error.message }"
    )
    assert "cannot extend EventTarget" in message


def test_what_cannot_be_sent_says_so_and_leaves_the_bridge_usable(lab: Lab) -> None:
    lab.run("""
        class Mine {}
        const error = thrown(() => window.String(new Mine()));
        assert(error.name === "EncodeError" && error.code === "OT202", error);
        assert(error.message.includes("class Mine"), error.message);
        const cycle = {};
        cycle.self = cycle;
        assert(thrown(() => window.String(cycle)).code === "OT201");
        assert(window.String(1) === "1");
        assert(thrown(() => document.title = new Mine()).code === "OT202");
        assert(document.querySelector("#host").id === "host");
    """)


def test_plain_data_whose_getters_use_the_page_can_be_sent(lab: Lab) -> None:
    lab.run("""
        const data = { get title() { document.title = "read"; return document.title; }, after: [1] };
        assert(window.JSON.stringify(data) === '{"title":"read","after":[1]}', window.JSON.stringify(data));
    """)


def test_objects_that_are_dropped_are_let_go(lab: Lab) -> None:
    program = """
        const host = document.querySelector("#host");
        host.innerHTML = "<i></i>".repeat(500);
        for (const node of host.children) node.title = "x";
        [...host.querySelectorAll("i")].map((node) => node.style);
        for (let i = 0; i < 500; i++) document.createElement("p").classList.add("x");
        Object.entries(window.echo([{ a: {} }, {}]));
        host.addEventListener("click", (event) => event.target);
        host.click();
        try { window.fail() } catch {}
        await window.fetch("show.js");
        host.remove();
    """
    page = "() => { window.echo = (value) => value; window.fail = () => { throw new Error('x'); }; }"
    lab.run(program, page=page)
    lab.collect()
    lab.page.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<main id=host></main>'); }")
    lab.wait_for("references", lab.stats()["references"])
    before = lab.stats()
    for _ in range(3):
        lab.run(program)
        lab.page.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<main id=host></main>'); }")
    lab.wait_for("references", before["references"])
    lab.wait_for("callables", before["callables"])


def test_an_object_can_be_released_at_once(lab: Lab) -> None:
    lab.run("""
        const { bridge } = api;
        const p = document.createElement("p");
        p.title = "x";
        bridge.release(p);
        const error = thrown(() => p.title);
        assert(error.code === "OT203", error);
    """)


def test_an_object_that_comes_again_after_it_was_collected_is_an_object_again(lab: Lab) -> None:
    lab.run("window.kept = document.createElement('p'); window.kept.title = 'kept';")
    lab.collect()
    lab.run("assert(window.kept.title === 'kept'); assert(window.kept === window.kept);")


def test_a_block_is_applied_in_one_task(lab: Lab) -> None:
    seen = lab.run(
        """
        const host = document.querySelector("#host");
        host.append("0");
        api.bridge.batch(() => { for (let i = 0; i < 100; i++) host.append(String(i % 10)); });
        api.bridge.settle();
        return await window.changes();
        """,
        page="""() => {
            const sizes = [];
            const host = document.querySelector("#host");
            new MutationObserver(() => sizes.push(host.childNodes.length)).observe(host, { childList: true });
            window.changes = () => new Promise((resolve) => setTimeout(() => resolve(sizes.at(-1))));
        }""",
    )
    assert seen == 101


def test_a_promise_can_be_waited_for_by_blocking(lab: Lab) -> None:
    lab.run(
        """
        const { bridge } = api;
        assert(bridge.wait(window.later(7)) === 7);
        assert(bridge.wait(5) === 5);
        assert(thrown(() => bridge.wait(window.Promise.reject(new window.RangeError("no")))).name === "RangeError");
        const error = thrown(() => bridge.wait(new window.Promise(() => {}), { timeout: 1 }));
        assert(error.name === "TimeoutError", error);
        let called = 0;
        window.setTimeout(() => { called++ }, 0);
        while (!called) bridge.sleep(1);
        """,
        page="() => { window.later = (value) => new Promise((resolve) => setTimeout(resolve, 0, value)); }",
    )


def test_what_a_message_describes_is_described_again_to_whom_has_not_read_it(lab: Lab) -> None:
    lab.run(
        """
        const settled = window.give().then((made) => made.name);
        api.bridge.wait(window.later()); // the page has posted the message meanwhile, and it waits for this turn's end
        const other = window.make();
        assert(other.name === "unseen" && [...other].length === 2, [...other]);
        assert(await settled === "unseen");
        """,
        page="""() => {
            class Unseen { name = "unseen"; *[Symbol.iterator]() { yield 1; yield 2; } }
            window.make = () => new Unseen();
            window.give = () => Promise.resolve(new Unseen());
            window.later = () => new Promise((resolve) => setTimeout(resolve));
        }""",
    )


def test_the_page_can_interrupt_a_wait(lab: Lab) -> None:
    name = lab.page.evaluate(
        """async () => {
            const begun = new Promise((resolve) => { window.begun = resolve; });
            const ended = lab.inWorker(`
                try {
                    window.begun();
                    api.bridge.wait(new window.Promise(() => {}));
                } catch (error) { return error.name }
            `);
            await begun;
            lab.interrupt();
            return JSON.parse(await ended).value;
        }"""
    )
    assert name == "AbortError"


def test_the_page_can_interrupt_a_loop_that_uses_it(lab: Lab) -> None:
    name = lab.page.evaluate(
        """async () => {
            const begun = new Promise((resolve) => { window.begun = resolve; });
            const ended = lab.inWorker(`
                try { for (window.begun(); ; ) document.title = "busy" } catch (error) { return error.name }
            `);
            await begun;
            lab.interrupt();
            return JSON.parse(await ended).value;
        }"""
    )
    assert name == "AbortError"


def test_calls_that_nest_too_deep_are_an_error(lab: Lab) -> None:
    name = lab.run("""
        const deeper = (n) => window.eval("(f, n) => f(n)")(deeper, n + 1);
        try { deeper(0) } catch (error) { return error.name }
    """)
    assert name == "NestingError"


def test_an_idle_worker_decides_about_an_event_in_time(lab: Lab) -> None:
    lab.run("""
        const host = document.querySelector("#host");
        host.addEventListener("decide", (event) => { if (event.detail === "stop") event.preventDefault(); });
        host.addEventListener("note", (event) => { window.noted = event.type; });
    """)
    assert lab.page.evaluate(
        """() => ["stop", "go"].map((detail) =>
            host.dispatchEvent(new CustomEvent("decide", { detail, cancelable: true })))"""
    ) == [False, True]
    lab.page.evaluate("() => { host.dispatchEvent(new Event('note')); }")
    lab.page.wait_for("() => window.noted === 'note'")


def test_an_idle_worker_answers_a_function_that_returns_something(lab: Lab) -> None:
    lab.run("window.label = (value) => `${value} %`;")
    assert lab.page.evaluate("() => window.label(5)") == "5 %"
