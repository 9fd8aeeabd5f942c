"""What is written in a batch is applied in one task of the page: nobody ever sees a half of it."""

from __future__ import annotations

import pytest

from .conftest import Run

# Two elements whose texts belong together, and a page that looks at them with each frame and each of its tasks.
PAIR = """() => {
    document.getElementById("host").innerHTML = "<b id=left>0</b><b id=right>0</b>";
    const left = document.getElementById("left");
    const right = document.getElementById("right");
    window.looks = { all: 0, halves: 0, frames: 0 };
    const look = () => {
        window.looks.all++;
        if (left.textContent !== right.textContent) window.looks.halves++;
    };
    const frame = () => {
        look();
        window.looks.frames++;
        if (left.isConnected) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const heart = new MessageChannel();
    heart.port1.onmessage = () => {
        look();
        if (left.isConnected) heart.port2.postMessage(null);
        else heart.port1.close();
    };
    heart.port2.postMessage(null);
}"""

COMPUTE = """
        import time
        left, right = document.getElementById("left"), document.getElementById("right")
        def compute(seconds):
            end = time.time() + seconds
            while time.time() < end:
                pass
"""

# Every callback of a MutationObserver is a task (or a microtask) of the page, and gets all that changed before it.
CALLBACKS = """() => {
    const counts = [];
    const count = (records) => { if (records.length) counts.push(records.length); };
    const observer = new MutationObserver(count);
    observer.observe(document.getElementById("host"), { attributes: true });
    // What was changed in the very task that asks has not come to a callback yet.
    window.counts = () => (count(observer.takeRecords()), JSON.stringify(counts));
}"""


def test_without_a_batch_the_page_sees_halves(run: Run) -> None:
    """The control of the tests below: the same program without its batch."""
    run(
        f"""{COMPUTE}
        for i in range(1, 4):
            left.textContent = str(i)
            compute(0.2)
            right.textContent = str(i)
        assert window.looks.halves > 0
        """,
        page=PAIR,
    )


def test_in_a_batch_the_page_sees_no_halves(run: Run) -> None:
    run(
        f"""{COMPUTE}
        if MODE != "strict":  # there each write waits, and the page with it for no more than 100 ms
            frames = window.looks.frames
            for i in range(1, 4):
                with offthread.batch():
                    left.textContent = str(i)
                    compute(0.2)
                    right.textContent = str(i)
            assert window.looks.halves == 0, window.looks.halves
            assert window.looks.frames > frames + 3, "the page lived on meanwhile"
            assert right.textContent == "3"
        """,
        page=PAIR,
    )


def test_a_short_batch_in_which_everything_waits_is_atomic_too(run: Run) -> None:
    run(
        f"""{COMPUTE}
        for i in range(1, 200):
            with offthread.batch(), offthread.strict():
                left.textContent = str(i)
                right.textContent = str(i)
        # Another program may have the processor for longer than the page waits.
        assert window.looks.halves <= 5, window.looks.halves
        """,
        page=PAIR,
    )


def test_a_read_in_a_batch_sees_what_was_written_and_keeps_it_atomic(run: Run) -> None:
    run(
        f"""{COMPUTE}
        for i in range(1, 100):
            with offthread.batch():
                left.textContent = str(i)
                assert left.textContent == str(i)
                assert right.textContent == str(i - 1)
                right.textContent = left.textContent
        assert window.looks.halves <= 3, window.looks.halves
        """,
        page=PAIR,
    )


def test_a_batch_that_goes_on_long_after_a_read_lets_the_page_go(run: Run) -> None:
    run(
        f"""{COMPUTE}
        with offthread.batch():
            left.textContent = "1"
            before = window.looks.frames
            compute(1)
            # The page waits for 100 ms, then it paints.
            assert window.looks.frames > before + 3
            right.textContent = "1"
        assert right.textContent == "1"
        assert window.looks.halves > 0
        """,
        page=PAIR,
    )


def test_what_follows_after_the_page_went_on_is_applied_at_the_end_at_once(run: Run) -> None:
    run(
        f"""{COMPUTE}
        if MODE != "strict":
            with offthread.batch():
                assert left.textContent == "0"
                compute(0.5)
                left.textContent = "1"
                compute(0.3)
                right.textContent = "1"
            assert left.textContent == right.textContent == "1"
            assert window.looks.halves == 0
        """,
        page=PAIR,
    )


@pytest.mark.parametrize("many", [1, 100, 20_000])
def test_all_of_a_batch_comes_at_once_even_beyond_the_rings_capacity(run: Run, many: int) -> None:
    run(
        f"""
        import json
        if MODE != "strict":
            with offthread.batch():
                for i in range({many}):
                    host.setAttribute("data-n", str(i))
            assert host.getAttribute("data-n") == str({many - 1})
            assert json.loads(window.counts()) == [{many}], window.counts()
        """,
        page=CALLBACKS,
    )


def test_without_a_batch_as_much_comes_in_parts(run: Run) -> None:
    """The control of the test above."""
    run(
        """
        import json
        many = 1_000 if MODE == "strict" else 20_000
        for i in range(many):
            host.setAttribute("data-n", str(i))
        offthread.sync()
        counts = json.loads(window.counts())
        assert sum(counts) == many and len(counts) > 1, counts
        """,
        page=CALLBACKS,
    )


def test_a_batch_may_hold_values_that_travel_in_chunks(run: Run) -> None:
    run(
        """
        import json
        if MODE != "strict":
            with offthread.batch():
                for letter in "abc":
                    host.setAttribute("data-n", letter * 500_000)
            assert json.loads(window.counts()) == [3], window.counts()
            assert host.getAttribute("data-n") == "c" * 500_000
        """,
        page=CALLBACKS,
    )


def test_batches_within_batches_end_with_the_outermost(run: Run) -> None:
    run(
        """
        import json, time
        if MODE != "strict":
            with offthread.batch():
                host.setAttribute("data-n", "1")
                with offthread.batch():
                    host.setAttribute("data-n", "2")
                end = time.time() + 0.1
                while time.time() < end:
                    pass
                host.setAttribute("data-n", "3")
            offthread.sync()
            assert json.loads(window.counts()) == [3], window.counts()
        """,
        page=CALLBACKS,
    )


def test_what_was_written_before_an_exception_is_applied_and_the_exception_goes_on(run: Run) -> None:
    run(
        """
        import json
        try:
            with offthread.batch():
                host.setAttribute("data-n", "1")
                host.setAttribute("data-n", "2")
                raise KeyError("mine")
        except KeyError as error:
            assert error.args == ("mine",)
        else:
            raise AssertionError("the exception was swallowed")
        assert host.getAttribute("data-n") == "2"
        if MODE != "strict":
            assert json.loads(window.counts()) == [2], window.counts()
        # And the batch is over: what is written now is seen, without an answer being asked for.
        host.setAttribute("data-n", "3")
        await window.third
        """,
        page=f"""() => {{
            ({CALLBACKS})();
            const host = document.getElementById("host");
            window.third = new Promise((resolve) => new MutationObserver(() => {{
                if (host.getAttribute("data-n") === "3") resolve();
            }}).observe(host, {{ attributes: true }}));
        }}""",
    )


def test_an_error_of_the_page_in_a_batch_rises_and_ends_it(run: Run) -> None:
    run("""
        def fail():
            with offthread.batch():
                host.setAttribute("data-n", "before")
                host.removeChild(document.body)
                host.setAttribute("data-n", "after")
        error = raises(errors.NotFoundError, fail)
        # Only where nobody waited for it did the program get to the next line.
        assert host.getAttribute("data-n") == ("after" if MODE == "fast" else "before")
        host.setAttribute("data-n", "later")
        assert host.getAttribute("data-n") == "later"
    """)


def test_a_batch_that_is_empty_is_nothing(run: Run) -> None:
    run("""
        with trips(0):
            with offthread.batch():
                pass
        assert echo(1) == 1
    """)


def test_a_promise_that_is_awaited_inside_is_answered(run: Run) -> None:
    run("""
        with offthread.batch():
            host.textContent = "before"
            assert await window.Promise.resolve(5) == 5
            host.title = "after"
        assert host.textContent == "before" and host.title == "after"
    """)
