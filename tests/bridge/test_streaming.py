"""Commands that nobody waits for flow to the page: all of them, in order, soon, and without long tasks."""

from __future__ import annotations

from typing import Any

import pytest
from browser.page import WatchedPage

from .conftest import Run

# A custom element that records, inside each command that sets one of its attributes, the value, the time, and how often
# the page's other tasks have had their turn: commands with the same count were executed in one task.
RECORDER = """() => {
    window.record = { values: [], times: [], turns: [], turn: 0, onValue: null };
    if (!customElements.get("x-recorder"))
        customElements.define("x-recorder", class extends HTMLElement {
            static observedAttributes = ["data-n"];
            attributeChangedCallback(name, before, value) {
                const { values, times, turns, turn, onValue } = window.record;
                values.push(value);
                times.push(performance.now());
                turns.push(turn);
                onValue?.(values.length);
            }
        });
    const heart = new MessageChannel();
    heart.port1.onmessage = () => { window.record.turn++; heart.port2.postMessage(null); };
    heart.port2.postMessage(null);
    window.stopHeart = () => { heart.port1.close(); };
    // Of each task that executed commands: the time from the first to the last of them, and how many they were.
    window.tasks = () => {
        const { times, turns } = window.record;
        const tasks = [];
        for (let i = 0, first = 0; i < turns.length; i++) {
            if (turns[i] !== turns[first]) first = i;
            if (turns[i + 1] !== turns[i]) tasks.push([times[i] - times[first], i - first + 1]);
        }
        return JSON.stringify(tasks);
    };
    // The first value that is not the number of its place, or how many there are.
    window.inOrder = () => {
        const { values } = window.record;
        const wrong = values.findIndex((value, index) => value !== String(index));
        return wrong < 0 ? values.length : `${values[wrong]} came in place of ${wrong}`;
    };
    const recorder = document.createElement("x-recorder");
    recorder.id = "recorder";
    document.getElementById("host").append(recorder);
}"""

ANIMATION = """() => {
    const ball = document.createElement("div");
    ball.style.cssText = "position: fixed; width: 1px; height: 1px";
    document.getElementById("host").append(ball);
    const animation = ball.animate([{ left: "0" }, { left: "1000px" }], { duration: 1000, iterations: Infinity });
    window.frames_ = { painted: 0, places: new Set() };
    const frame = () => {
        if (!ball.isConnected) return animation.cancel();
        window.frames_.painted++;
        window.frames_.places.add(getComputedStyle(ball).left);
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    window.frames = () => JSON.stringify({ painted: frames_.painted, places: frames_.places.size });
}"""


def test_two_hundred_thousand_commands_leave_the_page_its_frames(run: Run) -> None:
    run(
        """
        import json
        recorder = document.getElementById("recorder")
        # In strict mode nothing is queued, and each takes a trip.
        many = 5_000 if MODE == "strict" else 200_000
        before = json.loads(window.frames())
        for i in range(many):
            recorder.setAttribute("data-n", str(i))
        assert window.inOrder() == many, window.inOrder()
        after = json.loads(window.frames())
        window.stopHeart()
        times = window.record.times
        seconds = (times[-1] - times[0]) / 1000
        tasks = json.loads(window.tasks())
        spans = sorted(span for span, _ in tasks)
        # A task of the page ends after 8 ms. Some last longer, where other programs have the processor meanwhile: then
        # it is no more commands that are in them.
        assert spans[len(spans) * 3 // 4] < 50, spans
        assert max(count for _, count in tasks) < many // 4, tasks
        assert len(tasks) > 20, tasks
        # Sixty frames a second on an idle machine.
        assert after["painted"] - before["painted"] > seconds * 3, (before, after, seconds)
        assert after["places"] - before["places"] > seconds * 3, (before, after, seconds)
        """,
        page=f"() => {{ ({RECORDER})(); ({ANIMATION})(); }}",
    )


def test_commands_that_are_slow_on_the_page_share_no_long_task(run: Run) -> None:
    run(
        """
        import json
        recorder = document.getElementById("recorder")
        for i in range(100):
            recorder.setAttribute("data-n", str(i))
        assert window.inOrder() == 100
        window.stopHeart()
        counts = [count for _, count in json.loads(window.tasks())]
        # Of 6 ms each: eight would take 48 ms.
        assert max(counts) <= 8, counts
        """,
        page=f"""() => {{
            ({RECORDER})();
            // What laying out, or parsing a long text, may take.
            window.record.onValue = () => {{
                for (const end = performance.now() + 6; performance.now() < end; );
            }};
        }}""",
    )


def test_a_blocked_page_loses_nothing_of_what_is_far_more_than_the_ring(run: Run) -> None:
    run(
        """
        recorder = document.getElementById("recorder")
        many = 2_000 if MODE == "strict" else 40_000
        for i in range(many):
            recorder.setAttribute("data-n", str(i))
        assert window.inOrder() == many, window.inOrder()
        assert window.blocked.ended, "the page was blocked while commands came"
        assert window.blocked.first < many and window.blocked.first == window.blocked.last
        window.stopHeart()
        """,
        page=f"""() => {{
            ({RECORDER})();
            window.blocked = {{ first: 0, last: 0, ended: false }};
            const block = () => {{
                window.blocked.first = window.record.values.length;
                for (const end = performance.now() + 300; performance.now() < end; );
                window.blocked.last = window.record.values.length;
                window.blocked.ended = true;
            }};
            window.record.onValue = (count) => {{ if (count === 500) setTimeout(block); }};
        }}""",
    )


def test_nodes_that_were_appended_by_the_thousand_are_all_there_in_order(run: Run) -> None:
    run(
        """
        many = 500 if MODE == "strict" else 10_000
        for i in range(many):
            node = document.createElement("i")
            node.textContent = str(i)
            host.append(node)
        assert window.texts() == ",".join(map(str, range(many)))
        """,
        page="() => { window.texts = () => Array.from(host.querySelectorAll('i'), (i) => i.textContent).join(); }",
    )


def test_texts_of_all_sizes_come_in_order(run: Run) -> None:
    run(
        """
        # Some fill the ring by themselves, some travel in chunks, some end exactly where the ring does.
        sizes = [1, 300_000, 2, 60_000, 65_536, 3, 262_144, 100, 70_000] * 3 + [4_000 + 8 * i for i in range(100)]
        for size in sizes:
            host.setAttribute("data-text", "x" * size)
        host.setAttribute("data-text", "end")
        assert window.sizes() == ",".join(map(str, sizes)) + ",3"
        """,
        page="""() => {
            const sizes = [];
            const observer = new MutationObserver(take);
            function take(records) {
                // Each record has what was there before it.
                for (const { oldValue } of records) if (oldValue !== null) sizes.push(oldValue.length);
            }
            observer.observe(document.getElementById("host"), { attributes: true, attributeOldValue: true });
            window.sizes = () => {
                take(observer.takeRecords());
                return [...sizes, document.getElementById("host").getAttribute("data-text").length].join();
            };
        }""",
    )


def test_a_read_sees_all_that_was_written_before_it(run: Run) -> None:
    run("""
        for i in range(300):
            host.setAttribute("data-n", str(i))
            host.title = "t%d" % i
            host.dataset.other = "o%d" % i
            host.style.order = str(i)
            assert host.getAttribute("data-n") == str(i)
            assert host.title == "t%d" % i
            assert host.dataset.other == "o%d" % i
            assert host.style.order == str(i)
            node = document.createElement("b")
            host.append(node)
            assert host.childElementCount == i + 1
    """)


def test_a_progress_bar_moves_while_python_computes(run: Run) -> None:
    run(
        """
        import time
        bar = document.getElementById("bar")
        for step in range(1, 31):
            end = time.time() + 0.025
            while time.time() < end:
                pass
            bar.value = step
        # Thirty on an idle machine. Without the page seeing anything before it is asked: none.
        painted = window.painted.size
        assert painted >= 6, painted
        assert bar.value == 30
        """,
        page="""() => {
            const bar = document.createElement("progress");
            bar.id = "bar";
            bar.max = 30;
            document.getElementById("host").append(bar);
            window.painted = new Set();
            const frame = () => {
                if (bar.value > 0) painted.add(bar.value);
                if (bar.isConnected) requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
        }""",
    )


# When the page saw attributes of the host change, by the clock that Python reads as well.
OBSERVER = """() => {
    window.seen = new Map();
    new MutationObserver((records) => {
        const now = Date.now() / 1000;
        for (const { attributeName, target } of records) seen.set(target.getAttribute(attributeName), now);
    }).observe(document.getElementById("host"), { attributes: true });
    window.seenAt = (text) => seen.get(text) ?? 0;
}"""


@pytest.mark.parametrize("many", [1, 2, 30, 3000])
def test_a_burst_is_seen_long_before_the_computing_after_it_ends(run: Run, many: int) -> None:
    run(
        f"""
        import time
        # What comes in quick succession is collected in the interpreter, which then computes and asks for nothing.
        for i in range({many}):
            host.setAttribute("data-n", "burst %d" % i)
        end = time.time() + 1.5
        total = 0
        while time.time() < end:
            for i in range(1000):
                total += i
        seen = window.seenAt("burst {many - 1}")
        assert 0 < seen < end - 0.75, "seen %.3f s before the end of the computing" % (end - seen)
        """,
        page=OBSERVER,
    )


def test_what_is_written_in_a_long_computation_is_seen_again_and_again(run: Run) -> None:
    run(
        """
        import time
        before = time.time()
        at = []
        for part in range(5):
            for i in range(40):
                host.setAttribute("data-n", "part %d" % part)
            at.append(time.time())
            while time.time() < at[-1] + 0.4:
                pass
        for part, written in enumerate(at):
            seen = window.seenAt("part %d" % part)
            assert 0 < seen < written + 0.3, "part %d was seen %.3f s after it was written" % (part, seen - written)
        """,
        page=OBSERVER,
    )


def test_what_was_written_before_a_sleep_is_seen_during_it(run: Run) -> None:
    run(
        """
        import time
        for i in range(50):
            host.setAttribute("data-n", "before sleep %d" % i)
        time.sleep(0.8)
        woken = time.time()
        seen = window.seenAt("before sleep 49")
        assert 0 < seen < woken - 0.4, "seen %.3f s before the end of the sleep" % (woken - seen)
        """,
        page=OBSERVER,
    )


def test_what_was_written_before_an_await_is_seen_during_it(run: Run) -> None:
    run(
        """
        import asyncio
        for i in range(50):
            host.setAttribute("data-n", "before await %d" % i)
        await window.change
        """,
        page="""() => {
            const host = document.getElementById("host");
            window.change = new Promise((resolve) => new MutationObserver(() => {
                if (host.getAttribute("data-n") === "before await 49") resolve();
            }).observe(host, { attributes: true }));
        }""",
    )


def test_what_a_listener_writes_last_is_seen_when_it_has_returned(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<b id=written></b>'); }")
    end = warm.add_script(
        kind,
        """
from js import document
written = document.getElementById("written")
def write(event):
    for i in range(100):
        written.textContent = "written %d" % i
written.addEventListener("click", write)
""",
    )
    assert end["name"] == "done", end
    warm.locator("#written").evaluate("(written) => written.click()")
    warm.wait_for("() => document.getElementById('written').textContent === 'written 99'")
    warm.evaluate("() => document.getElementById('written').remove()")


def test_what_a_script_writes_last_is_there_when_it_is_done(warm: WatchedPage, kind: str) -> None:
    warm.evaluate(
        """(kind) => {
            document.body.insertAdjacentHTML("beforeend", "<b id=last></b>");
            addEventListener(`${kind}:done`, () => { window.atDone = document.getElementById("last").textContent; },
                { once: true });
        }""",
        kind,
    )
    code = "last = document.getElementById('last')\nfor i in range(3000): last.textContent = str(i)"
    end = warm.add_script(kind, f"from js import document\n{code}")
    assert end["name"] == "done", end
    assert warm.evaluate("atDone") == "2999"
    warm.evaluate("() => document.getElementById('last').remove()")


def test_a_flood_is_served_in_many_tasks(warm: WatchedPage, kind: str) -> None:
    def counters() -> dict[str, Any]:
        return next(worker["stats"] for worker in warm.live_workers() if worker["shared"])

    before = counters()
    code = "from js import document\nbody = document.body\nfor i in range(100_000): body.setAttribute('data-n', str(i))"
    end = warm.add_script(kind, code)
    assert end["name"] == "done", end
    after = counters()
    assert after["commands"] - before["commands"] >= 100_000
    assert after["replies"] - before["replies"] < 10, "nobody waited for them"
    assert after["yields"] - before["yields"] > 5, "the page's other tasks had their turn"
    assert warm.evaluate("document.body.getAttribute('data-n')") == "99999"
