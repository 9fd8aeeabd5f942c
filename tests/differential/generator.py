"""Make random programs: lists of instructions over numbered variables ("slots"), the same for the same seed.

An instruction is a list that begins with one of the names in executor.js and executor.py, which both say what it does.
A slot holds values of one sort only (`SLOTS`), so that an instruction fits whatever its slot holds; it may still fail,
as appending an ancestor does, or find its slot empty. The executor on the page, which runs first, tells which did: see
harness.py. No instruction depends on layout, time or the network.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

Instruction = list[Any]
Program = list[Instruction]

HOST = 0
DOCUMENT = 1
_numbers = count(2)
# Where the values of each sort are kept: `element` (those made here), `found` (elements too, or nothing), `text`,
# `child` (an element, a text or a comment), `fragment`, `parent` (an element or a fragment), and objects that belong to
# an element and may outlive its place in the tree.
SLOTS: dict[str, list[int]] = {
    sort: [next(_numbers) for _ in range(size)]
    for sort, size in {
        "element": 16,
        "found": 8,
        "text": 6,
        "child": 8,
        "fragment": 3,
        "parent": 4,
        "tokens": 3,
        "style": 3,
        "dataset": 3,
        "list": 6,
    }.items()
}
COUNT = next(_numbers)

ELEMENTS = ("element", "element", "found")
CHILDREN = ("element", "element", "found", "child", "text")
PARENTS = ("element", "element", "found", "fragment", "parent")
NODES = ("element", "found", "child", "text", "fragment", "parent")

TAGS = ("div", "p", "span", "td", "tr", "ul", "li", "b", "a", "input", "option", "x-part", "DIV")
BAD_TAGS = ("", "a b", "1x", "<p>", " ")
TEXTS = (
    "",
    " ",
    "abc",
    "x",
    "Füße",
    "日本語",
    "😀 and 👩‍👩‍👧",
    "two\nlines\tand\r\nmore",
    "<b>&amp;</b>",
    "\u00a0\u2028",
    "nul\x00nul",
    "\ufeffmark",
    "\ufeffmark before a text that is longer",
    "lone \ud83d half",
    "\udc00",
    "long " * 200,
)
SCALARS: tuple[object, ...] = (None, True, False, 0, 1, -7, 2**31, 2**53 - 1, 3.5, 1e21)
HTML = (
    "",
    "text only",
    "<p>one</p>two",
    "<ul><li class=a>1<li class='b c'>2</ul>",
    "<td>cell",
    "<b id=b><i>x</i></b>&amp; y",
    "<!--c--><span data-key=v title='t'>😀</span>",
    "<table><tr><td>1<td>2</table>",
    "<input value=v checked disabled>",
    "<svg><circle r='1' /></svg>",
    "<unclosed",
    "<p>a<div>b</p>c",
)
TOKENS = ("a", "b", "c", "long-token", "ü")
BAD_TOKENS = ("", "a b", " ", "\t")
IDS = ("a", "b", "c")
ATTRIBUTES = ("title", "class", "id", "data-key", "data-other-key", "hidden", "DATA-UPPER", "other", "value", "äö")
BAD_ATTRIBUTES = ("", "a b", "a=b", "a>b", "/")
SELECTORS = ("*", "p", "div", ".a", ".b", "#a", "#b", "li", "[title]", "span > b", ":first-child", "p, td", ":not(.a)")
# For `closest`, which would otherwise find what is around the host.
INNER_SELECTORS = ("p", "li", ".a", ".b", "#a", "[title]", "ul, span")
BAD_SELECTORS = ("", "!!", "p >", "[", ":nonsense")
READABLE = (
    *("className", "id", "title", "lang", "dir", "hidden", "tabIndex", "textContent", "innerHTML", "outerHTML"),
    *("childElementCount", "tagName", "localName", "namespaceURI", "nodeName", "nodeType", "isConnected", "nodeValue"),
    *("draggable", "accessKey", "expando", "value", "checked", "disabled", "name", "type", "prefix"),
)
WRITABLE_TEXT = ("className", "id", "title", "lang", "dir", "accessKey", "value", "name")
WRITABLE_CONTENT = ("textContent", "textContent", "innerText", "innerHTML", "innerHTML", "outerHTML")
STYLES = ("color", "display", "marginTop", "fontWeight", "opacity")
STYLE_VALUES = ("red", "rgb(1, 2, 3)", "none", "block", "4px", "bold", "0.5", "", "nonsense")
DATA = ("key", "otherKey", "x", "ü")
POSITIONS = ("beforebegin", "afterbegin", "beforeend", "afterend", "BEFOREEND")
WALKS = {
    "firstChild": "child",
    "lastChild": "child",
    "nextSibling": "child",
    "previousSibling": "child",
    "parentNode": "parent",
    "parentElement": "found",
}
ELEMENT_WALKS = {
    "firstElementChild": "found",
    "lastElementChild": "found",
    "nextElementSibling": "found",
    "previousElementSibling": "found",
}
PARTS = {"classList": "tokens", "style": "style", "dataset": "dataset", "children": "list", "childNodes": "list"}

Choice = tuple[int, Callable[[], Instruction]]


def generate(seed: int, length: int, *, failing: bool) -> Program:
    """Return a program of that many instructions; with `failing`, some are wrong on purpose."""
    return _Generator(seed, failing=failing).program(length)


class _Generator:
    def __init__(self, seed: int, *, failing: bool) -> None:
        self.random = random.Random(seed)
        self.failing = failing
        self.filled: set[int] = {HOST}
        # What has to precede the instruction being made.
        self.before: Program = []
        # Parents and what was appended to them.
        self.placed: list[tuple[int, object]] = []
        # Elements and what of theirs was written.
        self.written: list[tuple[int, str]] = []
        self.mutations: list[Choice] = [
            (7, self.create),
            (3, self.create_other),
            (20, self.insert),
            (5, self.insert_many),
            (5, self.insert_beside),
            (3, self.replace),
            (4, self.take_out),
            (5, self.clone),
            (12, self.write),
            (3, self.write_content),
            (3, self.write_scalar),
            (8, self.write_attribute),
            (6, self.write_tokens),
            (6, self.write_style),
            (4, self.write_data),
            (5, self.write_characters),
            (2, self.normalize),
            (1, self.forget),
            (3, self.part),
        ]
        self.reads: list[Choice] = [
            (12, self.read),
            (5, self.read_node),
            (5, self.read_attribute),
            (5, self.find),
            (2, self.find_all),
            (8, self.walk),
            (4, self.part),
            (6, self.read_list),
            (4, self.read_tokens),
            (4, self.read_style),
            (3, self.read_data),
            (3, self.read_characters),
            (4, self.compare),
        ]

    def program(self, length: int) -> Program:
        """Mix long stretches of writing, bursts of reading, and both in turn."""
        program: Program = [self.create() for _ in range(4)]
        while len(program) < length:
            choices, longest = self.random.choice(
                [(self.mutations, 60), (self.reads, 25), (self.mutations + self.reads, 30), (self.repeated(), 8)]
            )
            weights = [weight for weight, _ in choices]
            for _ in range(self.random.randint(3, longest)):
                [(_, make)] = self.random.choices(choices, weights)
                instruction = make()
                if instruction[0] == "set" and instruction[1] in (HOST, *SLOTS["element"], *SLOTS["found"]):
                    self.written.append((instruction[1], instruction[2]))
                program += [*self.before, instruction]
                self.before.clear()
        return program[:length]

    def repeated(self) -> list[Choice]:
        """Write one thing again and again, and read it at some time."""
        target, name = self.slot(ELEMENTS), self.pick(("className", "id", "title", "textContent"))
        return [
            (4, lambda: ["set", target, name, self.text()]),
            (1, lambda: ["get", target, name, None]),
        ]

    # --- choices ---

    def pick(self, choices: Sequence[Any]) -> Any:
        return self.random.choice(choices)

    def bad(self) -> bool:
        """Tell whether to be wrong this time."""
        return self.failing and self.random.random() < 0.12

    def slot(self, sorts: Sequence[str]) -> int:
        """Choose a slot that something was stored in, of one of the sorts: HOST is an element."""
        for _ in range(4):
            sort = self.pick(sorts)
            filled = [slot for slot in SLOTS[sort] if slot in self.filled]
            if sort == "element" and self.random.random() < 0.1:
                return HOST
            if filled:
                return int(self.pick(filled))
        return HOST if set(sorts) & {"element", "parent"} else SLOTS[sorts[0]][0]

    def argument(self, sorts: Sequence[str]) -> dict[str, int]:
        """Choose a slot to be given as an argument; the host stays where it is."""
        slot = self.slot(sorts)
        return {"slot": slot if slot != HOST else SLOTS["element"][0]}

    def into(self, sort: str) -> int:
        """Choose a slot to store a result in."""
        slot = self.pick(SLOTS[sort])
        self.filled.add(slot)
        return int(slot)

    def text(self) -> str:
        return str(self.pick(TEXTS))

    def value(self) -> object:
        return self.pick(SCALARS) if self.random.random() < 0.1 else self.text()

    def call(self, target: int, method: str, *arguments: object, into: int | None = None) -> Instruction:
        return ["call", target, method, list(arguments), into]

    # --- instructions that change something ---

    def create(self) -> Instruction:
        tag = self.pick(BAD_TAGS) if self.bad() else self.pick(TAGS)
        return self.call(DOCUMENT, "createElement", tag, into=self.into("element"))

    def create_other(self) -> Instruction:
        what = self.random.randrange(4)
        if what == 0:
            return self.call(DOCUMENT, "createTextNode", self.value(), into=self.into("text"))
        if what == 1:
            return self.call(DOCUMENT, "createComment", self.text(), into=self.into("child"))
        if what == 2:
            return self.call(DOCUMENT, "createDocumentFragment", into=self.into("fragment"))
        name = "a b" if self.bad() else self.pick(("svg", "circle", "svg:g"))
        return self.call(DOCUMENT, "createElementNS", "http://www.w3.org/2000/svg", name, into=self.into("element"))

    def insert(self) -> Instruction:
        node = self.argument((*CHILDREN, "fragment"))
        if self.bad():
            return self.call(self.slot(PARENTS), "appendChild", self.pick(("a string", None)))
        what = self.random.randrange(4)
        if what == 0:
            parent, child = self.pair()
            return self.call(parent, "insertBefore", node, self.pick((None, child, child)))
        target = self.slot(PARENTS)
        self.placed.append((target, node))
        if what == 1:
            return self.call(target, self.pick(("append", "prepend")), node)
        if node["slot"] in SLOTS["fragment"] or self.random.random() < 0.6:
            return self.call(target, "appendChild", node)
        return self.call(target, "appendChild", node, into=self.into("child"))

    def pair(self) -> tuple[int, object]:
        """Choose a parent and a node that is its child most likely; else NotFoundError comes of it."""
        if self.placed and self.random.random() < 0.8:
            parent, child = self.pick(self.placed[-8:])
            return int(parent), child
        return self.slot(PARENTS), self.argument(CHILDREN)

    def insert_many(self) -> Instruction:
        pieces = [
            self.argument(CHILDREN) if self.random.random() < 0.6 else self.value()
            for _ in range(self.random.randrange(4))
        ]
        return self.call(
            self.slot(PARENTS),
            self.pick(("append", "append", "append", "prepend", "prepend", "replaceChildren")),
            *pieces,
        )

    def insert_beside(self) -> Instruction:
        position = "middle" if self.bad() else self.pick(POSITIONS)
        what = self.random.randrange(4)
        if what == 0:
            return self.call(self.slot(ELEMENTS), "insertAdjacentText", position, self.text())
        if what == 1:
            return self.call(self.slot(ELEMENTS), "insertAdjacentHTML", position, self.pick(HTML))
        if what == 2:
            return self.call(self.slot(ELEMENTS), "insertAdjacentElement", position, self.argument(ELEMENTS))
        return self.call(self.slot(CHILDREN), self.pick(("before", "after")), self.argument(CHILDREN), self.value())

    def replace(self) -> Instruction:
        if self.random.random() < 0.4:
            parent, old = self.pair()
            return self.call(parent, "replaceChild", self.argument((*CHILDREN, "fragment")), old)
        return self.call(self.slot(CHILDREN), "replaceWith", self.argument((*CHILDREN, "fragment")), self.value())

    def take_out(self) -> Instruction:
        if self.random.random() < 0.5:
            return self.call(self.slot(CHILDREN), "remove")
        parent, child = self.pair()
        return self.call(parent, "removeChild", child)

    def clone(self) -> Instruction:
        sort = self.pick(("element", "element", "found", "text", "fragment", "child"))
        deep = self.pick((True, True, False, None))
        return self.call(self.slot((sort,)), "cloneNode", deep, into=self.into(sort))

    def write(self) -> Instruction:
        name = self.pick(WRITABLE_TEXT)
        if name in ("id", "className") and self.random.random() < 0.7:
            return ["set", self.slot(ELEMENTS), name, self.pick(IDS)]
        return ["set", self.slot(ELEMENTS), name, self.value()]

    def write_content(self) -> Instruction:
        name, target = self.pick(WRITABLE_CONTENT), self.slot(ELEMENTS)
        # Seldom all that is on the page.
        if target == HOST and self.random.random() < 0.8:
            target = SLOTS["element"][0]
        return ["set", target, name, self.pick((*HTML, None, 5)) if "HTML" in name else self.value()]

    def write_scalar(self) -> Instruction:
        name = self.pick(("hidden", "tabIndex", "draggable", "checked", "disabled", "expando"))
        return ["set", self.slot(ELEMENTS), name, self.pick((*SCALARS, "text"))]

    def write_attribute(self) -> Instruction:
        name = self.pick(BAD_ATTRIBUTES) if self.bad() else self.pick(ATTRIBUTES)
        target, what = self.slot(ELEMENTS), self.random.randrange(6)
        if what == 0:
            return self.call(target, "removeAttribute", name)
        if what == 1:
            return self.call(target, "toggleAttribute", name, *self.pick(((), (True,), (False,), (None,))))
        return self.call(target, "setAttribute", name, self.value())

    def write_tokens(self) -> Instruction:
        tokens = [self.pick(TOKENS) for _ in range(self.random.randrange(3))]
        if self.bad():
            tokens.append(self.pick(BAD_TOKENS))
        target, what = self.slot(("tokens",)), self.random.randrange(5)
        if what == 0:
            return ["set", target, "value", self.text()]
        if what == 1:
            return self.call(target, "toggle", *(tokens or ["a"])[-1:], *self.pick(((), (True,), (False,))))
        if what == 2:
            return self.call(target, "replace", self.pick(TOKENS), (tokens or ["b"])[-1])
        if what == 3 and self.random.random() < 0.3:
            return ["set", self.slot(ELEMENTS), "classList", " ".join(tokens)]
        return self.call(target, self.pick(("add", "add", "remove")), *tokens)

    def write_style(self) -> Instruction:
        target, what = self.slot(("style",)), self.random.randrange(6)
        if what == 0:
            return self.call(
                target, "setProperty", self.pick(("--own", "color", "margin-top")), self.pick(STYLE_VALUES)
            )
        if what == 1:
            return self.call(target, "removeProperty", self.pick(("--own", "color", "margin-top")))
        if what == 2:
            return ["set", self.slot(ELEMENTS), "style", "color: blue; margin: 1px"]
        if what == 3:
            return ["set", target, "cssText", self.pick(("", "color: green", "display: none; --own: 1"))]
        return ["set", target, self.pick(STYLES), self.pick((*STYLE_VALUES, None, 1, 0.5))]

    def write_data(self) -> Instruction:
        name = "not-a-name" if self.bad() else self.pick(DATA)
        target, what = self.slot(("dataset",)), self.random.randrange(4)
        if what == 0:
            return ["delete", target, self.pick(DATA)]
        return [self.pick(("set", "setitem")), target, name, self.value()]

    def write_characters(self) -> Instruction:
        target, what = self.slot(("text",)), self.random.randrange(6)
        if what == 0:
            return ["set", target, self.pick(("data", "nodeValue", "textContent")), self.value()]
        if what == 1:
            return self.call(target, "appendData", self.text())
        # Offsets beyond the end are IndexSizeError.
        if what == 2:
            return self.call(target, "insertData", self.random.randrange(5), self.text())
        if what == 3:
            return self.call(target, "deleteData", self.random.randrange(5), self.random.randrange(5))
        if what == 4:
            return self.call(target, "splitText", self.random.randrange(4), into=self.into("text"))
        return ["set", self.slot(("child",)), self.pick(("nodeValue", "textContent")), self.value()]

    def normalize(self) -> Instruction:
        return self.call(self.slot(PARENTS), "normalize")

    def forget(self) -> Instruction:
        slot = self.slot((*NODES, "tokens", "style", "dataset", "list"))
        if slot == HOST:
            return ["same", HOST, HOST]
        self.filled.discard(slot)
        return ["drop", slot]

    # --- instructions that read ---

    def read(self) -> Instruction:
        if self.written and self.random.random() < 0.6:
            return ["get", *self.pick(self.written[-12:]), None]
        return ["get", self.slot(ELEMENTS), self.pick(READABLE), None]

    def read_node(self) -> Instruction:
        target, what = self.slot(NODES), self.random.randrange(4)
        if what == 0:
            return self.call(target, "hasChildNodes")
        if what == 1:
            return self.call(target, self.pick(("contains", "isEqualNode", "isSameNode")), self.argument(NODES))
        return ["get", target, self.pick(("textContent", "nodeName", "nodeType", "nodeValue", "isConnected")), None]

    def read_attribute(self) -> Instruction:
        target, what = self.slot(ELEMENTS), self.random.randrange(5)
        if what == 0:
            return ["listcall", target, "getAttributeNames", []]
        if what == 1:
            return self.call(target, "hasAttribute", self.pick(ATTRIBUTES))
        return self.call(target, "getAttribute", self.pick(ATTRIBUTES))

    def find(self) -> Instruction:
        target, what = self.slot(ELEMENTS), self.random.randrange(6)
        selector = self.pick(BAD_SELECTORS) if self.bad() else self.pick(SELECTORS)
        if what == 0:
            return self.call(target, "matches", selector)
        if what == 1:
            return self.call(target, "closest", self.pick(INNER_SELECTORS), into=self.into("found"))
        if what == 2:
            owner = self.pick((DOCUMENT, self.slot(("fragment",))))
            return self.call(owner, "getElementById", self.pick(IDS), into=self.into("found"))
        return self.call(self.slot(PARENTS), "querySelector", selector, into=self.into("found"))

    def find_all(self) -> Instruction:
        selector = self.pick(BAD_SELECTORS) if self.bad() else self.pick(SELECTORS)
        what = self.random.randrange(4)
        if what == 0:
            return ["listcall", self.slot(PARENTS), "querySelectorAll", [selector]]
        if what == 1:
            return self.call(self.slot(ELEMENTS), "getElementsByTagName", self.pick(TAGS), into=self.into("list"))
        if what == 2:
            return self.call(self.slot(ELEMENTS), "getElementsByClassName", self.pick(TOKENS), into=self.into("list"))
        return self.call(self.slot(PARENTS), "querySelectorAll", selector, into=self.into("list"))

    def walk(self) -> Instruction:
        if self.random.random() < 0.3:
            name = self.pick(list(ELEMENT_WALKS))
            return ["get", self.slot(ELEMENTS), name, self.into(ELEMENT_WALKS[name])]
        name = self.pick(list(WALKS))
        return ["get", self.slot(NODES), name, self.into(WALKS[name])]

    def part(self) -> Instruction:
        name, target = self.pick(list(PARTS)), self.slot(ELEMENTS)
        if name == "style":
            # executor.js says why it needs an attribute.
            self.before.append(self.call(target, "setAttribute", "style", self.pick(("", "margin: 2px"))))
        return ["get", target, name, self.into(PARTS[name])]

    def read_list(self) -> Instruction:
        target, what = self.slot(("list",)), self.random.randrange(6)
        if what == 0:
            return ["list", target]
        if what == 1:
            return ["slice", target, self.random.randrange(3), self.random.randrange(5)]
        if what == 2:
            return ["contains", target, self.argument(CHILDREN)]
        if what == 3:
            return self.call(target, "item", self.random.randrange(4), into=self.into("child"))
        if what == 4:
            return ["getitem", target, self.random.randrange(4), self.into("child")]
        return ["len", target] if self.random.random() < 0.5 else ["get", target, "length", None]

    def read_tokens(self) -> Instruction:
        target, what = self.slot(("tokens",)), self.random.randrange(5)
        if what == 0:
            return ["list", target]
        if what == 1:
            return self.call(target, "contains", self.pick(TOKENS))
        if what == 2:
            return ["contains", target, self.pick(TOKENS)]
        if what == 3:
            return ["len", target]
        return ["get", target, "value", None]

    def read_style(self) -> Instruction:
        target, what = self.slot(("style",)), self.random.randrange(4)
        if what == 0:
            return self.call(target, "getPropertyValue", self.pick(("--own", "color", "margin-top")))
        if what == 1:
            return ["get", target, self.pick(("cssText", "length")), None]
        return ["get", target, self.pick(STYLES), None]

    def read_data(self) -> Instruction:
        target = self.slot(("dataset",))
        if self.random.random() < 0.3:
            return ["in", target, self.pick(DATA)]
        return ["get", target, self.pick(DATA), None]

    def read_characters(self) -> Instruction:
        target = self.slot(("text",))
        if self.random.random() < 0.3:
            return self.call(target, "substringData", self.random.randrange(4), self.random.randrange(4))
        return ["get", target, self.pick(("data", "length", "wholeText", "nodeValue")), None]

    def compare(self) -> Instruction:
        return ["same", self.slot(NODES), self.slot(NODES)]
