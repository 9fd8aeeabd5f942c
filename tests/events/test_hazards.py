"""What goes wrong while page and Python wait for each other: the page never hangs, and everything works afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser.page import WatchedPage
from browser.site import Site

from .conftest import PREAMBLE, Listen

Log = Callable[[int], list[object]]

CONFIG = '{"bridge": {"sync_deadline_ms": 1000}}'


def open_with(
    page: WatchedPage,
    site: Site,
    kind: str,
    html: str,
    code: str,
    config: str = "{}",
    files: dict[str, str | bytes] | None = None,
) -> None:
    """Open a page of its own whose Python has a worker of its own, the script `s`, and has run the code."""
    script = f"<script type={kind} worker id=s config='{config}'>{PREAMBLE}{code}</script>"
    page.goto(site.page(f"<script>window.log = [];</script>{html}{script}", files=files))
    end = page.wait_for_end("s")
    assert end["name"] == "done", f"{end.get('message')}\n{end.get('traceback')}"


# What the worker's own JavaScript does where the browser may need the page's thread to begin.
HAZARDS = """
export function nestedWorker() {
    new Worker(URL.createObjectURL(new Blob(["postMessage(1)"]))).onmessage = (event) => event.target.terminate();
}
export function canvas() { new OffscreenCanvas(9, 9).getContext("2d").getImageData(0, 0, 9, 9); }
export function webgl() { new OffscreenCanvas(9, 9).getContext("webgl"); }
export function synchronousRequest() {
    const request = new XMLHttpRequest();
    request.open("GET", location.href, false);
    request.send();
    if (request.status !== 200) throw new Error(`it was answered with ${request.status}`);
}
"""


@pytest.mark.parametrize("name", ["nestedWorker", "canvas", "webgl", "synchronousRequest"])
def test_what_needs_the_page_in_a_handler_ends_with_the_deadline(
    page: WatchedPage, site: Site, kind: str, name: str
) -> None:
    open_with(
        page,
        site,
        kind,
        "<input type=checkbox id=box>",
        f"""
from pyscript.js_modules import hazards
@when("click", "#box")
def click(event):
    event.preventDefault()
    hazards.{name}()
    window.log.push("done")
""",
        '{"js_modules": {"worker": {"./hazards.js": "hazards"}}}',
        {"hazards.js": HAZARDS},
    )
    page.evaluate(
        """() => document.getElementById("box").addEventListener("click", (event) => {
            window.stood = performance.now() - event.timeStamp;
        })"""
    )
    for count in (1, 2):
        page.locator("#box").click()
        page.wait_for("(count) => log.length === count", count)
        assert page.evaluate("stood") < 2000
        assert page.evaluate("document.getElementById('box').checked") is False
    # It took longer than it should, or it did not: both are right.
    page.said = [said for said in page.said if "OT209" not in said.text]


def test_the_pages_own_long_step_does_not_use_up_the_deadline(page: WatchedPage, site: Site, kind: str) -> None:
    open_with(
        page,
        site,
        kind,
        "<input type=checkbox id=box>",
        """
@when("click", "#box")
def click(event):
    window.slowly()
    event.preventDefault()
    window.log.push("decided")
""",
        # A step of the page counts as 30 ms; the rest is for Python, which does all this for the first time.
        '{"bridge": {"sync_deadline_ms": 150}}',
    )
    page.evaluate(
        """() => {
            window.slowly = () => { for (const end = performance.now() + 400; performance.now() < end; ); };
            document.getElementById("box").addEventListener("click", (event) => log.push(event.defaultPrevented));
        }"""
    )
    page.locator("#box").click()
    page.wait_for("log.length === 2")
    assert page.evaluate("log") == ["decided", True]
    assert page.evaluate("document.getElementById('box').checked") is False


RESULTS = {
    "nothing": "undefined",
    "an object": "{ a: 1 }",
    "an element": "document.body",
    "a promise": "Promise.resolve(1)",
    "an error": "(() => { throw new Error('after the end'); })()",
    "a long text": "'x'.repeat(600000)",
}


@pytest.mark.parametrize("result", RESULTS.values(), ids=RESULTS)
def test_a_worker_is_ended_by_what_its_python_calls(page: WatchedPage, site: Site, kind: str, result: str) -> None:
    open_with(page, site, kind, "", "def go(): window.kill()\nwindow.go = go")
    page.evaluate(
        f"""() => {{
            window.ended = document.getElementById("s").xworker;
            window.kill = () => {{ ended.terminate(); log.push("killed"); return {result}; }};
        }}"""
    )
    page.evaluate("() => { go(); }")
    page.wait_for("log.length === 1")
    assert page.evaluate(
        "() => { const { references, callables, pending } = ended.stats(); return [references, callables, pending]; }"
    ) == [0, 0, 0]
    assert page.add_script(kind, "from js import window\nwindow.log.push('next')", id="next")["name"] == "done"
    assert page.evaluate("log") == ["killed", "next"]


def test_a_worker_is_ended_while_the_page_waits_for_its_handler(page: WatchedPage, site: Site, kind: str) -> None:
    open_with(
        page,
        site,
        kind,
        "<input type=checkbox id=box>",
        """
@when("click", "#box")
def click(event):
    event.preventDefault()
    window.kill()
    window.log.push("survived")
def answer():
    return window.kill()
window.answer = answer
""",
    )
    page.evaluate(
        """() => {
            window.kill = () => { document.getElementById("s").xworker.terminate(); };
            document.getElementById("box").addEventListener("click", () => log.push("page"));
        }"""
    )
    page.locator("#box").click()
    assert page.evaluate("log") == ["page"]
    assert page.evaluate("document.getElementById('box').checked") is False
    page.locator("#box").click()
    assert page.evaluate("document.getElementById('box').checked") is True
    assert "OT205" in page.evaluate(
        "(async () => { try { await answer(); } catch (error) { return error.message; } })()"
    )


def test_a_function_whose_worker_ends_meanwhile_throws(page: WatchedPage, site: Site, kind: str) -> None:
    open_with(page, site, kind, "", "def answer():\n    return window.kill()\nwindow.answer = answer")
    page.evaluate("() => { window.kill = () => { document.getElementById('s').xworker.terminate(); }; }")
    assert "OT205" in page.evaluate("() => { try { answer(); } catch (error) { return error.message; } }")


STANDING = {
    "sleeps": "import time\nwindow.log.push(1)\ntime.sleep(60)",
    "waits for a promise": "window.log.push(1)\noffthread.wait(window.Promise.new(lambda *_: None))",
    "waits for a call": "window.log.push(1)\nwindow.eval('for (const end = Date.now() + 300; Date.now() < end;);')",
    "uses the page": "window.log.push(1)\nwhile True: document.title",
    "writes": "window.log.push(1)\nwhile True: document.title = 'x'",
}


@pytest.mark.parametrize("code", STANDING.values(), ids=STANDING)
def test_the_page_goes_elsewhere_while_python_waits(page: WatchedPage, site: Site, kind: str, code: str) -> None:
    script = f"<script type={kind} worker id=s>{PREAMBLE}{code}</script>"
    page.goto(site.page(f"<script>window.log = [];</script>{script}"))
    page.wait_for("log.length === 1")
    page.goto(site.page(f"<script type={kind} id=t>import time\ntime.sleep(0.01)\nprint('there')</script>"))
    assert page.wait_for_end("t")["name"] == "done"
    assert page.logged() == ["there"]


def test_the_page_goes_elsewhere_while_it_waits_for_python(page: WatchedPage, site: Site, kind: str) -> None:
    there = site.page(f"<script type={kind} id=t>print('there')</script>")
    open_with(
        page,
        site,
        kind,
        "<a id=link href='#stay'>link</a>",
        f"""
import time
@when("click", "#link")
def click(event):
    event.preventDefault()
    window.location.assign("{there}")
    end = time.time() + 0.3
    while time.time() < end:
        document.title
""",
        CONFIG,
    )
    page.locator("#link").click()
    page.raw.wait_for_url(there)
    assert page.wait_for_end("t")["name"] == "done"
    assert page.logged() == ["there"]


def test_answers_to_waits_that_were_given_up_are_never_taken_for_others(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        from offthread import wait
        later = window.eval('''(ms, value) => new Promise((resolve) => {
            const end = performance.now() + ms;
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => performance.now() < end ? port2.postMessage(0) : (port1.close(), resolve(value));
            port2.postMessage(0);
        })''')
        echo = window.eval("(value) => value")
        long = "x" * 300000
        late = 0
        for i in range(200):
            promise = later(i % 5, [i] if i % 3 == 0 else i)
            try:
                found = wait(promise, timeout=(i % 7) / 2000)
                assert (found[0] if i % 3 == 0 else found) == i, (i, found)
            except OSError:
                late += 1
            assert echo(i) == i
            if i % 10 == 0:
                assert echo(str(i) + long) == str(i) + long
                element = document.createElement("p")
                element.id = "given-up-%d" % i
                assert element.id == "given-up-%d" % i
            if i % 4 == 0:
                found = wait(promise)
                assert (found[0] if i % 3 == 0 else found) == i, (i, found)
        # Both ends came now and then, or this would test nothing.
        assert 0 < late < 200, late
        """,
    )


def test_answers_to_waits_that_were_interrupted_are_never_taken_for_others(
    warm: WatchedPage, listen: Listen, kind: str
) -> None:
    listen("", "window.looping = None\nwindow.interrupts = 0\nwindow.interrupted = -1")
    script = warm.insert_script(
        kind,
        """
import time
from js import document, window
from offthread import wait
later = window.eval("(ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value))")
echo = window.eval("(value) => value")
wrong = []
interrupts = 0
def ask(i):
    found = wait(later(i % 3, i))
    if found != i:
        wrong.append((i, found))
    for n in range(20):
        found = echo(i * 100 + n)
        if found != i * 100 + n:
            wrong.append((i, n, found))
    text = echo(str(i) * 100000)
    if text != str(i) * 100000:
        wrong.append((i, text[:20]))
i = 0
def ask_all():
    global i
    # The page sends the next interrupt when it has seen this.
    window.interrupted = interrupts
    while i < 200:
        ask(i)
        i += 1
window.looping = True
while i < 200:
    try:
        # A function, as a jump within `try` may lie outside of it for CPython 3.14, and the interrupt with it.
        ask_all()
    except KeyboardInterrupt:
        interrupts += 1
for _ in range(3):
    try:
        window.looping = False
        time.sleep(0.1)
    except KeyboardInterrupt:
        interrupts += 1
assert not wrong, wrong[:10]
assert interrupts > 5, interrupts
assert interrupts == window.interrupts, (interrupts, window.interrupts)
assert echo("end") == "end"
""",
        worker=True,
    )
    warm.evaluate(
        """(id) => {
            const timer = setInterval(() => {
                const worker = document.getElementById(id)?.xworker;
                if (!worker || window.looping === false) return clearInterval(timer);
                if (!window.looping || window.interrupted !== window.interrupts) return;
                window.interrupts++;
                worker.interrupt();
            }, 23);
        }""",
        script,
    )
    end = warm.wait_for_end(script)
    assert end["name"] == "done", f"{end.get('message')}\n{end.get('traceback')}"


def test_what_fails_within_calls_leaves_the_bridge_as_it_was(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        from offthread import JsException
        apply = window.eval("(f, ...rest) => f(...rest)")
        throws = window.eval("() => { throw new RangeError('thrown'); }")
        throws_anything = window.eval("() => { throw { toString() { throw 1; }, get message() { throw 2; } }; }")
        hostile = window.eval('''() => new Proxy({}, {
            getPrototypeOf() { throw new Error("trap"); }, get() { throw new Error("trap"); },
            has() { throw new Error("trap"); }, ownKeys() { throw new Error("trap"); },
        })''')
        too_long = window.eval("() => 'x'.repeat(2 ** 28)")
        swallow = window.eval("(f) => { try { f(); return 'returned'; } catch (error) { return error.name; } }")
        def deep(n, end):
            return end() if n == 0 else apply(deep, n - 1, end)
        def raises():
            raise LookupError("in Python")
        def unsendable():
            return object()
        failures = {"thrown": 0, "hostile": 0}
        for round in range(5):
            for depth in (0, 1, 4):
                try:
                    deep(depth, throws)
                except JsException as error:
                    assert error.name == "RangeError", error
                    failures["thrown"] += 1
                try:
                    deep(depth, throws_anything)
                except JsException:
                    failures["thrown"] += 1
                try:
                    deep(depth, raises)
                except LookupError:
                    failures["thrown"] += 1
                try:
                    deep(depth, hostile).anything
                except Exception:
                    failures["hostile"] += 1
                try:
                    deep(depth, lambda: apply(unsendable))
                except Exception as error:
                    assert "OT202" in str(error), error
                    failures["thrown"] += 1
                assert swallow(raises) == "PythonError"
                assert swallow(unsendable) == "PythonError"
                assert swallow(throws) == "RangeError"
                assert deep(depth, lambda: "fine") == "fine"
                assert window.Array.of(3, 1, 2).sort(lambda a, b: a - b).join("") == "123"
        assert failures == {"thrown": 60, "hostile": 15}, failures
        try:
            apply(too_long)
        except Exception as error:
            assert "OT201" in str(error), error
        else:
            raise AssertionError("no limit")
        assert document.title == document.title
        """,
    )
    assert warm.live_workers()[0]["stats"]["pending"] == 0


def test_a_value_that_is_needed_within_a_call_is_a_deadlock_at_every_depth(warm: WatchedPage, listen: Listen) -> None:
    listen(
        "",
        """
        from offthread import errors, wait
        apply = window.eval("(f) => f()")
        later = window.eval("() => new Promise((resolve) => setTimeout(resolve, 5, 'later'))")
        caught = []
        def waits():
            return wait(later())
        def catches():
            try:
                waits()
            except errors.Deadlock as error:
                caught.append("OT211" in str(error))
                return apply(lambda: "caught")
        def passes():
            return apply(waits)
        for function in (waits, passes, lambda: apply(passes)):
            try:
                apply(function)
            except errors.Deadlock:
                caught.append("passed on")
        assert apply(catches) == "caught"
        assert caught == ["passed on", "passed on", "passed on", True], caught
        assert wait(later()) == "later"
        # The page can do without the value of what it calls by itself: that becomes a promise.
        window.waits = waits
        """,
    )
    assert warm.evaluate(
        "(async () => { const found = waits(); return [found instanceof Promise, await found]; })()"
    ) == [
        True,
        "later",
    ]


def test_handlers_that_sleep_within_each_other_are_interrupted_one_by_one(
    warm: WatchedPage, listen: Listen, log: Log, kind: str
) -> None:
    listen(
        "<button id=go>go</button>",
        """
        import time
        depth = 0
        @when("click", "#go")
        def nap(event):
            global depth
            depth += 1
            window.log.push("sleeps")
            try:
                time.sleep(60)
            except KeyboardInterrupt:
                window.log.push("interrupted %d" % depth)
            depth -= 1
        """,
    )
    script = warm.insert_script(
        kind,
        """
import time
from js import window
window.log.push("asleep")
try:
    time.sleep(60)
except KeyboardInterrupt:
    window.log.push("interrupted %d" % depth)
""",
    )
    log(1)
    for count in range(4):
        warm.locator("#go").click()
        log(2 + count)
    interrupt = """() => globalThis[Symbol.for("offthread")].runningWorkers()[0].interrupt()"""
    for count in range(5):
        warm.evaluate(interrupt)
        log(6 + count)
    assert warm.wait_for_end(script)["name"] == "done"
    assert warm.evaluate("log") == ["asleep"] + ["sleeps"] * 4 + [f"interrupted {n}" for n in (4, 3, 2, 1, 0)]
    warm.wait_until(lambda: warm.live_workers()[0]["stats"]["pending"] == 0, "all calls to return")


def test_handlers_that_wait_for_a_sleep_run_after_it_is_interrupted(
    warm: WatchedPage, listen: Listen, log: Log, kind: str
) -> None:
    listen(
        "<button id=go>go</button>",
        """
        from offthread import wait
        @when("click", "#go")
        def go(event):
            window.log.push("go")
        """,
    )
    script = warm.insert_script(
        kind,
        """
from js import window
from offthread import wait
window.log.push("asleep")
try:
    wait(timeout=60, serve=False)
except KeyboardInterrupt:
    window.log.push("interrupted")
""",
    )
    log(1)
    for _ in range(4):
        warm.locator("#go").click()
    assert warm.live_workers()[0]["stats"]["pending"] == 4
    warm.evaluate("""() => globalThis[Symbol.for("offthread")].runningWorkers()[0].interrupt()""")
    assert warm.wait_for_end(script)["name"] == "done"
    found = log(6)
    assert sorted(map(str, found)) == ["asleep", "go", "go", "go", "go", "interrupted"]
    assert warm.live_workers()[0]["stats"]["pending"] == 0
