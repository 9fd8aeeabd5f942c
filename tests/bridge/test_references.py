"""Lifetimes: what Python drops the page forgets, and what an ended worker held goes with it."""

from __future__ import annotations

from browser.page import WatchedPage

from .conftest import Run

STATS = """() => globalThis[Symbol.for("offthread")].runningWorkers()[0].stats()"""
GC = "() => { gc(); }"


def references(page: WatchedPage) -> int:
    """Return how many objects the page keeps for its worker."""
    return int(page.evaluate(STATS)["references"])


def callables(page: WatchedPage) -> int:
    """Return how many functions of the worker the page holds."""
    return int(page.evaluate(STATS)["callables"])


def collect(page: WatchedPage, kind: str) -> None:
    """Have the worker collect its garbage: MicroPython does between turns, and its tokens go with a JavaScript GC."""
    page.add_script(kind, "import gc\ngc.collect()")
    for worker in page.raw.workers:
        worker.evaluate("() => { gc(); }")
    page.add_script(kind, "pass")


def wait_for_references(page: WatchedPage, kind: str, expected: int) -> None:
    """Wait until the page keeps no more than `expected` objects."""

    def reached() -> bool:
        collect(page, kind)
        return references(page) <= expected

    page.wait_until(reached, f"the references to be {expected} again")


def test_a_hundred_thousand_objects_created_and_dropped(run: Run, warm: WatchedPage, kind: str) -> None:
    run("pass")
    collect(warm, kind)
    before = references(warm)
    for _ in range(10):
        run("""
            create = document.createElement
            for _ in range(10000):
                create("p")
        """)
    wait_for_references(warm, kind, before + 5)


def test_objects_in_every_kind_of_result_are_released(run: Run, warm: WatchedPage, kind: str) -> None:
    page = "() => { window.nested = [{ deep: [document.body] }, new Map([['k', document.head]])]; }"
    run("pass", page=page)
    collect(warm, kind)
    before = references(warm)
    run(
        """
        import asyncio
        host.innerHTML = "<i></i>" * 2000
        for node in host.querySelectorAll("i"):
            break
        list(host.children)
        host.children[1:50]
        window.nested.to_py()
        window.nested[1].object_values()
        raises(JsException, document.querySelector, "!!")
        await window.Promise.resolve(host)
        try:
            await window.Promise.reject(host)
        except JsException:
            pass
        host.addEventListener("click", lambda event: event.target)
        host.click()
        await asyncio.sleep(0.05)
        host.remove()
        """,
    )
    wait_for_references(warm, kind, before + 5)


def test_what_is_still_used_survives(run: Run, warm: WatchedPage, kind: str) -> None:
    run("""
        global kept
        kept = [document.createElement("p") for _ in range(100)]
        for index, element in enumerate(kept):
            element.id = "kept" + str(index)
    """)
    collect(warm, kind)
    collect(warm, kind)
    run("""
        assert [element.id for element in kept] == ["kept" + str(index) for index in range(100)]
        kept.clear()
    """)


def test_an_object_that_is_released_while_it_is_on_its_way_here_lives(run: Run) -> None:
    run(
        """
        import asyncio, gc
        seen = []
        window.receive = lambda item: seen.append(item.label)
        for number in range(50):
            item = window.item
            window.send()
            del item
            gc.collect()
            await asyncio.sleep(0)
        for _ in range(100):
            if len(seen) == 50:
                break
            await asyncio.sleep(0.01)
        assert seen == ["precious"] * 50, seen
        window.receive = None
        """,
        page="""() => {
            window.item = { label: "precious" };
            window.send = () => { window.receive(window.item); };
        }""",
    )


def test_a_listener_that_is_registered_again_while_its_old_wrapper_dies_lives(run: Run, warm: WatchedPage) -> None:
    run("""
        global seen, listener
        seen = []
        def listener(event):
            seen.append(event.type)
        host.addEventListener("x", listener)
        host.removeEventListener("x", listener)
    """)
    warm.evaluate(GC)
    run("""
        import asyncio
        for _ in range(20):
            host.addEventListener("x", listener)
            host.dispatchEvent(window.Event.new("x"))
            await asyncio.sleep(0)
            host.removeEventListener("x", listener)
            if hasattr(window, "gc"):
                window.gc()
        await asyncio.sleep(0.1)
        assert len(seen) == 20, len(seen)
    """)


def test_functions_that_the_page_drops_are_forgotten(run: Run, warm: WatchedPage, kind: str) -> None:
    run("pass")
    before = callables(warm)
    run("""
        for number in range(200):
            host.addEventListener("click", lambda event: None, {"once": True})
        assert offthread.stats()["callables"] >= 200
        host.click()
        await window.Promise.resolve(1).then(lambda value: value)
    """)

    def forgotten() -> bool:
        # MicroPython's collector is conservative: an element of an earlier test may live on, and with it a listener.
        collect(warm, kind)
        warm.evaluate(GC)
        return callables(warm) <= before

    warm.wait_until(forgotten, "the page to forget the worker's functions")
    run(f"""
        import asyncio
        for _ in range(100):
            if offthread.stats()["callables"] <= {before}:
                break
            await asyncio.sleep(0.01)
        assert offthread.stats()["callables"] <= {before}, offthread.stats()
    """)


def test_objects_can_be_released_by_hand(run: Run, warm: WatchedPage) -> None:
    run("""
        with offthread.scope() as keep:
            elements = [keep(document.createElement("p")) for _ in range(100)]
            assert offthread.stats()["commands"] > 100
        error = raises(errors.ReferenceLost, lambda: elements[0].id)
        assert "[OT203]" in str(error)
        element = document.createElement("p")
        offthread.release(element)
        raises(errors.ReferenceLost, lambda: element.id)
        assert document.title is not None
    """)


def test_a_worker_that_ends_frees_all_it_held(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<b id=target></b>'); window.count = 0; }")
    script = warm.insert_script(
        kind,
        """
from js import document, window
target = document.getElementById("target")
kept = [document.createElement("p") for _ in range(50)]
def listener(event):
    window.count = window.count + 1
target.addEventListener("click", listener)
target.addEventListener("keydown", listener, capture=True)
target.onfocus = listener
window.pending = window.setInterval(listener, 10000)
""",
        worker=True,
    )
    end = warm.wait_for_end(script)
    assert end["name"] == "done", end
    held = warm.evaluate(
        "(id) => globalThis[Symbol.for('offthread')].runningWorkers().find((worker) => !worker.shared).stats()", script
    )
    assert held["references"] >= 50
    assert held["callables"] == 1
    client = warm.raw.context.new_cdp_session(warm.raw)

    def listeners() -> int:
        node = client.send("Runtime.evaluate", {"expression": "document.getElementById('target')"})
        found = client.send("DOMDebugger.getEventListeners", {"objectId": node["result"]["objectId"]})
        return len(found["listeners"])

    assert listeners() == 3
    stats = warm.evaluate(
        """(id) => {
            const script = document.getElementById(id);
            const worker = globalThis[Symbol.for("offthread")].runningWorkers().find((worker) => !worker.shared);
            script.remove();
            return new Promise((resolve) => setTimeout(() => resolve(worker.stats())));
        }""",
        script,
    )
    assert (stats["references"], stats["callables"], stats["pending"]) == (0, 0, 0)
    assert listeners() == 0
    warm.evaluate("() => { document.getElementById('target').remove(); clearInterval(window.pending); }")


def test_a_rejection_that_nobody_awaits_is_reported_once_it_is_dropped(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("nobody awaited this")
    warm.add_script(kind, "from js import window\nwindow.Promise.reject(window.Error.new('nobody awaited this'))\n")

    def reported() -> bool:
        collect(warm, kind)
        return any("nobody awaited this" in said.text for said in warm.said)

    warm.wait_until(reported, "the rejection to be reported")
