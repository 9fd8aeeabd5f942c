"""What Python prints reaches the console, line by line and at once."""

from __future__ import annotations

from browser.page import WatchedPage


def test_lines_appear_while_a_loop_is_still_running(warm: WatchedPage, kind: str) -> None:
    script = warm.insert_script(kind, "print('first')\nprint('second')\nwhile True: pass", worker=True)
    warm.wait_for_log("^second$")
    assert warm.logged() == ["first", "second"]
    warm.evaluate("(id) => document.getElementById(id).remove()", script)


def test_several_prints_on_one_line_are_one_message(warm: WatchedPage, kind: str) -> None:
    warm.add_script(kind, "for i in range(3): print(i, end=' ')\nprint('→ end')")
    warm.wait_for_log("end")
    assert warm.logged() == ["0 1 2 → end"]


def test_the_last_line_needs_no_newline(warm: WatchedPage, kind: str) -> None:
    warm.add_script(kind, "print('one\\ntwo', end='')")
    warm.wait_for_log("^two$")
    assert warm.logged() == ["one", "two"]


def test_standard_error_is_a_warning(warm: WatchedPage) -> None:
    if warm.live_workers()[0]["type"] == "mpy":
        return  # MicroPython's sys.stderr is its sys.stdout.
    warm.expect_console("^careful$")
    warm.add_script("py", "import sys\nprint('careful', file=sys.stderr)")
    warm.wait_for_log("^careful$", "warning")
