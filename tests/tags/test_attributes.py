"""Tags that cannot be run as written: one sentence says what, where and what to do."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site


def test_worker_with_a_value_says_what_to_write(warm: WatchedPage, kind: str) -> None:
    said = r'worker="main.py".*must have no value.*src="main.py" worker>.*\[OT301\]'
    warm.expect_console(said)
    assert warm.add_script(kind, "pass", worker="main.py")["code"] == "OT301"


def test_an_empty_src_is_an_error(warm: WatchedPage, kind: str) -> None:
    warm.expect_console(r"has an empty `src`.*\[OT303\]")
    assert warm.add_script(kind, src=" ")["errorName"] == "TagError"


def test_a_missing_src_names_url_and_status(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("404 \\(Not Found\\)")
    warm.expect_console(r"The source http://.*/nowhere.py of <script .*404 Not Found.*\[OT302\]")
    event = warm.add_script(kind, src="nowhere.py")
    assert event["code"] == "OT302"
    # Shown in the banner by its class, as there is no Python file to name.
    assert warm.text(".offthread-error-title") == "TagError"


def test_a_missing_src_ends_the_worker_of_its_script(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("404 \\(Not Found\\)")
    warm.expect_console(r"\[OT302\]")
    warm.add_script(kind, src="nowhere.py", worker=True)
    assert len(warm.live_workers()) == 1


def test_without_isolation_every_script_gets_an_error(page: WatchedPage, site: Site) -> None:
    said = page.expect_console(r"not cross-origin isolated.*Cross-Origin-Opener-Policy.*\[OT101\]")
    html = '<script type="py" id="a">1</script><script type="mpy" id="b" worker>1</script>'
    page.goto(site.page(html, origin=site.plain))
    for script, kind in (("a", "py"), ("b", "mpy")):
        event = page.wait_for_event("error", target=script)
        assert event["errorName"] == "IsolationError"
        assert event["code"] == "OT101"
        assert kind in {"py", "mpy"}
    page.wait_for("() => document.querySelectorAll('.offthread-error').length === 2")
    page.check_console()
    assert len(said.met) == 2
    assert page.live_workers() == []
