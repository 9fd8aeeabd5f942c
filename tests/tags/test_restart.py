"""A worker is ended and another started in its place, with the same scripts."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site

# The page knows how often a script ran; its worker, in which that is counted too, cannot know of one before it.
COUNT = """
from js import window
window.runs = (window.runs if "runs" in window else 0) + 1
here = globals().get("here", 0) + 1
"""

# Endless, the first time it runs, in a way that an interrupt can end.
ENDLESS = """
try:
    while window.runs == 1:
        pass
except KeyboardInterrupt:
    print("interrupted")
    raise
"""

# Endless, and an interrupt does not end it: MicroPython never learns of it, CPython would not hear.
DEAF = {
    "py": """
while window.runs == 1:
    try:
        for _ in range(1000000):
            pass
    except KeyboardInterrupt:
        pass
""",
    "mpy": """
if window.runs == 1:
    while True:
        pass
""",
}


@pytest.fixture
def fresh(warm: WatchedPage) -> WatchedPage:
    """Return the module's page, on which no script has counted yet."""
    warm.evaluate("() => { delete window.runs; }")
    return warm


def test_a_script_runs_again_in_a_new_worker(fresh: WatchedPage, kind: str) -> None:
    script = fresh.insert_script(kind, COUNT + "print('runs', window.runs, 'here', here)", worker=True)
    fresh.wait_for_end(script)
    seen = fresh.evaluate(
        """async (id) => {
            const script = document.getElementById(id);
            const old = script.xworker;
            const restarting = old.restart();
            const replaced = await restarting;
            const late = await old.run("pass", "late.py").catch(({ code }) => code);
            await replaced.run("print('still here', here)", "more.py");
            const alive = globalThis[Symbol.for("offthread")].runningWorkers();
            return { late, isNew: replaced !== old && replaced === script.xworker, alive: alive.includes(replaced) };
        }""",
        script,
    )
    assert seen == {"late": "OT105", "isNew": True, "alive": True}
    fresh.wait_for_event("done", target=script, count=2)
    assert [event["name"] for event in fresh.events(target=script)] == ["ready", "done"] * 2
    fresh.wait_until(lambda: len(fresh.logged()) == 3, "three lines")
    assert fresh.logged() == ["runs 1 here 1", "runs 2 here 1", "still here 1"]
    assert [worker["shared"] for worker in fresh.live_workers()] == [True, False]


def test_a_busy_worker_is_interrupted_first(fresh: WatchedPage, kind: str) -> None:
    script = fresh.insert_script(kind, COUNT + ENDLESS, worker=True)
    fresh.wait_for("() => window.runs === 1")
    fresh.evaluate("(id) => document.getElementById(id).xworker.restart()", script)
    assert fresh.wait_for_event("done", target=script)["ok"] is True
    assert fresh.logged() == ["interrupted"]
    # An interrupt that only prepares the restart is no error of the script.
    assert fresh.events("error") == []
    assert fresh.evaluate("() => window.runs") == 2


def test_a_worker_that_does_not_react_is_ended_all_the_same_and_reported(fresh: WatchedPage, kind: str) -> None:
    said = fresh.expect_console(
        rf'WorkerError: index.html#deaf \("{kind}"\) did not react to KeyboardInterrupt within 500 ms.*\[OT108\]'
    )
    fresh.insert_script(kind, COUNT + DEAF[kind], worker=True, id="deaf")
    fresh.wait_for("() => window.runs === 1")
    fresh.evaluate("() => document.getElementById('deaf').xworker.restart()")
    fresh.wait_for_event("done", target="deaf")
    failed = fresh.wait_for_event("error", target="deaf")
    assert (failed["code"], failed["errorName"], failed["worker"]) == ("OT108", "WorkerError", True)
    fresh.check_console()
    assert len(said.met) == 1


def test_a_worker_that_awaits_is_ended_at_once(fresh: WatchedPage, kind: str) -> None:
    code = COUNT + "import asyncio\nwhile window.runs == 1:\n    await asyncio.sleep(0.01)\n"
    script = fresh.insert_script(kind, code, worker=True)
    fresh.wait_for("() => window.runs === 1")
    fresh.evaluate("(id) => document.getElementById(id).xworker.restart()", script)
    fresh.wait_for_event("done", target=script)
    assert fresh.events("error") == []


def test_a_worker_that_is_starting_is_replaced_without_a_word(fresh: WatchedPage, kind: str) -> None:
    script = fresh.insert_script(kind, COUNT, worker=True)
    fresh.evaluate("(id) => document.getElementById(id).xworker.restart()", script)
    fresh.wait_for_event("done", target=script)
    assert fresh.evaluate("() => window.runs") == 1
    assert [event["name"] for event in fresh.events(target=script)] == ["ready", "done"]


def test_two_calls_at_once_are_one_restart(fresh: WatchedPage, kind: str) -> None:
    script = fresh.insert_script(kind, COUNT + ENDLESS, worker=True)
    fresh.wait_for("() => window.runs === 1")
    same = fresh.evaluate(
        """async (id) => {
            const script = document.getElementById(id);
            const old = script.xworker;
            const first = old.restart();
            const second = old.restart();
            // Once more while the new worker starts.
            await new Promise((resolve) => {
                const look = () => (script.xworker === old ? setTimeout(look) : resolve());
                look();
            });
            const third = script.xworker.restart();
            const workers = await Promise.all([first, second, third]);
            return workers.every((worker) => worker === script.xworker);
        }""",
        script,
    )
    assert same
    fresh.wait_for_event("done", target=script)
    assert fresh.evaluate("() => window.runs") == 2
    assert len(fresh.live_workers()) == 2


def test_a_worker_that_has_ended_can_be_restarted(fresh: WatchedPage, kind: str) -> None:
    script = fresh.insert_script(kind, COUNT, worker=True)
    fresh.wait_for_end(script)
    fresh.evaluate(
        """async (id) => {
            const { xworker } = document.getElementById(id);
            xworker.terminate();
            await xworker.restart();
        }""",
        script,
    )
    fresh.wait_for_event("done", target=script, count=2)
    assert fresh.events("error") == []


def test_a_script_that_failed_can_be_restarted(fresh: WatchedPage, kind: str) -> None:
    fresh.expect_console("ZeroDivisionError")
    script = fresh.insert_script(kind, COUNT + "if window.runs == 1:\n    1 / 0\n", worker=True)
    fresh.wait_for_event("error", target=script)
    fresh.evaluate("(id) => document.getElementById(id).xworker.restart()", script)
    fresh.wait_for_event("done", target=script)


def test_an_old_worker_restarts_whichever_has_its_place(page: WatchedPage, site: Site) -> None:
    page.goto(site.page('<script type="mpy" id="s" worker>pass</script>'))
    page.wait_for_end("s")
    current = page.evaluate(
        """async () => {
            const script = document.getElementById("s");
            const first = script.xworker;
            const second = await first.restart();
            const third = await first.restart();
            return first !== second && second !== third && third === script.xworker;
        }"""
    )
    assert current
    assert len(page.live_workers()) == 1


def test_a_script_that_leaves_the_page_meanwhile_is_not_started_again(fresh: WatchedPage, kind: str) -> None:
    script = fresh.insert_script(kind, COUNT + "while window.runs == 1:\n    pass\n", worker=True)
    fresh.wait_for("() => window.runs === 1")
    told = fresh.evaluate(
        """async (id) => {
            const script = document.getElementById(id);
            const { xworker } = script;
            const restarting = xworker.restart();
            script.remove();
            const tell = (error) => `${error.name} ${error.code}`;
            return [await restarting.catch(tell), await xworker.restart().catch(tell)];
        }""",
        script,
    )
    assert told == ["WorkerError OT105"] * 2
    assert fresh.evaluate("() => window.runs") == 1
    assert [worker["shared"] for worker in fresh.live_workers()] == [True]


def test_a_script_that_comes_back_meanwhile_runs_once_more_and_no_more(fresh: WatchedPage, kind: str) -> None:
    script = fresh.insert_script(kind, COUNT + "while window.runs == 1:\n    pass\n", worker=True)
    fresh.wait_for("() => window.runs === 1")
    told = fresh.evaluate(
        """async (id) => {
            const script = document.getElementById(id);
            const restarting = script.xworker.restart();
            script.remove();
            await Promise.resolve();
            document.body.append(script);
            return restarting.catch(({ code }) => code);
        }""",
        script,
    )
    assert told == "OT105"
    fresh.wait_for_event("done", target=script)
    assert fresh.evaluate("() => window.runs") == 2
    assert [worker["shared"] for worker in fresh.live_workers()] == [True, False]


def test_what_the_old_worker_held_on_the_page_is_gone(fresh: WatchedPage, kind: str) -> None:
    code = """
from js import document
def greet(event):
    print("clicked")
button = document.getElementById("restarted") or document.createElement("button")
button.id = "restarted"
button.addEventListener("click", greet)
document.body.append(button)
"""
    script = fresh.insert_script(kind, code, worker=True)
    fresh.wait_for_end(script)
    fresh.evaluate("(id) => document.getElementById(id).xworker.restart()", script)
    fresh.wait_for_event("done", target=script, count=2)
    fresh.locator("#restarted").click()
    fresh.wait_for_log("^clicked$")
    fresh.evaluate("(id) => document.getElementById(id).xworker.run('print(\"end\")', 'end.py')", script)
    fresh.wait_for_log("^end$")
    assert fresh.logged() == ["clicked", "end"]
    fresh.evaluate("() => document.getElementById('restarted').remove()")


def test_all_scripts_of_a_shared_worker_run_again_in_their_order(page: WatchedPage, site: Site, kind: str) -> None:
    # The first one awaits, and all have the config of the first that has one.
    html = f"""
        <script type="{kind}" id="a">import asyncio; order = ["a"]; await asyncio.sleep(0.05)</script>
        <script type="{kind}" id="b" config='files = {{"x.txt" = ""}}'>order.append(open("x.txt").read())</script>
        <script type="{kind}" id="gone">order.append("gone")</script>
        <script type="{kind}" id="c">print(",".join(order))</script>
    """
    page.goto(site.page(html, files={"x.txt": "b"}))
    page.wait_for_event("done", target="c")
    page.evaluate(
        """async () => {
            document.getElementById("gone").remove();
            const [worker] = globalThis[Symbol.for("offthread")].runningWorkers();
            const restarting = worker.restart();
            const late = Object.assign(document.createElement("script"), { type: worker.type, id: "late" });
            late.textContent = "print('late', ','.join(order))";
            document.body.append(late);
            await restarting;
        }"""
    )
    page.wait_for_event("done", target="late")
    page.wait_until(lambda: len(page.logged()) == 3, "three lines")
    assert page.logged() == ["a,b,gone", "a,b", "late a,b"]
    events = [(event["name"], event["target"]) for event in page.events()]
    first = [(name, target) for target in ("a", "b", "gone", "c") for name in ("ready", "done")]
    again = [(name, target) for target in ("a", "b", "c", "late") for name in ("ready", "done")]
    assert events == first + again
    assert [worker["shared"] for worker in page.live_workers()] == [True]


def test_scripts_that_waited_for_a_shared_worker_run_once_in_the_new_one(
    page: WatchedPage, site: Site, kind: str
) -> None:
    html = f"""
        <script type="{kind}" id="busy">{COUNT}{ENDLESS}</script>
        <script type="{kind}" id="next">print("next", here)</script>
    """
    page.goto(site.page(html))
    page.wait_for("() => window.runs === 1")
    page.evaluate("""() => globalThis[Symbol.for("offthread")].runningWorkers()[0].restart()""")
    page.wait_for_event("done", target="next")
    page.wait_for_log("^next 1$")
    assert page.logged() == ["interrupted", "next 1"]
    assert page.events("error") == []
    assert [(event["name"], event["target"]) for event in page.events()] == [
        ("ready", "busy"),
        ("ready", "busy"),
        ("done", "busy"),
        ("ready", "next"),
        ("done", "next"),
    ]
