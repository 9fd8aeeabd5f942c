"""Which scripts share a worker: those of one type and `env`."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site


def test_scripts_of_one_env_share_globals_and_others_do_not(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <script type="{kind}" id="a" env="one">here = "one"</script>
        <script type="{kind}" id="b" env="two">print("here" in globals())</script>
        <script type="{kind}" id="c" env="one">print(here)</script>
        <script type="{kind}" id="d">print("here" in globals(), "of the type")</script>
    """
    page.goto(site.page(html))
    for script in "abcd":
        assert page.wait_for_end(script)["name"] == "done"
    assert sorted(page.logged()) == ["False", "False of the type", "one"]
    assert len(page.live_workers()) == 3


def test_scripts_with_worker_share_that_of_their_env(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <script type="{kind}" id="a" worker env="both">first = 1</script>
        <script type="{kind}" id="b" worker env="both">print(first + 1)</script>
        <script type="{kind}" id="c" worker>print("first" in globals())</script>
    """
    page.goto(site.page(html))
    for script in "abc":
        end = page.wait_for_end(script)
        assert (end["name"], end["worker"]) == ("done", True)
    assert sorted(page.logged()) == ["2", "False"]
    same = "document.getElementById('a').xworker === document.getElementById('b').xworker"
    assert page.evaluate(same)


def test_the_worker_of_an_env_ends_with_its_last_script(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <script type="{kind}" id="a" worker env="e">value = 1</script>
        <script type="{kind}" id="b" worker env="e">print(value)</script>
    """
    page.goto(site.page(html))
    page.wait_for_end("b")
    page.evaluate("document.getElementById('a').remove()")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert len(page.live_workers()) == 1
    page.evaluate("document.getElementById('b').remove()")
    page.wait_until(lambda: not page.live_workers(), "the worker to end")
    # The next one of that env begins with nothing.
    page.add_script(kind, "print('value' in globals())", worker=True, env="e", id="again")
    page.wait_for_log("^False$")


def test_async_false_means_no_top_level_await(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("SyntaxError")
    code = "import asyncio\nawait asyncio.sleep(0)"
    failed = warm.add_script(kind, code, **{"async": "false"})
    assert (failed["name"], failed["type"]) == ("error", "SyntaxError")
    assert warm.add_script(kind, "print('without')", **{"async": "no"})["name"] == "done"
    warm.wait_for_log("^without$")


def test_the_scripts_of_an_interpreter_with_other_configs_have_other_workers(page: WatchedPage, site: Site) -> None:
    html = """
        <script type="micropython" id="a" config='{"bridge": "strict"}'>mark = 1</script>
        <script type="micropython" id="b">print("mark" in globals())</script>
    """
    page.goto(site.page(html))
    for script in "ab":
        assert page.wait_for_end(script)["name"] == "done"
    assert page.logged() == ["False"]


def test_events_of_scripts_with_worker_and_env_say_so(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("on purpose")
    head = f"""
        <script type="module">
          globalThis.said = [];
          for (const name of ["progress", "ready", "done", "error"])
            addEventListener("{kind}:" + name, ({{ detail }}) => said.push([name, detail.worker]));
          await import("/_offthread/offthread.js");
        </script>
    """
    html = f"""
        <script type="{kind}" id="a" worker env="own">
from js import document
from pyscript import when
@when("click", "body")
def fail():
    raise ValueError("on purpose, later")
raise ValueError("on purpose")
</script>
    """
    page.goto(site.page(html, head=head))
    page.wait_for_end("a")
    page.wait_for("said.some(([name]) => name === 'done')")
    page.evaluate("document.body.click()")
    page.wait_for("said.filter(([name]) => name === 'error').length === 2")
    said = {tuple(entry) for entry in page.evaluate("said")}
    assert said == {("progress", True), ("ready", True), ("error", True), ("done", True)}
