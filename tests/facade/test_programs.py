"""The same program on the page and in a worker gives the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import Lab

# What a program finds on the page.
PAGE = """() => {
    window.echo = (value) => value;
    window.data = { a: 1, b: [1, 2, { c: "deep" }], get doubled() { return this.a * 2; }, [Symbol.for("shared")]: 7 };
    window.counter = class Counter {
        static made = 0;
        #count = 0;
        constructor(start = 0) { this.#count = start; Counter.made++; }
        increment(by = 1) { this.#count += by; return this; }
        get count() { return this.#count; }
        set count(value) { if (value < 0) throw new RangeError("too small"); this.#count = value; }
        *[Symbol.iterator]() { for (let i = 0; i < this.#count; i++) yield i; }
    };
    window.fail = (kind, ...args) => { throw new (window[kind])(...args); };
    window.throwAnything = (value) => { throw value; };
    window.mine = Symbol("mine");
    window.tagged = { [window.mine]: "by symbol", then: "a word" };
    window.lengthOfThis = function () { return this === undefined ? -1 : this.length; };
    window.later = (value) => new Promise((resolve) => setTimeout(resolve, 0, value));
    window.never = (error) => new Promise((_, reject) => setTimeout(reject, 0, error));
    window.thenable = { then(resolve) { resolve("thenable"); } };
}"""

SOURCE = (Path(__file__).parent / "programs.js").read_text("utf-8")
PROGRAMS: dict[str, str] = dict(re.findall(r"^//# (.+)\n((?:(?!//).*\n)+)", SOURCE, re.MULTILINE))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_does_the_same_in_a_worker_as_on_the_page(lab: Lab, name: str) -> None:
    lab.page.evaluate(PAGE)
    there = lab.run(PROGRAMS[name])
    lab.page.evaluate(PAGE)
    assert there == lab.on_page(PROGRAMS[name])


@pytest.mark.parametrize("mode", ["strict", "fast"])
@pytest.mark.parametrize("name", ["building", "set", "a canvas", "what appendChild returns", "an error of the DOM"])
def test_a_program_does_the_same_in_every_mode(lab: Lab, name: str, mode: str) -> None:
    lab.page.evaluate(PAGE)
    there = lab.run(f"api.bridge.mode = '{mode}';\n{PROGRAMS[name]}")
    lab.page.evaluate(PAGE)
    assert there == lab.on_page(PROGRAMS[name])
