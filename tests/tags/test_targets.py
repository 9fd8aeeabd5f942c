"""Where output goes: `target`, the elements that are made for it, and what scripts know of themselves."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site

SHOW = "from pyscript import display\ndisplay('shown')"


@pytest.mark.parametrize("worker", ["", "worker"])
@pytest.mark.parametrize("target", ["out", "#out", "main > output"])
def test_target_is_an_id_or_a_selector(page: WatchedPage, site: Site, kind: str, worker: str, target: str) -> None:
    script = f'<script type="{kind}" id="s" {worker} target="{target}">{SHOW}</script>'
    page.goto(site.page(f'<main><output id="out"></output></main>{script}'))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.text("#out") == "shown"
    assert page.evaluate("document.getElementById('s').target.id") == "out"


def test_without_a_target_an_element_is_made_after_the_script(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(f'<div id="here"><script type="{kind}" id="s">{SHOW}</script></div><p>after</p>'))
    page.wait_for_end("s")
    made = page.evaluate("[...document.getElementById('here').children].map(({ localName, id }) => [localName, id])")
    assert made == [["script", "s"], ["script-py", f"{kind}-0"]]
    assert page.text(f"#{kind}-0") == "shown"


def test_that_of_a_script_with_a_worker_is_named_after_it(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(f'<script type="{kind}" worker>{SHOW}</script>'))
    page.wait_for_event("done", target=f"{kind}-w0")
    assert page.evaluate("document.scripts[1].nextSibling.localName") == f"script-{kind}"
    assert page.text(f"#{kind}-w0-target") == "shown"


def test_output_of_a_script_in_the_head_goes_to_the_body(page: WatchedPage, site: Site, kind: str) -> None:
    head = f'<script type="module" src="/_offthread/offthread.js"></script><script type="{kind}" id="s">{SHOW}</script>'
    page.goto(site.page("<p>here</p>", head=head))
    page.wait_for_end("s")
    assert page.text("body > script-py") == "shown"


def test_a_page_may_choose_the_target(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """(kind) => {
            document.body.insertAdjacentHTML("beforeend", "<output id=chosen></output>");
            addEventListener(`${kind}:ready`, ({ target }) => (target.target = "chosen"), { once: true });
        }""",
        kind,
    )
    warm.add_script(kind, SHOW)
    assert warm.text("#chosen") == "shown"
    warm.evaluate("document.getElementById('chosen').remove()")


def test_a_target_that_is_not_there_is_an_error(warm: WatchedPage, kind: str) -> None:
    warm.expect_console(r'no element with the id or selector "nowhere".*\[OT312\]')
    assert warm.add_script(kind, SHOW, target="nowhere")["name"] == "error"


@pytest.mark.parametrize("worker", ["", "worker"])
def test_a_script_knows_its_tag_and_its_target(page: WatchedPage, site: Site, kind: str, worker: str) -> None:
    code = """
from polyscript import currentScript, target
import polyscript
from pyscript import current_target, document
print(currentScript.id, polyscript.currentScript == document.getElementById("s"), target == current_target())
"""
    page.goto(
        site.page(f'<output id="out"></output><script type="{kind}" id="s" {worker} target="out">{code}</script>')
    )
    assert page.wait_for_end("s")["name"] == "done"
    assert page.logged() == ["s True True"]


def test_scripts_with_workers_are_numbered_whatever_their_type(page: WatchedPage, site: Site) -> None:
    page.goto(site.page('<script type="mpy" worker>pass</script><script type="micropython" worker>pass</script>'))
    for script in ("mpy-w0", "micropython-w1"):
        assert page.wait_for_end(script)["name"] == "done"
