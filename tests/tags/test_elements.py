"""`<py-script>` and `<mpy-script>`: elements that are scripts, and show the output as well."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site


def test_an_element_runs_its_code_and_shows_its_output_in_itself(page: WatchedPage, site: Site, kind: str) -> None:
    html = f"""
        <{kind}-script id="s">
            from pyscript import display
            if 1 < 2:
                display("shown")
        </{kind}-script>
    """
    page.goto(site.page(html))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.text("#s") == "shown"
    assert page.evaluate("getComputedStyle(document.getElementById('s')).display") == "block"


def test_code_that_the_browser_took_for_elements_runs_with_a_warning(page: WatchedPage, site: Site, kind: str) -> None:
    page.expect_console("has become elements of the page")
    html = f"<{kind}-script id='s'>print(\"<b>bold</b>\", 1 < 2, 3 > 2 and 4)</{kind}-script>"
    page.goto(site.page(html))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["<b>bold</b> True 4"]


def test_an_element_made_by_a_script_runs(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """(kind) => {
            const element = document.createElement(`${kind}-script`);
            element.id = "made";
            element.textContent = "print('made')";
            document.body.append(element);
        }""",
        kind,
    )
    assert warm.wait_for_end("made")["name"] == "done"
    warm.wait_for_log("^made$")
    assert warm.evaluate("document.getElementById('made').target === document.getElementById('made')")


def test_an_element_may_have_a_worker_and_a_source(page: WatchedPage, site: Site, kind: str) -> None:
    html = f'<{kind}-script id="s" src="main.py" worker></{kind}-script>'
    page.goto(site.page(html, files={"main.py": "from pyscript import display\ndisplay('from a file')"}))
    end = page.wait_for_end("s")
    assert (end["name"], end["worker"]) == ("done", True)
    assert page.text("#s") == "from a file"
    page.evaluate("document.getElementById('s').remove()")
    page.wait_until(lambda: not page.live_workers(), "the worker to end")
