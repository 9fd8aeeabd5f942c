"""The members that are compiled for MicroPython: they do what is common, and leave the rest to Python."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage

# Members of each kind whose Python function counts how often it is called instead.
PROGRAM = """
from js import document, window
import offthread
from offthread import _members_micropython as members
assert len(members._attached) == 9, "This MicroPython is not laid out as expected"

class Counted:
    def __init__(self, make, op, name):
        self.calls = 0
        self.member = make(self.count, name)
        members._ready(self.member, members._form(op, name))
    def count(self, *args, **options):
        self.calls += 1
        return "slow"
    def check(self, *args, **options):
        before = self.calls
        result = self.member(*args, **options)
        return "slow" if self.calls > before else result

SET, CALL = members._SET, members._CALL
host = document.createElement("div")
title = Counted(members._fast_setter, SET, "title")
append = Counted(members._fast_adding, CALL, "append")
attribute = Counted(members._fast_texts, CALL, "setAttribute")
hear = Counted(members._fast_numbers, CALL, "hear")
create = Counted(members._fast_creating, CALL, "createElement")
"""


@pytest.fixture(scope="module")
def kind() -> str:
    """CPython has no such members: core.c is another thing."""
    return "mpy"


def run(page: WatchedPage, kind: str, code: str) -> None:
    end = page.add_script(kind, PROGRAM + code)
    if end["name"] != "done":
        page.said.clear()
        pytest.fail(f"{end.get('message')}\n{end.get('traceback')}", pytrace=False)


def test_texts_are_set_as_they_are(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
for text in ("", "x", "a\\0b", "y" * 31, "y" * 32, "y" * 255, "y" * 256, "y" * 3000, "number %d" % 7):
    assert title.check(host, text) is None and host.title == text, text
for value in ("é", "x" * 2999 + "é", "y" * 5000, 5, None, True, b"bytes", [], host, object()):
    assert title.check(host, value) == "slow", value
assert title.check(host, "x", "y") == title.check(host) == title.check(host, value="x") == "slow"
for other in (5, "text", None, window, Counted, Counted.count, [], {}, 1.5, 2**40):
    assert title.check(other, "x") == "slow", other
""",
    )


def test_nodes_are_put_in_that_are_nowhere_yet(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
child = document.createElement("p")
assert append.check(host, child) is None and host.firstChild == child
assert append.check(host, child) == "slow", "it is somewhere by now"
for value in ("text", 5, None, window):
    assert append.check(host, value) == "slow", value
assert append.check(host) == append.check(host, document.createElement("p"), document.createElement("p")) == "slow"
""",
    )


def test_texts_are_handed_over_with_names_that_are_known(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
assert attribute.check(host, "lang", "de") == "slow", "nobody has said that the name is valid"
members._know(attribute.member, "lang", None)
assert attribute.check(host, "lang", "de") is None and host.lang == "de"
assert attribute.check(host, "lang", "") is None and host.lang == ""
made = "la" + "ng"
for args in ((), ("lang",), ("lang", "é"), ("lang", 5), ("other", "x"), (5, "x"), ("lang", "x", "y")):
    assert attribute.check(host, *args) == "slow", args
""",
    )


def test_small_whole_numbers_are_handed_over(warm: WatchedPage, kind: str) -> None:
    warm.evaluate("() => { window.heard = []; HTMLDivElement.prototype.hear = (...numbers) => heard.push(numbers); }")
    run(
        warm,
        kind,
        """
for numbers in ((0, 127), (-1, 128), (2**29, -(2**29)), (1, 2, 3, 4), (5,)):
    assert hear.check(host, *numbers) is None, numbers
for numbers in ((), (1.5, 2), (2**40, 1), ("1", 2), (None,), (True, 1)):
    assert hear.check(host, *numbers) == "slow", numbers
""",
    )
    assert warm.evaluate("heard") == [[0, 127], [-1, 128], [2**29, -(2**29)], [1, 2, 3, 4], [5]]


def test_elements_are_made_of_tags_that_are_known(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
assert create.check(document, "p") == "slow"
paragraph = document.createElement("p")
members._know(create.member, "p", type(paragraph))
made = create.check(document, "p")
assert type(made) is type(paragraph) and made != paragraph
made.title = "new"
assert made.outerHTML == '<p title="new"></p>'
assert append.check(host, made) is None and host.lastChild == made
for args in ((), ("b",), ("p", None), (5,)):
    assert create.check(document, *args) == "slow", args
assert create.check(host) == "slow"
""",
    )


def test_what_is_waited_for_is_pythons(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
assert title.check(host, "x") is None
with offthread.strict():
    assert title.check(host, "y") == "slow"
    with offthread.fast():
        assert title.check(host, "z") is None
    assert title.check(host, "y") == "slow"
assert title.check(host, "x") is None
""",
    )


def test_commands_of_an_urgent_handler_get_in_no_other_command(warm: WatchedPage, kind: str) -> None:
    """It runs where a command's operands are written and the command is not: both stay whole."""
    warm.evaluate(
        """() => {
            window.written = [];
            customElements.define("x-written", class extends HTMLElement {
                static observedAttributes = ["a", "b"];
                attributeChangedCallback(name, before, value) { window.written.push(`${name} ${value}`); }
            });
            document.body.append(document.createElement("x-written"));
            window.interval = setInterval(() => document.body.dispatchEvent(new Event("hurry")), 1);
        }"""
    )
    run(
        warm,
        kind,
        """
from pyscript import when
written = document.querySelector("x-written")
plain = document.createElement("ul")
urgent = document.createElement("ol")
hurried = 0
@when("hurry", "body", urgent=True)
def hurry(event):
    global hurried
    hurried += 1
    written.setAttribute("b", "urgent " * 20 + str(hurried))
    urgent.append(document.createElement("li"))
count = 0
while hurried < 20 and count < 200_000:
    written.setAttribute("a", "plain " * 10 + str(count))
    plain.append(document.createElement("li"))
    count += 1
assert plain.childElementCount == count
assert urgent.childElementCount == hurried
window.clearInterval(window.interval)
window.count = count
window.hurried = hurried
assert hurried >= 20, (hurried, count)
""",
    )
    count, hurried = warm.evaluate("[count, hurried]")
    written: list[str] = warm.evaluate("written")
    plain = [entry for entry in written if entry.startswith("a ")]
    urgent = [entry for entry in written if entry.startswith("b ")]
    assert plain == [f"a {'plain ' * 10}{number}" for number in range(count)]
    # One may be called while another one waits.
    assert sorted(urgent) == sorted(f"b {'urgent ' * 20}{number}" for number in range(1, hurried + 1))
