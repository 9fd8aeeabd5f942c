"""What Python prints reaches the console, line by line and at once."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from browser.site import Site


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


def test_standard_error_is_a_warning(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("^careful, é$")
    warm.add_script(kind, "import sys\nprint('careful,', 'é', file=sys.stderr)\nprint('not at all')")
    warm.wait_for_log("^careful, é$", "warning")
    assert warm.logged() == ["not at all"]


def test_standard_error_can_be_written_to(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("^(a b|ü)$")
    warm.add_script(kind, "from sys import stderr\nstderr.write('a ')\nstderr.write('b\\n')\nstderr.write('ü')")
    warm.wait_for_log("^ü$", "warning")
    assert warm.logged("warning") == ["a b", "ü"]


def test_what_has_no_line_end_appears_when_nothing_more_comes(warm: WatchedPage, kind: str) -> None:
    # Made anew, should the test be run again.
    warm.evaluate("document.getElementById('b')?.remove()")
    warm.evaluate("document.body.insertAdjacentHTML('beforeend', '<button id=b>b</button>')")
    code = """
from pyscript import when
@when("click", "#b")
def click():
    print("half a line", end="")
"""
    warm.add_script(kind, code)
    warm.locator("#b").click()
    warm.wait_for_log("^half a line$")
    warm.evaluate("document.getElementById('b').remove()")


def test_a_character_may_be_split_between_two_writes(warm: WatchedPage, kind: str) -> None:
    code = """
import sys
data = "a€b\\n".encode()
for i in range(len(data)):
    sys.stdout.buffer.write(data[i : i + 1])
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()
"""
    warm.add_script(kind, code)
    warm.wait_for_log("^a€b$")
    assert warm.logged() == ["a€b"]


def test_the_console_shows_the_last_state_of_a_progress_bar(warm: WatchedPage, kind: str) -> None:
    code = """
for i in range(0, 101, 10):
    print("\\r" + "#" * (i // 10) + f" {i} %", end="")
print()
print("a long word\\rshort\\x1b[K")
print("windows\\r\\nlines")
"""
    warm.add_script(kind, code)
    warm.wait_for_log("^lines$")
    assert warm.logged() == ["########## 100 %", "short", "windows", "lines"]


def test_escape_sequences_are_for_those_who_take_lines(page: WatchedPage, site: Site, kind: str) -> None:
    body = f"""
    <script type="module">
        import {{ hooks }} from "/_offthread/offthread.js";
        hooks.main.onReady.add((wrap, {{ id }}) => {{
            if (id === "taken") wrap.io.stdout = (line) => taken.push(line);
        }});
        window.taken = [];
    </script>
    <script type="{kind}" id="first">print("\\x1b[1;31mred\\x1b[0m")</script>
    <script type="{kind}" id="taken">print("\\x1b[1;31mred\\x1b[0m")\nprint("1 %\\r2 %")</script>
    """
    page.goto(site.page(body))
    assert page.wait_for_end("taken")["name"] == "done"
    assert page.logged() == ["red"]
    assert page.evaluate("taken") == ["\x1b[1;31mred\x1b[0m", "1 %\r2 %"]


def test_logging_has_the_console_s_levels(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("look out|it was|ValueError: bad|enough")
    code = """
import logging
logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(message)s", force=True)
log = logging.getLogger("mine")
log.debug("a %s", "detail")
log.info("news")
log.warning("look out")
try:
    raise ValueError("bad")
except ValueError as error:
    log.exception("it was")
log.critical("enough")
"""
    warm.add_script(kind, code)
    warm.wait_for_log("enough", "error")
    assert warm.logged("debug") == ["DEBUG a detail"]
    assert warm.logged("info") == ["INFO news"]
    assert warm.logged("warning") == ["WARNING look out"]
    first, second = warm.logged("error")[0], warm.logged("error")[-1]
    assert first.startswith("ERROR it was")
    assert second == "CRITICAL enough"


def test_logging_without_a_configuration_warns(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("look out")
    warm.add_script(kind, "import logging\nlogging.getLogger('other').warning('look out')", worker=True)
    warm.wait_for_log("look out", "warning")


def test_logging_to_a_stream_of_one_s_own_is_left_alone(warm: WatchedPage, kind: str) -> None:
    code = """
import io, logging
stream = io.StringIO()
log = logging.getLogger("own stream")
handler = logging.StreamHandler(stream)
handler.setFormatter(logging.Formatter("%(message)s"))
log.addHandler(handler)
log.propagate = False
log.error("kept")
assert stream.getvalue() == "kept\\n", stream.getvalue()
"""
    assert warm.add_script(kind, code)["name"] == "done"


# As many tasks as a page may get of that many lines.
MOST_MESSAGES = 10_000
FLOOD = 100_000


@pytest.mark.parametrize("taken", [False, True])
def test_a_flood_of_lines_is_whole_and_leaves_the_page_its_frames(
    page: WatchedPage, site: Site, kind: str, taken: bool
) -> None:
    body = f"""
    <script type="module">
        import {{ hooks }} from "/_offthread/offthread.js";
        Object.assign(window, {{ taken: [], frames: 0 }});
        hooks.main.onReady.add((wrap, {{ id }}) => {{
            if (id !== "flood") return;
            if ({str(taken).lower()}) wrap.io.stdout = (line) => window.taken.push(line);
            const count = () => requestAnimationFrame(() => {{ window.frames += 1; count(); }});
            count();
        }});
    </script>
    <script type="{kind}" id="flood">
for i in range({FLOOD}):
    print("line", i)
print("end of it")
    </script>
    """
    page.goto(site.page(body))
    # A machine that is busy with other things prints for longer than the usual deadline.
    page.raw.wait_for_function("recorded.some(({ name }) => name === 'done')", timeout=120_000)
    assert page.wait_for_end("flood")["name"] == "done"
    if taken:
        lines = page.evaluate("window.taken")
    else:
        page.wait_for_log("end of it")
        lines = "\n".join(page.logged()).split("\n")
        assert len(page.logged()) < MOST_MESSAGES
    assert lines == [f"line {i}" for i in range(FLOOD)] + ["end of it"]
    assert page.evaluate("window.frames") > 3


def test_a_line_appears_after_a_flood_though_the_worker_goes_on(warm: WatchedPage, kind: str) -> None:
    code = "for i in range(1000): print('much', i)\nwhile True: pass"
    script = warm.insert_script(kind, code, worker=True)
    warm.wait_for_log("much 999$")
    lines = "\n".join(warm.logged()).split("\n")
    assert lines == [f"much {i}" for i in range(1000)]
    warm.evaluate("(id) => document.getElementById(id).remove()", script)


def test_a_flood_keeps_the_order_of_streams_and_very_long_lines(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("^warn")
    code = """
import sys
for i in range(600):
    print("out", i)
    if i % 200 == 199:
        print("warn", i, file=sys.stderr)
        print("x" * 100_000)
"""
    warm.add_script(kind, code, worker=True)
    warm.wait_until(lambda: sum("x" * 100_000 in said.text for said in warm.said) == 3, "three long lines")
    said = [line if len(line) < 1000 else "long" for said in warm.said for line in said.text.split("\n")]
    expected = []
    for i in range(600):
        expected += [f"out {i}"] + ([f"warn {i}", "long"] if i % 200 == 199 else [])
    assert said == expected


def test_a_page_that_stands_still_does_not_hold_up_what_is_printed_for_it(warm: WatchedPage, kind: str) -> None:
    # While the page waits for Python it cannot read what Python prints.
    code = """
from js import Array
import offthread
def key(a, b):
    for i in range(6000):
        print("a line that is compared", a, b, i)
    return a - b
print("sorted", list(Array.of(2, 1).sort(key)))
"""
    end = warm.add_script(kind, code, worker=True)
    assert end["name"] == "done", end
    warm.wait_for_log("sorted")
    lines = "\n".join(warm.logged()).split("\n")
    assert lines[-1] == "sorted [1, 2]"
    assert len(lines) == 6001


def test_a_flood_can_be_interrupted(warm: WatchedPage, kind: str) -> None:
    script = warm.insert_script(kind, "while True: print('for ever')", worker=True)
    warm.wait_for_log("for ever")
    warm.expect_console("KeyboardInterrupt")
    warm.evaluate("(id) => document.getElementById(id).xworker.interrupt()", script)
    assert warm.wait_for_end(script)["name"] == "error"
