"""A channel that loses, repeats, delays, cuts and bends what goes through it: every operation ends, and none lies.

The ends are the real ones. In the worker and on the page, `Atomics.store` is replaced by one that does its worst, by
seed, to the frames, replies and calls that are about to be published.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from shutil import copytree

import pytest
from browser.page import WatchedPage
from browser.site import Site

SOURCES = Path(__file__).parents[2] / "sync_bridge"

SEEDS = [int(os.environ["OFFTHREAD_SEED"])] if "OFFTHREAD_SEED" in os.environ else [1, 2]
FAULTS = ("drop", "duplicate", "delay", "truncate", "corrupt", "lose reply", "delay reply", "repeat reply")
HARMLESS = ("duplicate", "delay", "delay reply", "repeat reply")

RANDOM = """
function random(seed) {  // mulberry32
    return () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
}
"""

WORKER = (
    RANDOM
    + """
import { openNearEnd } from "/_sync_bridge/near_end/index.js";
import { createPort } from "/_sync_bridge/near_end/port.js";
import { STATUS } from "/_sync_bridge/near_end/status.js";
import { OP, WORD, HEADER_BYTES, RING_BYTES } from "/_sync_bridge/protocol.js";

const near = await openNearEnd(self);
const port = createPort(near);
near.dispatcher = {
    call(callable, id, wanted, argc, walk) {
        port.advance(walk);
        const value = port.take();
        port.begin(OP.RETURN, id, 0);
        port.put(value + 1);
        port.issue(1);
    },
    forget() {}, failed() {}, overrun() {}, interrupt() {},
};
near.conventions.nesting = 64;
near.channel.leave();
const { store } = Atomics;
let published = 0;

function sabotage(fault, next, words, head) {
    const ring = new Uint8Array(near.buffer, HEADER_BYTES, RING_BYTES);
    const view = new Int32Array(near.buffer, HEADER_BYTES, RING_BYTES / 4);
    const frames = [];
    for (let at = published; ((head - at) | 0) > 0; ) {
        const start = at & (RING_BYTES - 1);
        const length = view[start >> 2];
        if (length < 8) break;
        frames.push([start, length]);
        at += length;
    }
    const [start, length] = frames[Math.floor(next() * frames.length)] ?? [];
    if (start === undefined || (view[(start >> 2) + 1] & 0xff) === OP.PAD) return;
    switch (fault) {
        case "drop": view[(start >> 2) + 1] = OP.PAD; break;
        case "truncate": view[start >> 2] = Math.max(8, length - 8 * Math.ceil(next() * 3)); break;
        case "corrupt": ring[start + 4 + Math.floor(next() * (length - 4))] ^= 1 << Math.floor(next() * 8); break;
        case "delay": Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, next() * 15); break;
        case "duplicate": {
            // The last frame once more, if nothing would be in its way.
            const [last, size] = frames.at(-1);
            const to = head & (RING_BYTES - 1);
            if (to + size > RING_BYTES) return;
            ring.copyWithin(to, last, last + size);
            near.channel.head = (near.channel.head + size) | 0;
            return near.channel.head;
        }
    }
}

onmessage = ({ data }) => {
    if (data.run === undefined) return;
    const { fault, seed, rate, operations } = data;
    const next = random(seed);
    Atomics.store = (words, index, value) => {
        if (index === WORD.HEAD && words.buffer === near.buffer) {
            if (next() < rate) {
                const moved = sabotage(fault, next, words, value);
                if (moved !== undefined) {
                    value = moved;
                    near.channel.published = moved;
                    store(words, WORD.WRITTEN, moved);
                }
            }
            published = value;
        }
        return store(words, index, value);
    };
    published = near.channel.published;
    const seen = { right: 0, errors: {}, wrong: [] };
    const echo = near.intern("echo");
    const twice = near.intern("twice");
    for (let i = 0; i < operations; i++) {
        const value = i % 3 === 0 ? i : `text ${i}`;
        let status;
        let expected = value;
        if (i % 7 === 0) {
            // A call within the call.
            port.begin(OP.CALL, -1, twice);
            port.put_callable(1);
            port.put(i);
            status = port.commit(2);
            expected = i + 1;
        } else {
            if (i % 2) {
                // What nobody waits for, before it.
                port.begin_form(port.form(OP.SET, near.intern("noted"), 0), -1, 0);
                port.put(i);
                port.issue_form(port.form(OP.SET, near.intern("noted"), 0), 1);
            }
            status = port.operate(OP.CALL, -1, echo, 0, value);
        }
        if (status === STATUS.VALUE) {
            const found = port.take();
            if (found === expected) seen.right++;
            else seen.wrong.push([i, expected, found]);
        } else if (status === STATUS.THROWN) {
            const walk = port.take();
            port.advance(walk);
            const name = port.take();
            seen.errors[name] = (seen.errors[name] ?? 0) + 1;
            if (seen.errors.ProtocolError > 3) break;
        } else {
            seen.errors[`status ${status}`] = (seen.errors[`status ${status}`] ?? 0) + 1;
            port.take?.();
        }
    }
    Atomics.store = store;
    postMessage({ seen });
};
postMessage({ ready: true });
"""
)

PAGE = (
    RANDOM
    + """
import { FarEnd } from "/_sync_bridge/far_end/index.js";
import { WORD } from "/_sync_bridge/protocol.js";
window.echo = (value) => value;
window.twice = (f, value) => f(value);
const { store } = Atomics;
window.attempt = async (fault, seed, rate, operations) => {
    const worker = new Worker("faulty.js", { type: "module" });
    const errors = [];
    const far = new FarEnd(worker, { onError: (error) => errors.push(error.name) });
    const message = (key) => new Promise((resolve) => {
        worker.addEventListener("message", ({ data }) => data[key] && resolve(data[key]));
    });
    const ready = message("ready");
    await far.ready;
    await ready;
    const next = random(seed + 1000);
    const onReplies = fault.endsWith("reply");
    Atomics.store = (words, index, value) => {
        if (onReplies && index === WORD.REPLY_SEQUENCE && next() < rate) {
            if (fault === "lose reply") return value;
            if (fault === "delay reply") {
                // Standing still, as the page may be within a call of its own.
                for (const until = performance.now() + next() * 15; performance.now() < until; );
                return store(words, index, value);
            }
            setTimeout(() => Atomics.notify(words, index), next() * 5);
        }
        return store(words, index, value);
    };
    try {
        const seen = message("seen");
        worker.postMessage({ run: true, fault, seed, rate, operations });
        return { ...(await seen), closed: far.closed, reported: errors };
    } finally {
        Atomics.store = store;
        far.close();
        worker.terminate();
    }
};
window.loaded = true;
"""
)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_operation_ends_and_none_lies(page: WatchedPage, site: Site, fault: str, seed: int) -> None:
    copytree(SOURCES, site.root / "_sync_bridge", dirs_exist_ok=True)
    page.goto(site.page("<script type=module src=faults.js></script>", files={"faults.js": PAGE, "faulty.js": WORKER}))
    page.wait_for("() => window.loaded")
    # An answer that never comes is noticed after two seconds, a call that never returns after ten: some of these do.
    rate, operations = (0.02, 1500) if fault in HARMLESS else (0.05, 100)
    seen = page.evaluate("(given) => attempt(...given)", [fault, seed, rate, operations])
    told = json.dumps(seen)
    if fault == "corrupt":
        # Bits that are bent in shared memory may make another value; but never a hang, and never a crash.
        assert seen["right"] > 0, told
        return
    assert seen["wrong"] == [], told
    if fault in HARMLESS:
        assert seen["right"] == operations, told
        assert not seen["closed"], told
    else:
        assert seen["errors"], told
        assert set(seen["errors"]) <= {"ProtocolError", "CallTimeout"}, told
