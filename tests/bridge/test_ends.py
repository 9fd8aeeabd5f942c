"""The two ends by themselves, without an interpreter: a page may import their sources as they are."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from browser.page import WatchedPage
from browser.site import Site

SOURCES = Path(__file__).parents[2] / "sync_bridge"


@pytest.fixture
def bridge(site: Site) -> Site:
    """Put the sources of the bridge on the site, under /_sync_bridge/."""
    copytree(SOURCES, site.root / "_sync_bridge", dirs_exist_ok=True)
    return site


def test_a_worker_that_imports_its_half_late_is_connected_all_the_same(page: WatchedPage, bridge: Site) -> None:
    page.goto(
        bridge.page(
            "",
            head="",
            files={
                "late.js": """
                    await new Promise((resolve) => setTimeout(resolve, 200));
                    const { openNearEnd } = await import("/_sync_bridge/near_end/index.js");
                    await openNearEnd(self);
                    postMessage("late is not too late");
                """,
            },
        )
    )
    said = page.evaluate(
        """async () => {
            const { FarEnd } = await import("/_sync_bridge/far_end/index.js");
            const worker = new Worker("late.js", { type: "module" });
            const said = new Promise((resolve) => worker.addEventListener("message", ({ data }) => {
                if (typeof data === "string") resolve(data);
            }));
            const far = new FarEnd(worker);
            await far.ready;
            const text = await said;
            far.close();
            worker.terminate();
            return text;
        }"""
    )
    assert said == "late is not too late"


def test_a_page_that_attaches_late_is_connected_all_the_same(page: WatchedPage, bridge: Site) -> None:
    page.goto(
        bridge.page(
            "",
            head="",
            files={
                "eager.js": "import { openNearEnd } from '/_sync_bridge/near_end/index.js'; await openNearEnd(self);"
            },
        )
    )
    page.evaluate(
        """async () => {
            const { FarEnd } = await import("/_sync_bridge/far_end/index.js");
            const worker = new Worker("eager.js", { type: "module" });
            await new Promise((resolve) => setTimeout(resolve, 300));
            const far = new FarEnd(worker);
            await far.ready;
            far.close();
            worker.terminate();
        }"""
    )


def test_a_worker_that_never_pauses_leaves_the_page_its_frames(page: WatchedPage, bridge: Site) -> None:
    page.goto(
        bridge.page(
            "",
            head="",
            files={
                "flood.js": """
                    import { openNearEnd } from "/_sync_bridge/near_end/index.js";
                    import { OP } from "/_sync_bridge/protocol.js";
                    const { channel } = await openNearEnd(self);
                    const end = performance.now() + 2000;
                    let commands = 0;
                    for (; performance.now() < end; commands++) {
                        channel.begin(OP.RELEASE, 0, 0);
                        channel.commit(0);
                        channel.publish();
                    }
                    postMessage({ commands });
                """,
            },
        )
    )
    seen = page.evaluate(
        """async () => {
            const { FarEnd } = await import("/_sync_bridge/far_end/index.js");
            const worker = new Worker("flood.js", { type: "module" });
            const done = new Promise((resolve) => worker.addEventListener("message", ({ data }) => {
                if (data.commands) resolve(data.commands);
            }));
            const far = new FarEnd(worker);
            await far.ready;
            let frames = 0;
            const frame = () => { frames++; requestAnimationFrame(frame); };
            requestAnimationFrame(frame);
            let timers = 0;
            setInterval(() => { timers++; }, 10);
            const commands = await done;
            const { yields, wakeups } = far.stats();
            far.close();
            worker.terminate();
            return { commands, frames, timers, turns: yields + wakeups };
        }"""
    )
    assert seen["commands"] > 10000, seen
    assert seen["frames"] > 20, seen
    assert seen["timers"] > 20, seen
    # Not at the end of the flood, but after every few milliseconds of serving, or whenever the ring was empty.
    assert seen["turns"] > 20, seen
