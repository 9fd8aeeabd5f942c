"""Script tags: what runs, where, in which order, and which events tell of it."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site


def test_inline_code_runs_without_the_indentation_of_the_page(warm: WatchedPage, kind: str) -> None:
    code = """
        # A comment may start where it likes.
        text = '''kept
  as it is'''
        if True:
            print(repr(text))
    """
    assert warm.add_script(kind, code)["name"] == "done"
    warm.wait_for_log(r"^'kept\\n  as it is'$")


def test_src_is_fetched_and_run(page: WatchedPage, site: Site, kind: str) -> None:
    html = f'<script type="{kind}" id="s" src="sub/main.py"></script>'
    page.goto(site.page(html, files={"sub/main.py": "print('from a file')"}))
    page.wait_for_log("^from a file$")
    page.wait_for_event("done", target="s")


def test_a_comment_beside_src_is_allowed_and_code_is_not(warm: WatchedPage, kind: str) -> None:
    warm.expect_console(r"has both a `src` and code of its own.*\[OT304\]")
    failed = warm.add_script(kind, "\n  # a note\n  print(1)", src="main.py", id="both")
    assert (failed["name"], failed["code"], failed["errorName"]) == ("error", "OT304", "TagError")


def test_shared_scripts_share_globals_and_run_in_document_order(page: WatchedPage, site: Site, kind: str) -> None:
    # The first has to be fetched and awaits; without an order the second would run first, and fail.
    html = f"""
        <script type="{kind}" id="a" src="slow.py"></script>
        <script type="{kind}" id="b">order.append("b")</script>
        <script type="{kind}" id="c">print(",".join(order))</script>
    """
    slow = "import asyncio\norder = []\nawait asyncio.sleep(0.2)\norder.append('a')\n"
    page.goto(site.page(html, files={"slow.py": slow}))
    page.wait_for_event("done", target="c")
    assert page.logged() == ["a,b"]
    events = [(event["name"], event["target"]) for event in page.events()]
    assert events == [(name, target) for target in "abc" for name in ("ready", "done")]


def test_a_worker_script_has_globals_of_its_own(warm: WatchedPage, kind: str) -> None:
    warm.add_script(kind, "whose = 'shared'")
    own = warm.add_script(kind, "print('whose' in globals())", worker=True)
    assert own["worker"] is True
    warm.wait_for_log("^False$")


def test_ready_comes_before_the_code_and_done_after_it(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """(kind) => {
            for (const name of ["ready", "done"]) {
                const log = (event) => console.log(`${name} ${event.detail.worker}`);
                document.addEventListener(`${kind}:${name}`, log, { once: true });
            }
        }""",
        kind,
    )
    done = warm.add_script(kind, "import asyncio\nprint('one')\nawait asyncio.sleep(0.05)\nprint('two')")
    assert done["ok"] is True
    warm.wait_until(lambda: len(warm.logged()) == 4, "four lines")
    assert sorted(warm.logged()) == ["done false", "one", "ready false", "two"]
    assert warm.logged().index("ready false") < warm.logged().index("one")


def test_scripts_added_later_run(warm: WatchedPage, kind: str) -> None:
    assert warm.add_script(kind, "print('late')")["name"] == "done"
    warm.wait_for_log("^late$")


def test_scripts_that_a_script_adds_among_hundreds_of_other_things_run(warm: WatchedPage, kind: str) -> None:
    warm.add_script(
        kind,
        f"""
from js import document
import offthread
host = document.createElement("div")
document.body.append(host)
offthread.sync()
with offthread.fast():
    for number in range(1000):
        item = document.createElement("p")
        item.textContent = str(number)
        host.append(item)
        if number in (100, 900):
            script = document.createElement("script")
            script.type = "{kind}"
            script.textContent = "print('added as %d')" % number
            host.append(script)
    script = document.createElement("script")
    script.type = "{kind}"
    script.setAttribute("worker", "")
    script.textContent = "print('must not run')"
    host.append(script)
    script.remove()
    for number in range(100):
        host.append(document.createElement("p"))
offthread.sync()
print("the adding script ends")
""",
    )
    warm.wait_for_log("^added as 100$")
    warm.wait_for_log("^added as 900$")
    # What is added afterwards is still seen.
    warm.add_script(kind, "print('and later')")
    warm.wait_for_log("^and later$")
    assert "must not run" not in warm.logged()


def test_a_script_whose_type_is_set_after_it_was_added_runs(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """async (kind) => {
            const script = document.createElement("script");
            script.type = "text/plain";
            script.id = "changed";
            script.textContent = "pass";
            document.body.append(script);
            await new Promise(requestAnimationFrame);
            script.type = kind;
        }""",
        kind,
    )
    assert warm.wait_for_end("changed")["name"] == "done"


def test_a_shared_script_runs_once_however_often_it_is_moved(warm: WatchedPage, kind: str) -> None:
    script = warm.insert_script(kind, "print('once')")
    warm.wait_for_end(script)
    warm.evaluate(
        """async (id) => {
            const script = document.getElementById(id);
            document.head.append(script);
            script.remove();
            await new Promise(requestAnimationFrame);
            document.body.append(script);
        }""",
        script,
    )
    warm.add_script(kind, "print('end')")
    warm.wait_for_log("^end$")
    assert warm.logged() == ["once", "end"]


def test_removing_a_worker_script_ends_its_worker(warm: WatchedPage, kind: str) -> None:
    script = warm.insert_script(kind, "while True: pass", worker=True)
    warm.wait_for_event("ready", target=script)
    threads = len(warm.raw.workers)
    assert warm.evaluate("(id) => document.getElementById(id).xworker instanceof Worker", script)
    warm.evaluate("(id) => document.getElementById(id).remove()", script)
    warm.wait_until(lambda: len(warm.raw.workers) == threads - 1, "the worker's thread to go")
    assert [worker["shared"] for worker in warm.live_workers()] == [True]


def test_moving_a_worker_script_keeps_its_worker(warm: WatchedPage, kind: str) -> None:
    script = warm.insert_script(kind, "answer = 42", worker=True)
    warm.wait_for_end(script)
    warm.evaluate("(id) => document.head.append(document.getElementById(id))", script)
    # Observers have run by the next frame.
    warm.evaluate("() => new Promise(requestAnimationFrame)")
    assert len(warm.live_workers()) == 2
    warm.evaluate("(id) => document.getElementById(id).remove()", script)
    warm.wait_for("""() => globalThis[Symbol.for("offthread")].runningWorkers().length === 1""")


def test_a_worker_script_that_comes_back_gets_a_new_worker(warm: WatchedPage) -> None:
    script = warm.insert_script("mpy", "print('here')", worker=True)
    warm.wait_for_end(script)
    warm.evaluate(
        """async (id) => {
            const script = document.getElementById(id);
            script.remove();
            await new Promise(requestAnimationFrame);
            document.body.append(script);
        }""",
        script,
    )
    warm.wait_for_event("done", target=script, count=2)
    warm.evaluate("(id) => document.getElementById(id).remove()", script)


def test_terminate_ends_a_worker_and_says_no_more(warm: WatchedPage, kind: str) -> None:
    script = warm.insert_script(kind, "while True: pass", worker=True)
    warm.wait_for_event("ready", target=script)
    warm.evaluate("(id) => document.getElementById(id).xworker.terminate()", script)
    assert len(warm.live_workers()) == 1
    assert warm.events("error") == []


def test_a_flood_of_changes_hides_no_script(warm: WatchedPage) -> None:
    # All in one turn, so that the observer is told of thousands of changes at once, or of one with thousands of nodes.
    own = warm.insert_script("mpy", "pass", worker=True)
    warm.wait_for_end(own)
    warm.evaluate(
        """(own) => {
            const script = (id) => {
                const textContent = `print("${id}")`;
                return Object.assign(document.createElement("script"), { type: "mpy", id, textContent });
            };
            const later = Object.assign(script("changed"), { type: "text/plain" });
            document.body.append(later);
            const flood = (parent) => {
                for (let i = 0; i < 2000; i++) parent.append(document.createElement("i"), "text");
            };
            const deep = document.createElement("div");
            flood(document.body);
            document.body.append(deep);
            deep.append(document.createElement("p"));
            deep.firstChild.append(script("deep"));
            document.getElementById(own).remove();
            const gone = script("gone");
            document.body.append(gone);
            flood(deep);
            gone.remove();
            later.type = "mpy";
        }""",
        own,
    )
    for script in ("changed", "deep"):
        assert warm.wait_for_end(script)["name"] == "done"
    warm.evaluate(
        """() => {
            const script = `<script type="mpy" id="last">print("last")<` + "/script>";
            const html = `${"<i></i>".repeat(2000)}<p>${script}</p>`;
            document.body.append(document.createRange().createContextualFragment(html));
        }"""
    )
    assert warm.wait_for_end("last")["name"] == "done"
    warm.wait_for_log("^last$")
    assert sorted(warm.logged()) == ["changed", "deep", "last"]
    assert all(worker["shared"] for worker in warm.live_workers())


def test_each_type_has_a_shared_worker_of_its_own(page: WatchedPage, site: Site) -> None:
    html = """
        <script type="mpy" id="a">where = "mpy"</script>
        <script type="micropython" id="b">print("where" in globals())</script>
        <script type="mpy" id="c">print(where)</script>
    """
    page.goto(site.page(html))
    for script in "abc":
        assert page.wait_for_end(script)["name"] == "done"
    page.wait_until(lambda: len(page.logged()) == 2, "two lines")
    assert sorted(page.logged()) == ["False", "mpy"]
    assert sorted(worker["type"] for worker in page.live_workers()) == ["micropython", "mpy"]


def test_two_copies_of_the_library_are_one_instance(page: WatchedPage, site: Site) -> None:
    scripts = "".join(
        f'<script type="module" src="/_offthread/offthread.js{query}"></script>' for query in ("", "?again")
    )
    page.goto(site.page('<script type="mpy" id="s">print("once")</script>', head=scripts))
    page.wait_for_event("done", target="s")
    same = page.evaluate(
        """async () => {
            const one = await import("/_offthread/offthread.js");
            const two = await import("/_offthread/offthread.js?again");
            return one.workers === two.workers && one.version === two.version && two.runningWorkers().length === 1;
        }"""
    )
    assert same
    page.wait_for_log("^once$")
    assert page.logged() == ["once"]


def test_scripts_of_other_types_are_left_alone(warm: WatchedPage, kind: str) -> None:
    warm.insert_script("text/python", "print('never')")
    warm.insert_script("pyx", "print('never')")
    warm.add_script(kind, "print('only this')")
    warm.wait_for_log("^only this$")
    assert warm.logged() == ["only this"]


def test_a_script_that_is_removed_while_it_starts_says_nothing_and_keeps_nothing(warm: WatchedPage, kind: str) -> None:
    # Tests before this one may have left workers that scripts share.
    before = len(warm.live_workers())
    script = warm.insert_script(kind, "print('never')", worker=True, id="fleeting", name="fleeting")
    assert len(warm.live_workers()) == before + 1
    warm.evaluate("(id) => document.getElementById(id).remove()", script)
    warm.wait_until(lambda: len(warm.live_workers()) == before, "its worker to end")
    # Its name is free again.
    end = warm.add_script(kind, "print('another')", worker=True, id="staying", name="fleeting")
    assert end["name"] == "done"
    warm.wait_for_log("^another$")
    assert warm.logged() == ["another"]
    assert warm.events(target="fleeting") == []


def test_a_missing_source_does_not_keep_the_next_script_from_running(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("404")
    page.expect_console(r"\[OT302\]")
    html = f"""
        <script type="{kind}" id="missing" src="nowhere.py"></script>
        <script type="{kind}" id="next">print("next")</script>
    """
    page.goto(site.page(html))
    assert page.wait_for_end("missing")["code"] == "OT302"
    assert page.wait_for_end("next")["name"] == "done"
    page.wait_for_log("^next$")


def test_offline_on_the_page_s_script_changes_nothing(page: WatchedPage, site: Site, kind: str) -> None:
    head = '<script type="module" src="/_offthread/offthread.js" offline></script>'
    page.goto(site.page(f'<script type="{kind}" id="s">print("runs")</script>', head=head))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["runs"]


def test_a_script_of_the_type_pyodide_runs(page: WatchedPage, site: Site) -> None:
    page.goto(site.page("<script type='pyodide' id='s'>import sys\nprint(sys.implementation.name)</script>"))
    end = page.wait_for_end("s")
    assert (end["type"], end["name"], end["worker"]) == ("pyodide", "done", False)
    assert page.logged() == ["cpython"]
