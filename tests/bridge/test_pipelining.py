"""What makes no trip although it asks for a result: the worker knows what it will get, and goes on.

Counts are those of the default mode unless a test says otherwise; what is asserted of values holds in every mode.
"""

from __future__ import annotations

import pytest
from browser.page import WatchedPage

from .conftest import Run
from .test_references import collect, references, wait_for_references

# A count that only the default mode has to meet; strict waits for everything, fast for no more than this.
COUNTED = """
        class pipelined(trips):
            "Asserts the number of trips in default and fast mode."
            def __exit__(self, kind, *_):
                return False if MODE == "strict" else trips.__exit__(self, kind)
"""


def test_building_a_row_makes_no_trip(run: Run) -> None:
    run(
        COUNTED
        + """
        def row(number):
            tr = document.createElement("tr")
            tr.className = "row"
            for text in ("a", "b"):
                td = document.createElement("td")
                td.textContent = text + str(number)
                td.setAttribute("data-n", str(number))
                td.style.color = "red"
                td.classList.add("cell")
                td.dataset.kind = "number"
                td.addEventListener("click", lambda event: None)
                td.hidden = False
                tr.appendChild(td)
            tr.append(document.createTextNode("!"), "?")
            return tr
        host.append(row(0))
        offthread.sync()
        with pipelined(0):
            rows = [row(number) for number in range(1, 20)]
            table = document.createElement("table")
            table.append(*rows)
            host.append(table)
        assert len(host.querySelectorAll("td")) == 40
        last = host.querySelector("table").lastChild
        assert last == rows[-1] and last.textContent == "a19b19!?"
        cell = last.firstChild
        found = [cell.getAttribute(name) for name in ("data-n", "style", "class", "data-kind")]
        assert found == ["19", "color: red;", "cell", "number"], found
        assert not cell.hidden and last.className == "row"
    """
    )


def test_append_child_returns_its_argument(run: Run) -> None:
    run(
        COUNTED
        + """
        document.createElement("b")
        offthread.sync()
        with pipelined(0):
            child = document.createElement("p")
            same = host.appendChild(child)
            assert same == child
            inner = child.appendChild(document.createElement("b"))
        assert inner.parentNode == child and same.parentNode == host
        moved = host.insertBefore(inner, child)
        assert moved == inner and host.firstChild == inner
        gone = host.removeChild(moved)
        assert gone == inner and host.replaceChild(gone, child) == child and host.innerHTML == "<b></b>"
    """
    )


def test_new_objects_make_no_trip_after_the_first_of_their_kind(run: Run) -> None:
    run(
        COUNTED
        + """
        host.innerHTML = "<i class=a>1</i><i>2</i>"
        first = host.firstChild
        makers = {
            "cloneNode": lambda: first.cloneNode(True),
            "createTextNode": lambda: document.createTextNode("text"),
            "createDocumentFragment": lambda: document.createDocumentFragment(),
            "createElement": lambda: document.createElement("p"),
            "querySelectorAll": lambda: host.querySelectorAll("i.a, main > i"),
            "getBoundingClientRect": lambda: first.getBoundingClientRect(),
        }
        for name in makers:
            kind = type(makers[name]())
            offthread.sync()
            with pipelined(0):
                found = makers[name]()
                assert isinstance(found, kind), name
            offthread.sync()
        assert makers["cloneNode"]().outerHTML == '<i class="a">1</i>'
        assert makers["createTextNode"]().data == "text"
        assert makers["createDocumentFragment"]().nodeType == 11
        assert [item.textContent for item in makers["querySelectorAll"]()] == ["1", "2"]
        first.style.cssText = "position: absolute; width: 40px"
        assert makers["getBoundingClientRect"]().width == 40
    """
    )


def test_clones_of_each_class_are_of_that_class(run: Run) -> None:
    run("""
        host.innerHTML = "<i>1</i><svg><circle/></svg>text"
        first, svg, text = host.childNodes
        for node in (first, svg, text, first, svg.firstChild, document.createElement("td")):
            copy = node.cloneNode(True)
            assert type(copy).__name__ == type(node).__name__ and copy.nodeName == node.nodeName
            assert copy != node and copy.isEqualNode(node)
    """)


def test_a_selector_that_may_be_wrong_is_waited_for(run: Run) -> None:
    run(
        COUNTED
        + """
        host.querySelectorAll("i")
        offthread.sync()
        with trips(1):
            host.querySelectorAll("i:first-child")
        error = raises(JsException, host.querySelectorAll, "i[")
        assert error.name == "SyntaxError"
        for wrong in ("", " ", ">", "i >", "> > i", "i,", ",", "i,,b", "1a", ".", "#", "#1", "a\\nb!", "-"):
            try:
                host.querySelectorAll(wrong)
            except JsException as error:
                assert error.name == "SyntaxError"
            else:
                raise AssertionError("nothing was raised for %r" % wrong)
    """
    )


def test_results_that_may_be_null_are_one_trip(run: Run) -> None:
    run("""
        host.innerHTML = "<i></i>"
        for ask in (
            lambda: document.querySelector("#nobody"),
            lambda: document.getElementById("nobody"),
            lambda: host.querySelector("i"),
            lambda: document.getElementById("host"),
            lambda: host.parentNode,
            lambda: host.firstElementChild,
            lambda: host.closest("main"),
        ):
            for _ in range(2):
                with trips(1):
                    ask()
    """)


def test_parts_of_an_element_make_no_trip_after_the_first(run: Run) -> None:
    run(
        COUNTED
        + """
        first = document.createElement("p")
        first.style, first.classList, first.dataset
        element = document.createElement("p")
        offthread.sync()
        with pipelined(0):
            element.style.color = "red"
            element.style.setProperty("margin-left", "1px")
            element.classList.add("a", "b")
            element.classList.remove("a")
            element.dataset.someName = "x"
        found = [element.getAttribute(name) for name in ("style", "class", "data-some-name")]
        assert found == ["color: red; margin-left: 1px;", "b", "x"], found
        with pipelined(1):
            assert element.style.color == "red"
        with pipelined(1):
            assert element.dataset.someName == "x"
        with pipelined(0):
            element.style = "color: blue"
            element.classList = "c d"
        assert element.getAttribute("style") == "color: blue;" and element.className == "c d"
    """
    )


def test_a_part_is_the_same_object_each_time(run: Run) -> None:
    run(
        """
        other = document.createElement("p")
        other.style, other.classList
        element, second = document.createElement("p"), document.createElement("p")
        assert element.style == element.style and not element.style != element.style
        style = element.style
        assert hash(element.style) == hash(style) and len({element.style, style, element.style}) == 1
        assert element.style != second.style and element.style != element.classList
        assert element.style != element and element != element.style
        kept = element.style
        assert kept == element.style
        import sys
        if sys.implementation.name == "cpython":
            assert kept is element.style
        assert window.isStyleOf(element, kept) and not window.isStyleOf(second, kept)
        """,
        page="() => { window.isStyleOf = (element, style) => element.style === style; }",
    )


@pytest.mark.parametrize("first", ["part", "route"])
def test_a_part_is_itself_by_another_route(run: Run, first: str) -> None:
    run(
        f"""
        other = document.createElement("p")
        other.style, window.styleOf
        for keep in (True, False):
            element = document.createElement("p")
            if {first == "part"}:
                part = element.style
                route = window.styleOf(element)
            else:
                route = window.styleOf(element)
                part = element.style
            assert part == route and route == part and not part != route
            assert hash(part) == hash(route) and len({{part, route, element.style}}) == 1
            assert part in [route] and {{route: 1}}[part] == 1
            assert window.styleOf(element) == element.style
            assert window.styleOf(other) != part
            part.color = "red"
            assert route.color == "red"
            if not keep:
                del part
            assert element.style == route
        """,
        page="() => { window.styleOf = (element) => element.style; }",
    )


def test_a_part_lives_longer_than_the_variable_of_its_owner(run: Run) -> None:
    run(
        """
        import gc
        document.createElement("p").style
        def part():
            element = document.createElement("p")
            element.style.color = "red"
            window.kept = element
            return element.style
        style = part()
        gc.collect()
        document.createElement("p").style.color = "blue"
        assert style.color == "red"
        style.color = "green"
        assert window.kept.style.color == "green" and window.kept.style == style
        window.kept = None
        """
    )


def test_a_part_that_was_let_go_of_is_got_anew(run: Run) -> None:
    run("""
        document.createElement("p").style
        element = document.createElement("p")
        element.style.color = "red"
        offthread.release(element.style)
        assert element.style.color == "red"
        with offthread.scope() as keep:
            keep(element.style).color = "blue"
        assert element.style.color == "blue"
        style = element.style
        offthread.release(style)
        assert element.style.color == "blue"
    """)


def test_what_was_released_says_so_whatever_is_done_with_it(run: Run) -> None:
    run("""
        document.createElement("p").style
        for use in (
            lambda element: element.style.color,
            lambda element: host.append(element),
            lambda element: host.appendChild(element),
            lambda element: element.cloneNode(True).nodeName and element.id,
            lambda element: element.textContent,
            lambda element: setattr(element, "id", "x"),
            lambda element: element.remove(),
            lambda element: element.querySelectorAll("i").length,
        ):
            element = document.createElement("p")
            offthread.release(element)
            error = raises(errors.ReferenceLost, use, element)
            assert "[OT203]" in str(error)
        assert document.title == "Test"
    """)


def test_promises_are_not_waited_for_until_they_are_awaited(run: Run) -> None:
    run(
        COUNTED
        + """
        await (await window.fetch("data:,first")).text()
        offthread.sync()
        with pipelined(0):
            promise = window.fetch("data:,hello")
            assert isinstance(promise, offthread.RemotePromise)
        response = await promise
        assert response.ok and await response.text() == "hello"
        again = await promise
        assert again == response, "it may be awaited again"
        promises = [window.fetch("data:,%d" % number) for number in range(5)]
        texts = []
        for promise in promises:  # MicroPython cannot await in a comprehension
            texts.append(await (await promise).text())
        assert texts == ["0", "1", "2", "3", "4"]
        passed = window.fetch("data:,passed")
        resolved = await window.Promise.resolve(passed)
        assert resolved == await passed
    """
    )


def test_a_rejection_is_raised_where_it_is_awaited(run: Run) -> None:
    run("""
        await window.fetch("data:,first")
        promise = window.fetch("http://user:password@host/")
        assert document.title == "Test", "and not before"
        for _ in range(2):
            try:
                await promise
            except errors.TypeError_ as error:
                assert "fetch" in str(error), error
            else:
                raise AssertionError("nothing was raised")
    """)


def test_a_method_that_only_says_that_it_promises_raises_what_it_throws(run: Run) -> None:
    run(
        """
        element = window.broken
        raises(errors.RangeError, element.requestFullscreen)
        assert element.play() == "no promise"
        """,
        page="""() => {
            window.broken = document.createElement("video");
            window.broken.requestFullscreen = () => { throw new RangeError("thrown"); };
            window.broken.play = () => "no promise";
        }""",
    )


def test_reading_the_tag_names_of_fifty_children_is_one_trip(run: Run) -> None:
    run("""
        host.innerHTML = "<i></i><b></b>" * 25
        before = round_trips()
        names = [child.tagName for child in host.children]
        assert round_trips() - before <= 2, round_trips() - before
        assert names == ["I", "B"] * 25
        children = host.children
        with trips(1):
            assert [child.tagName for child in children] == names
    """)


def test_a_deferred_failure_is_raised_at_the_next_wait_and_names_its_operation(run: Run) -> None:
    run("""
        outer, inner = document.createElement("p"), document.createElement("p")
        try:
            outer.append(inner)
            inner.append(outer)
            document.title
        except JsException as error:
            assert error.name == "HierarchyRequestError", error.name
            if MODE != "strict":
                assert "append" in error.operation, error.operation
        else:
            raise AssertionError("nothing was raised")
        assert inner.parentNode == outer and outer.parentNode is None
    """)


def test_objects_that_were_made_and_dropped_are_forgotten_by_the_page(run: Run, warm: WatchedPage, kind: str) -> None:
    run("""
        document.createElement("p").style, document.createTextNode("x")
        await (await window.fetch("data:,x")).text()
    """)
    collect(warm, kind)
    before = references(warm)
    for _ in range(5):
        run("""
            for number in range(500):
                element = document.createElement("p")
                element.append(document.createTextNode("x"), element.cloneNode())
                element.style.color = "red"
                element.classList.add("a")
                element.dataset.x = "y"
                element.querySelectorAll("i")
                element.getBoundingClientRect()
                element == element.firstChild.parentNode
                hash(element.style)
            await window.fetch("data:,x")
            window.fetch("data:,y")
            with offthread.scope() as keep:
                for number in range(100):
                    keep(document.createElement("p")).style.color = "red"
        """)
    wait_for_references(warm, kind, before + 8)
