"""How much Python waits for: the modes, how they nest, and what an operation costs in each."""

from __future__ import annotations

import pytest

from .conftest import Run

# A probe of the mode that holds: what of three commands made a trip. The first may fail only in theory, the second in
# practice, the third has a result that nobody knows.
PROBE = """
        host.title = "met before"
        stray = document.createElement("b")
        host.append(stray)
        host.removeChild(stray)
        def mode():
            made = []
            host.append(document.createElement("b"))
            last = host.lastChild
            for action in (lambda: setattr(host, "title", "x"), lambda: host.removeChild(last), lambda: host.id):
                before = round_trips()
                action()
                made.append(round_trips() - before)
            return {(1, 1, 1): "strict", (0, 1, 1): "default", (0, 0, 1): "fast"}[tuple(made)]
"""


def test_the_mode_of_a_program_is_that_of_its_block(run: Run) -> None:
    run(f"""{PROBE}
        assert mode() == MODE
    """)


def test_blocks_nest_and_each_restores_what_was_before_it(run: Run) -> None:
    run(f"""{PROBE}
        with offthread.fast():
            assert mode() == "fast"
            with offthread.strict():
                assert mode() == "strict"
                with offthread.default():
                    assert mode() == "default"
                    with offthread.fast():
                        assert mode() == "fast"
                    assert mode() == "default"
                assert mode() == "strict"
            assert mode() == "fast"
        assert mode() == MODE
    """)


def test_a_block_that_ends_with_an_exception_restores_too(run: Run) -> None:
    run(f"""{PROBE}
        for block in (offthread.strict, offthread.default, offthread.fast):
            try:
                with block():
                    with offthread.strict():
                        raise KeyError("mine")
            except KeyError as error:
                assert error.args == ("mine",)
            else:
                raise AssertionError("the exception was swallowed")
            assert mode() == MODE
        try:
            with offthread.strict():
                document.querySelector("!!")
        except errors.SyntaxError_:
            pass
        assert mode() == MODE
    """)


def test_one_block_may_be_entered_again_and_within_itself(run: Run) -> None:
    run(f"""{PROBE}
        fast = offthread.fast()
        for _ in range(2):
            with fast:
                with offthread.strict():
                    with fast:
                        assert mode() == "fast"
                    assert mode() == "strict"
                assert mode() == "fast"
            assert mode() == MODE
    """)


def test_a_mode_is_left_by_return_and_by_break(run: Run) -> None:
    run(f"""{PROBE}
        def inner():
            with offthread.strict():
                return "left"
        assert inner() == "left"
        assert mode() == MODE
        for _ in range(2):
            with offthread.fast():
                break
        assert mode() == MODE
    """)


ACTIONS = {
    "setting an attribute": "host.title = 'x'",
    "setting a style": "style.color = 'red'",
    "setting a data attribute": "dataset.a = 'b'",
    "setting an attribute by name": "host.setAttribute('a', 'b')",
    "adding a class": "classes.add('a')",
    "creating": "document.createElement('b')",
    "creating text": "document.createTextNode('b')",
    "cloning": "host.cloneNode(True)",
    "appending": "host.append('text')",
    "replacing": "host.replaceChildren('text')",
    "listening": "host.addEventListener('click', listener)",
    "setting a handler": "host.onclick = listener",
    "drawing": "context.fillRect(0, 0, 1, 1)",
    "focussing": "host.blur()",
    "selecting all": "document.querySelectorAll('main')",
}

# What stands in the way in practice: an error that the arguments decide.
RISKY = {
    "removing a child": "host.removeChild(host.appendChild(document.createElement('i')))",
    "moving": "host.append(child)",
    "a strange name": "host.setAttribute('data-ä', 'b')",
    "clicking": "host.click()",
}

KNOWN = {
    "reading": "host.title",
    "reading a read-only attribute": "host.childElementCount",
    "selecting": "document.querySelector('main')",
    "calling a function of the page": "function(1)",
}

PREPARED = """
        host.innerHTML = "<u></u>"
        style, dataset, classes, child = host.style, host.dataset, host.classList, host.firstChild
        context = document.createElement("canvas").getContext("2d")
        def listener(event):
            pass
        def prepare():
            "So that all of it is known to Python."
            style.color = "blue"
            document.createElement("b"), document.createElement("i"), document.createTextNode("b")
            document.querySelectorAll("main")
            context.fillRect(0, 0, 1, 1)
        prepare()
        function = window.echo
"""


@pytest.mark.parametrize("what", ACTIONS)
def test_what_cannot_fail_in_practice_is_waited_for_in_strict_mode_only(run: Run, what: str) -> None:
    run(f"""{PREPARED}
        {ACTIONS[what]}
        with trips(1 if MODE == "strict" else 0):
            {ACTIONS[what]}
        offthread.sync()
    """)


@pytest.mark.parametrize("what", RISKY)
def test_what_may_fail_in_practice_is_not_waited_for_in_fast_mode(run: Run, what: str) -> None:
    run(f"""{PREPARED}
        {RISKY[what]}
        before = round_trips()
        {RISKY[what]}
        made = round_trips() - before
        if MODE == "fast":
            assert made == 0, made
        else:
            assert made >= 1
        offthread.sync()
    """)


@pytest.mark.parametrize("what", KNOWN)
def test_what_has_a_result_that_is_not_known_is_one_trip_in_each_mode(run: Run, what: str) -> None:
    run(f"""{PREPARED}
        {KNOWN[what]}
        with trips(1):
            {KNOWN[what]}
    """)


def test_in_strict_mode_an_error_rises_in_its_own_line(run: Run) -> None:
    run("""
        stray = document.createElement("b")
        reached = []
        with offthread.strict():
            for action in (
                lambda: host.removeChild(stray),
                lambda: host.setAttribute("no name", "x"),
                lambda: host.classList.add("two words"),
                lambda: host.append(document.documentElement),
            ):
                try:
                    action()
                    reached.append("after")
                except JsException as error:
                    reached.append(error.name)
                    assert getattr(error, "place", None) is None
        assert reached == ["NotFoundError"] + ["InvalidCharacterError"] * 2 + ["HierarchyRequestError"], reached
        with trips(0 if MODE != "strict" else 1):
            host.title = "nothing is pending"
    """)


def test_in_default_mode_what_fails_by_its_arguments_rises_in_its_own_line(run: Run) -> None:
    run("""
        stray = document.createElement("b")
        reached = []
        with offthread.default():
            for action in (
                lambda: host.removeChild(stray),
                lambda: host.setAttribute("no name", "x"),
                lambda: host.setAttribute("", "x"),
                lambda: host.classList.add("two words"),
                lambda: host.classList.add(""),
                lambda: host.append(document.documentElement),
                lambda: document.createElement("no element"),
                lambda: document.querySelectorAll("!!"),
                lambda: host.insertBefore(document.createElement("b"), stray),
            ):
                try:
                    action()
                    reached.append("after")
                except JsException as error:
                    reached.append(error.name)
        assert "after" not in reached and len(reached) == 9, reached
    """)


def test_a_synchronisation_is_one_trip(run: Run) -> None:
    run("""
        with trips(1):
            offthread.sync()
        for i in range(1000):
            host.title = str(i)
        with trips(1):
            offthread.sync()
        with trips(1):
            assert offthread.sync() is None
    """)


def test_after_a_synchronisation_the_page_has_executed_everything(run: Run) -> None:
    run(
        """
        with offthread.fast():
            for i in range(5000):
                host.setAttribute("data-n", str(i))
            offthread.sync()
        assert (await window.later) == "4999"
        """,
        page="""() => {
            const host = document.getElementById("host");
            window.later = new Promise((resolve) => new MutationObserver(() => {
                if (host.getAttribute("data-n") === "4999") resolve("4999");
            }).observe(host, { attributes: true }));
        }""",
    )


def test_fast_mode_removes_a_thousand_nodes_without_a_trip(run: Run) -> None:
    run("""
        host.innerHTML = "<i></i>" * 1000
        nodes = list(host.children)
        with offthread.fast(), trips(0):
            for node in nodes:
                node.remove()
        assert host.childElementCount == 0
        host.innerHTML = "<i></i>" * 1000
        nodes = list(host.children)
        with offthread.fast(), trips(0):
            for node in nodes:
                host.removeChild(node)
        assert host.childElementCount == 0
    """)


def test_the_result_of_all_modes_is_the_same(run: Run) -> None:
    run("""
        def build():
            host.replaceChildren()
            for i in range(50):
                row = document.createElement("div")
                row.className = "row"
                row.id = "row-%d" % i
                row.dataset.index = str(i)
                row.style.order = str(i)  # last, as browsers write this attribute when somebody reads the others
                row.append("text %d" % i, document.createElement("b"))
                host.insertBefore(row, host.firstChild)
                if i % 3 == 0:
                    row.classList.toggle("third", True)
                if i % 7 == 0:
                    row.remove()
            return host.innerHTML
        with offthread.strict():
            expected = build()
        assert build() == expected
        with offthread.fast():
            assert build() == expected
    """)
