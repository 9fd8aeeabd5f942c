"""What is common goes a shorter way than what is not; nobody must be able to tell which way it was."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage

from .conftest import Run

# The borders of the lengths that msgpack writes differently, and of what the shorter way takes.
LENGTHS = "(0, 1, 31, 32, 255, 256, 2000, 2044, 2045, 2046, 2047, 2048, 2049, 4096, 70000)"


def test_text_of_any_length_arrives_in_order(run: Run) -> None:
    run(f"""
        element = document.createElement("p")
        host.append(element)
        for length in {LENGTHS}:
            for letter in "xé€":
                text = letter * length
                element.textContent = "before"
                element.setAttribute("title", text)
                element.textContent = text
                element.setAttribute("lang", "after")
                assert element.textContent == text and element.getAttribute("title") == text, (length, letter)
                assert echo(text) == text and element.lang == "after"
                element.setAttribute("lang", "")
    """)


def test_what_is_no_plain_text_takes_the_longer_way(run: Run) -> None:
    run("""
        element = document.createElement("p")
        for text in ("\\0", "a\\0b", "\\ufeffa", "😀", "e\\u0301", "\\ufffd"):
            element.setAttribute("title", text)
            element.lang = text
            element.textContent = text
            assert element.getAttribute("title") == text and element.lang == text, ascii(text)
            assert element.textContent == text, ascii(text)
        class Text(str):
            pass
        element.title = Text("a")
        element.setAttribute("lang", Text("b"))
        assert (element.title, element.lang) == ("a", "b")
    """)


def test_numbers_arrive_as_they_are(run: Run) -> None:
    run("""
        element = document.createElement("p")
        context = document.createElement("canvas").getContext("2d")
        for value in (0, 1, -1, -32, -33, 127, 128, 65536, 2**31 - 1, -2**31, 2**31, 2**32, 2**53 - 1, 1 - 2**53):
            element.setAttribute("a", value)
            assert element.getAttribute("a") == str(value), value
            assert echo(value) == value and type(echo(value)) is int, value
        for value in (0.5, -1.25, 1e300, 5e-324):
            assert echo(value) == value, value
        context.lineWidth = 2.5
        for value in (float("nan"), float("inf"), 0, -1):
            context.lineWidth = value
            assert context.lineWidth == 2.5, value
        context.globalAlpha = True
        assert context.globalAlpha == 1
        assert echo(True) is True and echo(False) is False and echo(None) is None
    """)


def test_none_is_null_where_it_is_set_and_undefined_where_it_is_passed(run: Run) -> None:
    run("""
        element = document.createElement("p")
        element.textContent = "a"
        element.textContent = None
        assert element.textContent == ""
        element.title = None
        assert element.title == "null"
        element.setAttribute("lang", None)
        assert element.getAttribute("lang") == "undefined"
    """)


def test_too_few_and_too_many_arguments_are_those_of_the_page(run: Run) -> None:
    run("""
        element = document.createElement("p")
        context = document.createElement("canvas").getContext("2d")
        for call in (
            lambda: element.setAttribute("a"), lambda: element.setAttribute(), lambda: context.fillRect(1, 2, 3),
            lambda: context.moveTo(1), lambda: element.appendChild(), lambda: document.createElement(),
            lambda: document.getElementById(),
        ):
            raises((TypeError, JsException), call)
        element.setAttribute("a", "b", "c")
        assert element.getAttribute("a", "c") == "b"
        context.fillRect(0, 0, 1, 1, 5)
        context.moveTo(1, 2, 3)
        assert element.append() is None and element.childNodes.length == 0
        element.append("a", document.createElement("b"), "c")
        assert element.innerHTML == "a<b></b>c"
        assert document.createElement("b", {}).tagName == "B"
    """)


def test_thousands_of_objects_are_let_go_in_any_order(run: Run, warm: WatchedPage, kind: str) -> None:
    if kind == "mpy":
        pytest.skip("MicroPython collects garbage between turns; test_references.py has it")
    run(
        """
        import random
        import json
        offthread.sync()
        def held():
            offthread.sync()
            return int(window.offthreadReferences())
        order = random.Random(7)
        before = held()
        elements = [document.createElement("p") for _ in range(3000)]
        host.append(*elements[:100])
        assert held() == before + 3000
        fragment = document.createDocumentFragment()
        for element in elements:
            fragment.append(element)
        for round in range(10):
            order.shuffle(elements)
            del elements[: len(elements) // 2]
            found = fragment.children
            for index in (0, 1500, 2999):
                assert found[index] is found[index]
            del found
            again = [document.createElement("p") for _ in range(100)]
            elements += again
            del again
        elements.clear()
        del element, fragment
        assert held() == before, (held(), before)
    """,
        page="""() => {
        window.offthreadReferences = () => globalThis[Symbol.for("offthread")].runningWorkers()[0].stats().references;
    }""",
    )


def test_the_place_of_a_failure_is_known_whatever_came_after_it(run: Run, kind: str, mode: str) -> None:
    if kind == "mpy" or mode == "strict":
        pytest.skip("only CPython tells the place of what nobody waited for")
    run("""
        import sys
        element = document.createElement("p")
        with offthread.fast():
            line = sys._getframe().f_lineno + 1
            element.insertAdjacentHTML("nowhere", "")
            for number in range(20_000):
                element.title = "a"
            error = raises(JsException, offthread.sync)
        assert error.name == "SyntaxError" and error.place[1] == line, (error.name, error.place, line)
    """)


def test_methods_are_what_python_expects_of_them(run: Run, kind: str) -> None:
    if kind == "mpy":
        pytest.skip("functions have no attributes in MicroPython")
    run("""
        import inspect
        import pydoc
        import weakref
        element = document.createElement("p")
        method = element.setAttribute
        assert method == element.setAttribute and method != document.createElement("p").setAttribute
        assert inspect.ismethod(method) and method.__self__ is element and method.__name__ == "setAttribute"
        assert inspect.isroutine(type(element).setAttribute) and callable(type(element).setAttribute)
        assert "setAttribute" in repr(type(element).setAttribute)
        assert "DOMString" in type(element).setAttribute.__doc__
        assert "setAttribute" in pydoc.render_doc(type(element), renderer=pydoc.plaintext)
        type(element).setAttribute(element, "a", "b")
        assert element.getAttribute("a") == "b"
        assert weakref.ref(element)() is element
        with offthread.strict():
            raises((TypeError, AttributeError), type(element).setAttribute, None, "a", "b")
        for index in range(3):
            assert list(map(element.getAttribute, ["a", "b"])) == ["b", None]
    """)


def test_what_runs_while_an_object_dies_may_use_the_page(run: Run, kind: str) -> None:
    if kind == "mpy":
        pytest.skip("MicroPython runs nothing when an object dies")
    run("""
        import weakref
        host.innerHTML = "<b id=first></b>"
        found = []
        element = document.getElementById("first")
        reference = weakref.ref(element, lambda _: found.append(document.getElementById("first")))
        del element
        assert reference() is None and len(found) == 1 and found[0].id == "first"
        assert found[0] is document.getElementById("first")

        class Last:
            def __del__(self):
                host.append("died")
        class Items(list):
            def __iter__(self):
                yield 1
                last = Last()
                del last
                yield 2
        with offthread.fast():
            window.received = Items([1, 2])
            assert window.received.to_py() == [1, 2], window.received.to_py()
        assert host.textContent == "died"
    """)
