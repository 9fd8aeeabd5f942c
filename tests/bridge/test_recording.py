"""Recordings: `offthread.map` does on the page, with every item, what a function does once with a placeholder."""

from __future__ import annotations

from .conftest import Run

ROWS = """() => {
    document.getElementById("host").innerHTML = `
        <table><tr><td class=n>1<td>one<tr><td class=n>2<td>two<tr><td class=n>3<td>three</table>`;
    window.join = (...parts) => parts.map((part) => part?.textContent ?? JSON.stringify(part)).join(" ");
}"""


def test_a_recording_is_one_trip(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        nothing = host.querySelectorAll("nothing")
        offthread.sync()
        with trips(1):
            assert offthread.map(rows, lambda row: row.firstChild.textContent) == ["1", "2", "3"]
        with trips(1):
            assert offthread.map(rows, lambda row: row.children[1].textContent.length) == [3, 3, 5]
        with trips(1):
            assert offthread.map(nothing, lambda row: row.firstChild.textContent) == []
        """,
        page=ROWS,
    )


def test_a_recording_returns_tuples_lists_and_dicts_of_values(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        def text(row, at):
            return row.children[at].textContent
        with trips(1):
            pairs = offthread.map(rows, lambda row: (row.rowIndex, row.children[1].textContent))
        assert pairs == [(0, "one"), (1, "two"), (2, "three")]
        with trips(1):
            found = offthread.map(rows, lambda row: {"at": row.rowIndex, "cells": [text(row, 0), (text(row, 1), "!")]})
        assert found[1] == {"at": 1, "cells": ["2", ("two", "!")]}, found
        assert len(found) == 3
        """,
        page=ROWS,
    )


def test_a_recording_of_elements_returns_the_elements(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        with trips(1):
            cells = offthread.map(rows, lambda row: row.querySelector(".n"))
        assert cells == [row.firstChild for row in rows]
        assert offthread.map(rows, lambda row: row) == list(rows)
        assert offthread.map(rows, lambda row: row.querySelector(".nobody")) == [None] * 3
        assert offthread.map(rows, lambda row: row.nothing) == [None] * 3
        assert offthread.map(window.Array.of(1, 2.5, "x", None), lambda item: item) == [1, 2.5, "x", None]
        """,
        page=ROWS,
    )


def test_methods_are_called_with_arguments(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        with trips(1):
            assert offthread.map(rows, lambda row: row.firstChild.getAttribute("class")) == ["n"] * 3
        with trips(1):
            assert offthread.map(rows, lambda row: row.contains(row.firstChild)) == [True] * 3
        with trips(1):
            offthread.map(rows, lambda row: row.setAttribute("data-text", row.textContent))
        assert [row.getAttribute("data-text") for row in rows] == ["1one", "2two", "3three"]
        """,
        page=ROWS,
    )


def test_arguments_may_be_containers_and_keywords(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        def call(row):
            page = row.ownerDocument.defaultView
            return page.join([1, row.rowIndex], {"a": {"b": row.firstChild.textContent}}, row.children[1], x=[(), {}])
        with trips(1):
            found = offthread.map(rows, call)
        assert found[2] == '[1,2] {"a":{"b":"3"}} three {"x":[[],{}]}', found
        """,
        page=ROWS,
    )


def test_indexes_may_be_negative_and_keys_text(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        assert offthread.map(rows, lambda row: row.children[-1].textContent) == ["one", "two", "three"]
        assert offthread.map(rows, lambda row: row["cells"][0].textContent) == ["1", "2", "3"]
        items = window.items
        assert offthread.map(items, lambda item: item.class_) == ["a", "b"]
        assert offthread.map(items, lambda item: item.from_()) == ["from a", "from b"]
        assert offthread.map(items, lambda item: item["some key"]) == [1, 2]
        """,
        page=ROWS.rstrip("}")
        + """window.items = ["a", "b"].map((name, at) => (
            { class: name, from() { return "from " + this.class; }, "some key": at + 1 }));
        }""",
    )


def test_a_value_that_is_used_twice_is_got_once(run: Run) -> None:
    run(
        """
        def twice(item):
            value = item.counted
            return value, value, item.counted
        assert offthread.map(window.counters, twice) == [(1, 1, 2), (1, 1, 2)]
        """,
        page="""() => {
            window.counters = [1, 2].map(() => { let count = 0; return { get counted() { return ++count; } }; });
        }""",
    )


def test_a_function_that_ignores_its_items_gives_what_it_returned(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        for value in ("text", 5, None, [], (), {}, {"a": [1]}):
            assert offthread.map(rows, lambda row: value) == [value] * 3, value
            assert offthread.map(host.querySelectorAll("nothing"), lambda row: value) == []
        """,
        page=ROWS,
    )


def test_errors_of_the_page_are_raised(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        error = raises(errors.TypeError_, offthread.map, rows, lambda row: row.nothing.textContent)
        assert "undefined" in str(error), error
        error = raises(errors.TypeError_, offthread.map, rows, lambda row: row.nothing())
        assert "nothing is not a function" in str(error), error
        error = raises(JsException, offthread.map, rows, lambda row: row.querySelector("!"))
        assert error.name == "SyntaxError", error.name
        assert offthread.map(rows, lambda row: row.rowIndex) == [0, 1, 2], "the channel goes on"
        """,
        page=ROWS,
    )


def test_an_exception_of_the_function_is_its_own(run: Run) -> None:
    run(
        """
        def fail(row):
            row.firstChild
            raise ValueError("mine")
        with trips(0):
            try:
                offthread.map(rows, fail)
            except ValueError as error:
                assert str(error) == "mine"
            else:
                raise AssertionError("nothing was raised")
        """.replace("rows", "window"),
        page=ROWS,
    )


def test_what_would_have_to_know_an_item_is_refused(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        def count(item):
            for _ in item:
                return 1
        def put(item):
            item[0] = 1
        def delete(item):
            del item[0]
        def set(item):
            item.title = "x"
        def delete_attribute(item):
            del item.title
        actions = {
            "if": lambda item: 1 if item else 2,
            "not": lambda item: not item,
            "and": lambda item: item and 1,
            "any": lambda item: any([item]),
            "str": lambda item: str(item),
            "repr": lambda item: repr(item),
            "an f-string": lambda item: f"{item}",
            "%": lambda item: "%s" % item,
            "format": lambda item: "{}".format(item),
            "==": lambda item: item == 1,
            "== on the right": lambda item: 1 == item,
            "== itself": lambda item: item == item,
            "== None": lambda item: item == None,
            "!=": lambda item: item != "text",
            "!= itself": lambda item: item != item,
            "<": lambda item: item < 1,
            "<=": lambda item: item <= 1,
            ">": lambda item: item > 1,
            ">=": lambda item: item >= 1,
            "+": lambda item: item + 1,
            "+ on the right": lambda item: "text" + item,
            "-": lambda item: 1 - item,
            "*": lambda item: item * 2,
            "/": lambda item: item / 2,
            "//": lambda item: item // 2,
            "% of numbers": lambda item: item % 2,
            "**": lambda item: item ** 2,
            "minus": lambda item: -item,
            "abs": lambda item: abs(item),
            "&": lambda item: item & 1,
            "int": lambda item: int(item),
            "float": lambda item: float(item),
            "hash": lambda item: hash(item),
            "a key": lambda item: {item: 1},
            "iterating": count,
            "list": lambda item: list(item),
            "len": lambda item: len(item),
            "in": lambda item: 1 in item,
            "in a list": lambda item: item in [1, 2],
            "a slice": lambda item: item[0:1],
            "setting": set,
            "deleting": delete_attribute,
            "setting an item": put,
            "deleting an item": delete,
        }
        kinds = {
            "an item": lambda item: item,
            "an attribute": lambda item: item.textContent,
            "a child": lambda item: item.children[0],
            "a result": lambda item: item.getAttribute("x"),
        }
        for kind in kinds:
            for action in actions:
                before = round_trips()
                try:
                    found = offthread.map(rows, lambda row: actions[action](kinds[kind](row)))
                except errors.RecordingError as error:
                    assert "[OT206]" in str(error)
                else:
                    raise AssertionError("%s of %s was not refused: %r" % (action, kind, found))
                assert round_trips() == before, "nothing was done"
        """,
        page=ROWS,
    )


def test_a_placeholder_cannot_be_sent_to_the_page_by_other_ways(run: Run) -> None:
    run(
        """
        rows = host.querySelectorAll("tr")
        before = host.outerHTML
        for wrong in (
            lambda row: echo(row),
            lambda row: echo([row.firstChild]),
            lambda row: host.append(row.textContent),
            lambda row: host.setAttribute("title", row.textContent),
            lambda row: setattr(host, "title", row.textContent),
            lambda row: setattr(host.dataset, "x", row),
        ):
            raises(errors.RecordingError, offthread.map, rows, wrong)
        assert host.outerHTML == before
        assert echo(1) == 1, "the channel goes on"
        """,
        page=ROWS,
    )


def test_other_collections_of_the_page_are_mapped_too(run: Run) -> None:
    run(
        """
        assert offthread.map(window.numbers, lambda number: number.toFixed(1)) == ["1.0", "2.5"]
        assert offthread.map(window.texts, lambda text: (text.length, text[-1])) == [(2, "b"), (1, "c")]
        assert offthread.map(window.generate(), lambda item: item.at) == [0, 1, 2]
        assert offthread.map(window.holes, lambda item: item) == [None, None]
        many = offthread.map(window.many, lambda item: (item, item))
        assert len(many) == 5000 and many[4999] == (4999, 4999)
        """,
        page="""() => {
            window.numbers = [1, 2.5];
            window.texts = new Set(["ab", "c"]);
            window.generate = function* () { for (let at = 0; at < 3; at++) yield { at }; };
            window.holes = new Array(2);
            window.many = Array.from({ length: 5000 }, (_, at) => at);
        }""",
    )


def test_what_is_no_collection_of_the_page_says_so(run: Run) -> None:
    run("""
        for wrong in (5, "text", None):
            raises(TypeError, offthread.map, wrong, lambda item: item)
        raises(errors.TypeError_, offthread.map, window.Math, lambda item: item)
    """)
