"""`done` after a failure, and `all-done` when everything that was there has ended."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site

LISTEN = """
<script>
  window.order = [];
  for (const type of ["py", "mpy"])
    for (const name of ["done", "all-done"])
      addEventListener(`${type}:${name}`, ({ target }) => order.push(`${type}:${name} ${target.id ?? "window"}`));
</script>
"""


def test_a_script_that_fails_is_done_as_well(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("ValueError: on purpose")
    error = warm.add_script(kind, "raise ValueError('on purpose')", id="fails")
    assert error["name"] == "error"
    done = warm.wait_for_event("done", target="fails")
    assert done["ok"] is False
    assert done["errorName"] == "PythonError"


def test_all_done_comes_once_when_all_scripts_have_ended(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("NameError")
    html = f"""
        <script type="{kind}" id="a">import asyncio
await asyncio.sleep(0.05)</script>
        <script type="{kind}" id="b" worker>missing</script>
        <script type="{kind}" id="c" worker>pass</script>
    """
    page.goto(site.page(LISTEN + html))
    page.wait_for(f"order.includes('{kind}:all-done window')")
    order = page.evaluate("order")
    ends = [entry for entry in order if ":done" in entry]
    assert sorted(ends) == [f"{kind}:done {name}" for name in "abc"]
    # The other Python's scripts count for PyScript's `py:all-done`.
    assert set(order[3:]) == {"py:all-done window", f"{kind}:all-done window"}
    page.add_script(kind, "pass", id="later")
    assert page.evaluate("order.filter((entry) => entry.includes('all-done')).length") == len(order) - 3


def test_a_script_that_is_removed_while_it_starts_is_not_waited_for(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <script type="{kind}" id="a" worker>pass</script>
        <script type="{kind}" id="b">pass</script>
        <script type="module">
          import "/_offthread/offthread.js";
          await new Promise(requestAnimationFrame);
          document.getElementById("a").remove();
        </script>
    """
    page.goto(site.page(LISTEN + html))
    page.wait_for("order.includes('py:all-done window')")
    assert page.evaluate(f"order.includes('{kind}:done a')") is False
