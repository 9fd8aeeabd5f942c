"""Four workers and the page call each other 100,000 times at once: no answer is lost, swapped or late."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site

CONFIG = '{"bridge": {"sync_deadline_ms": 10000}}'
CALLS = 12_500  # in each direction, of each of four workers

PROGRAM = """
from js import window
import offthread
ME = %(me)d
window.enter(ME, %(answer)s)
echo = window.echo
apply = window.applied
for i in range(%(calls)d):
    kind = i %% 5
    if kind == 0:
        assert echo(i * 4 + ME) == i * 4 + ME
    elif kind == 1:
        text = str(i) + "." + str(ME)
        assert echo(text) == text
    elif kind == 2:
        # The page calls back within the call.
        assert apply(lambda value: value + ME, i) == i + ME
    elif kind == 3:
        window.last%(me)d = i
        assert window["last%(me)d"] == i
    else:
        window.counted(ME)
window.leave(ME)
"""

PAGE = """
window.calls = 0;
window.counts = [0, 0, 0, 0];
window.wrong = [];
const left = new Set();
window.echo = (value) => { calls++; return value; };
window.applied = (f, value) => { calls += 2; return f(value); };
window.counted = (me) => { calls++; counts[me]++; };
window.leave = (me) => left.add(me);
window.finished = 0;
window.enter = (me, answer) => {
    let sent = 0;
    // Calls of the page's own accord: some are answered at once, some are promises.
    async function more() {
        const batch = [];
        for (let i = 0; i < 50 && sent < window.each; i++, sent++) {
            const value = sent;
            batch.push(Promise.resolve(answer(value)).then((found) => {
                calls++;
                if (found !== value * 4 + me) wrong.push([me, value, found]);
            }));
        }
        await Promise.all(batch);
        if (sent < window.each) setTimeout(more);
        else finished++;
    }
    setTimeout(more);
};
"""


def test_a_hundred_thousand_calls_in_both_directions(page: WatchedPage, site: Site) -> None:
    scripts = "".join(
        f"<script type=mpy worker id=w{me} config='{CONFIG}'>"
        + PROGRAM % {"me": me, "calls": CALLS, "answer": f"lambda value: value * 4 + {me}"}
        + "</script>"
        for me in range(4)
    )
    page.goto(site.page(f"<script>window.each = {CALLS}; {PAGE}</script>{scripts}"))
    for me in range(4):
        page.raw.wait_for_function(
            "(id) => recorded.some((e) => e.target === id && e.name !== 'ready')", arg=f"w{me}", timeout=240_000
        )
        end = page.wait_for_end(f"w{me}")
        assert end["name"] == "done", end
    page.raw.wait_for_function("window.finished === 4", timeout=240_000)
    assert page.evaluate("wrong") == []
    assert page.evaluate("counts") == [CALLS // 5] * 4
    assert page.evaluate("calls") >= 100_000
    assert [worker["stats"]["pending"] for worker in page.live_workers()] == [0] * 4
