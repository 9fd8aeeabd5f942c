"""Commands that nobody waited for and that fail all the same: nothing is lost, and each error is told once."""

from __future__ import annotations

import re

import pytest
from browser.page import WatchedPage
from browser.site import Site

from .conftest import Run

# Functions of the page that count their calls, and a node that is nobody's child.
PAGE = """() => {
    delete window.unknown;
    window.calls = 0;
    window.count = () => ++window.calls;
    window.log = [];
    window.note = (text) => { log.push(text); };
    window.notes = () => log.join();
}"""

# In programs: where commands are issued that fail when nobody waits for them.
CPYTHON = """
        import sys
        CPYTHON = sys.implementation.name == "cpython"
        stray = document.createElement("b")
        def line():
            return sys._getframe(1).f_lineno if CPYTHON else 0
        def file():
            return sys._getframe(1).f_code.co_filename if CPYTHON else ""
        def count(*args):
            return window.count(*args)
"""


def test_the_error_rises_at_the_next_operation_that_waits(run: Run) -> None:
    run(
        f"""{CPYTHON}
        with offthread.fast():
            with trips(0):
                at = line() + 1
                result = host.removeChild(stray)
                assert result is stray
                host.setAttribute("data-n", "after")
            try:
                count()
            except errors.NotFoundError as error:
                caught = error
            else:
                raise AssertionError("nothing was raised")
        assert caught.name == "NotFoundError" and "removeChild" in caught.message
        assert caught.thrown.code == 8, "the page's own error"
        assert "removeChild" in caught.operation and "HTMLElement" in caught.operation, caught.operation
        assert list(caught.also) == []
        if CPYTHON:
            assert caught.place == (file(), at), caught.place
            (note,) = caught.__notes__
            assert "removeChild" in note and "line %d" % at in note and file() in note, note
        else:
            assert caught.place is None
            assert "removeChild" in caught.note, caught.note
        assert window.calls == 0, "what rose was not performed"
        assert host.getAttribute("data-n") == "after", "what went before it was"
        assert count() == 1
        """,
        page=PAGE,
    )


def test_what_waits_raises_at_once_and_has_no_other_place(run: Run) -> None:
    run(f"""{CPYTHON}
        with offthread.default():
            try:
                host.removeChild(stray)
            except errors.NotFoundError as error:
                assert getattr(error, "place", None) is None
            else:
                raise AssertionError("nothing was raised")
    """)


WAITING = {
    "reading an attribute": "host.title",
    "reading a missing attribute": "host.nothing",
    "asking for a missing attribute": "hasattr(host, 'nothing')",
    "an item": "host.children[0]",
    "a length": "len(host.children)",
    "iterating": "list(host.children)",
    "a method": "host.getAttribute('title')",
    "a function": "window.count()",
    "constructing": "window.Image.new()",
    "setting what is unknown": "setattr(window, 'unknown', 1)",
    "deleting": "delattr(window, 'calls')",
    "membership": "host.title in window.log",
    "copying": "window.log.to_py()",
    "text": "str(window.log)",
    "a synchronisation": "offthread.sync()",
    "several at once": "offthread.gather(host, 'title', 'id')",
    "a method of a batch": "in_batch(count)",
}


@pytest.mark.parametrize("what", WAITING)
def test_whatever_waits_raises_it_and_is_not_performed(run: Run, what: str) -> None:
    run(
        f"""{CPYTHON}
        def in_batch(function):
            with offthread.batch():
                return function()
        log = window.log
        with offthread.fast():
            host.removeChild(stray)
            try:
                {WAITING[what]}
            except errors.NotFoundError as error:
                assert "removeChild" in error.operation
            else:
                raise AssertionError("nothing was raised")
        assert window.calls == 0 and not hasattr(window, "unknown")
        {WAITING[what] if what not in ("reading a missing attribute", "an item") else "host.title"}
        """,
        page=PAGE,
    )


ARGUMENTS = {
    "many": ("host.append(*[stray] * 9, host)", "HierarchyRequestError"),
    "a container": ("host.insertBefore(stray, document.body)", "NotFoundError"),
    "text": ("host.setAttribute('no name', 'x')", "InvalidCharacterError"),
    "an attribute": ("window.document.body.contentEditable = 'nonsense'", "SyntaxError_"),
    "a token": ("host.classList.add('two words')", "InvalidCharacterError"),
    "long text": ("host.setAttribute('x' * 100_000 + ' ', 'x')", "InvalidCharacterError"),
}


@pytest.mark.parametrize("what", ARGUMENTS)
def test_its_place_is_the_line_whatever_the_arguments(run: Run, what: str) -> None:
    code, kind = ARGUMENTS[what]
    run(f"""{CPYTHON}
        host.classList
        with offthread.fast():
            host.title = "before"
            at = line() + 1
            {code}
            host.title = "after"
            error = raises(errors.{kind}, offthread.sync)
        if CPYTHON:
            assert error.place == (file(), at), (error.place, at)
        assert error.operation
        assert host.title == "after"
    """)


def test_its_place_is_right_after_many_thousands_of_commands(run: Run) -> None:
    run(f"""{CPYTHON}
        many = 20_000 if CPYTHON else 2_000
        with offthread.fast():
            for round in range(3):
                for i in range(many):
                    host.title = "x"
                host.removeChild(stray); at = line()
                for i in range(many):
                    host.id = "host"
                error = raises(errors.NotFoundError, offthread.sync)
                if CPYTHON:
                    assert error.place == (file(), at), (round, error.place, at)
    """)


def test_a_place_within_functions_is_the_line_of_the_command(run: Run) -> None:
    run(f"""{CPYTHON}
        places = []
        def deep(level):
            if level:
                return deep(level - 1)
            places.append((file(), line() + 1))
            host.removeChild(stray)
        with offthread.fast():
            deep(5)
            error = raises(errors.NotFoundError, offthread.sync)
        if CPYTHON:
            assert error.place == places[0]
    """)


def test_what_depends_on_a_failed_command_is_skipped_and_raises_the_first_error_when_used(run: Run) -> None:
    run(
        f"""{CPYTHON}
        context = document.createElement("canvas").getContext("2d")
        context.createLinearGradient(0, 0, 1, 1)  # from now on it is known what this returns
        before = context.fillStyle
        if MODE != "strict":
            with offthread.fast():
                with trips(0):
                    gradient = context.createLinearGradient(float("nan"), 0, 1, 1)
                    gradient.addColorStop(0, "red")
                    gradient.addColorStop(1, "blue")
                    context.fillStyle = gradient
                    context.lineWidth = 7
                error = raises(errors.TypeError_, offthread.sync)
                assert "createLinearGradient" in error.operation, error.operation
                assert list(error.also) == [], error.also
                # It is not told twice; what did not depend on it was performed.
                offthread.sync()
                assert context.lineWidth == 7
                assert context.fillStyle == before
                # And whoever uses it later learns why that cannot be.
                for _ in range(2):
                    again = raises(errors.TypeError_, count, gradient)
                    assert again.message == error.message
                again = raises(errors.TypeError_, lambda: gradient.constructor)
                assert again.message == error.message
                assert window.calls == 0
                assert count() == 1
        """,
        page=PAGE,
    )


def test_of_several_errors_the_first_rises_and_has_the_others(run: Run) -> None:
    run(
        f"""{CPYTHON}
        host.classList  # the first one is asked for
        with offthread.fast():
            lines = [line() + 1, line() + 2, line() + 3]
            host.removeChild(stray)
            host.setAttribute("no name", "x")
            host.classList.add("two words")
            host.title = "after"
            error = raises(errors.NotFoundError, count)
        others = list(error.also)
        assert [type(other).__name__ for other in others] == ["InvalidCharacterError"] * 2, others
        assert "setAttribute" in others[0].operation and "add" in others[1].operation
        if CPYTHON:
            assert [one.place for one in [error] + others] == [(file(), at) for at in lines]
            assert error.__context__ is others[0] and others[0].__context__ is others[1]
            assert others[1].__context__ is None
        else:
            assert all(one.place is None for one in [error] + others)
        assert count() == 1
        assert host.title == "after"
        """,
        page=PAGE,
    )


def test_errors_beyond_counting_are_bounded_and_none_comes_later(run: Run) -> None:
    run(
        f"""{CPYTHON}
        with offthread.fast():
            for _ in range(1000):
                host.removeChild(stray)
            error = raises(errors.NotFoundError, count)
        assert 1 <= len(error.also) < 1000, len(error.also)
        assert count() == 1
        offthread.sync()
        """,
        page=PAGE,
    )


def test_each_error_is_told_to_one_operation_only(run: Run) -> None:
    run(
        f"""{CPYTHON}
        with offthread.fast():
            for _ in range(50):
                host.removeChild(stray)
                error = raises(errors.NotFoundError, count)
                assert list(error.also) == []
        assert window.calls == 0
        """,
        page=PAGE,
    )


def test_errors_of_custom_classes_and_plain_values_rise_as_they_are(run: Run) -> None:
    run(
        """
        host.blur()
        window.replace()
        try:
            with offthread.fast():
                host.blur()
                error = raises(JsException, offthread.sync)
                assert type(error) is JsException and error.name == "CustomError" and error.message == "own", error
                assert "throwing" in error.stack, error.stack
                host.focus()
                error = raises(JsException, offthread.sync)
                assert error.thrown == 42 and error.message == "42"
                assert "focus" in error.operation
        finally:
            window.restore()
        """,
        page="""() => {
            const { blur, focus } = HTMLElement.prototype;
            window.replace = () => {
                HTMLElement.prototype.blur = function throwing() {
                    throw Object.assign(new Error("own"), { name: "CustomError" });
                };
                HTMLElement.prototype.focus = () => { throw 42; };
            };
            window.restore = () => { Object.assign(HTMLElement.prototype, { blur, focus }); };
        }""",
    )


def test_a_failed_command_in_an_awaited_function_rejects_the_pages_promise(run: Run) -> None:
    run(
        f"""{CPYTHON}
        def callback():
            with offthread.fast():
                host.removeChild(stray)
            return "returned"
        window.call(callback)
        assert await window.outcome == "NotFoundError"
        async def later():
            with offthread.fast():
                host.removeChild(stray)
            return "returned"
        window.call(later)
        assert await window.outcome == "NotFoundError"
        window.call(lambda: "fine")
        assert await window.outcome == "fine"
        """,
        page="""() => {
            window.call = (callback) => { window.outcome = window.soon(callback).catch((error) => error.name); };
        }""",
    )


def test_a_task_that_synchronises_fails_with_what_it_caused(run: Run) -> None:
    run(f"""{CPYTHON}
        import asyncio
        async def work():
            with offthread.fast():
                host.removeChild(stray)
                offthread.sync()
        task = asyncio.create_task(work())
        try:
            await task
        except errors.NotFoundError as error:
            assert "removeChild" in error.operation
        else:
            raise AssertionError("nothing was raised")
    """)


FAILING = """\
import offthread
from js import document
body, stray = document.body, document.createElement("b")
def fail():
    with offthread.fast():
        body.removeChild(stray)
        body.title = "after"
"""


def test_a_script_whose_last_command_fails_ends_in_error(warm: WatchedPage, kind: str) -> None:
    said = warm.expect_console("NotFoundError")
    event = warm.add_script(kind, f"{FAILING}fail()\n", id="failing-script")
    assert (event["name"], event["type"]) == ("error", "NotFoundError"), event
    assert "removeChild" in event["message"] + event["traceback"]
    if kind == "py":
        assert (event["file"], event["line"]) == ("index.html#failing-script", 6)
        assert "line 6" in event["traceback"], event["traceback"]
    assert warm.evaluate("document.body.title") == "after", "what came after it was performed"
    # The next script is a new beginning.
    assert warm.add_script(kind, "from js import document\nassert document.body.title == 'after'")["name"] == "done"
    warm.evaluate("() => { document.body.removeAttribute('title'); }")
    warm.check_console()
    assert len(said.met) == 1


def test_a_script_with_await_whose_last_command_fails_ends_in_error(warm: WatchedPage, kind: str) -> None:
    said = warm.expect_console("NotFoundError")
    code = f"{FAILING}import asyncio\nawait asyncio.sleep(0)\nfail()\n"
    event = warm.add_script(kind, code, id="failing-await")
    assert (event["name"], event["type"]) == ("error", "NotFoundError"), event
    if kind == "py":
        assert (event["file"], event["line"]) == ("index.html#failing-await", 6)
    assert warm.add_script(kind, "from js import document\ndocument.title")["name"] == "done"
    warm.check_console()
    assert len(said.met) == 1


def test_an_exception_of_python_does_not_hide_what_failed_before_it(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("KeyError: mine|KeyError: 'mine'")
    warm.expect_console("NotFoundError")
    event = warm.add_script(kind, f"{FAILING}fail()\nraise KeyError('mine')\n", id="failing-both")
    assert event["name"] == "error"
    warm.wait_for_log("KeyError", "error")
    warm.wait_for_log("NotFoundError", "error")
    assert warm.add_script(kind, "from js import document\ndocument.title")["name"] == "done"


def test_a_failed_command_in_a_listener_is_reported_once(warm: WatchedPage, kind: str) -> None:
    said = warm.expect_console("NotFoundError")
    warm.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<button id=failing>b</button>'); }")
    code = f"{FAILING}document.getElementById('failing').addEventListener('click', lambda event: fail())\n"
    assert warm.add_script(kind, code, id="failing-listener")["name"] == "done"
    warm.locator("#failing").evaluate("(button) => button.click()")
    event = warm.wait_for_event("error", target="failing-listener" if kind == "py" else "window")
    assert event["type"] == "NotFoundError"
    if kind == "py":
        assert (event["file"], event["line"]) == ("index.html#failing-listener", 6)
    # What asks the page next is not told again.
    assert warm.add_script(kind, "from js import document\ndocument.title")["name"] == "done"
    warm.check_console()
    assert len(said.met) == 1
    warm.evaluate("() => { document.getElementById('failing').remove(); document.body.removeAttribute('title'); }")


def test_failures_of_many_listeners_are_reported_each(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("NotFoundError")
    warm.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<button id=failing>b</button>'); }")
    code = f"{FAILING}document.getElementById('failing').addEventListener('click', lambda event: fail())\n"
    assert warm.add_script(kind, code, id="failing-often")["name"] == "done"
    for count in (1, 2, 3):
        warm.locator("#failing").evaluate("(button) => button.click()")
        warm.wait_for_event("error", target="failing-often" if kind == "py" else "window", count=count)
    warm.evaluate("() => { document.getElementById('failing').remove(); document.body.removeAttribute('title'); }")


@pytest.mark.parametrize("await_it", [True, False], ids=["awaited", "forgotten"])
def test_a_failed_command_of_a_task_is_reported_once(warm: WatchedPage, kind: str, await_it: bool) -> None:
    said = warm.expect_console("NotFoundError")
    code = f"{FAILING}import asyncio\nasync def work():\n    fail()\ntask = asyncio.create_task(work())\n"
    code += "await task\n" if await_it else ""
    warm.add_script(kind, code, id="failing-task")
    # Either the script ends with it, or, where it was done before, it is reported by itself.
    # MicroPython cannot tell whose command it was.
    event = warm.wait_for("() => recorded.find((event) => event.name === 'error')")
    assert event["type"] == "NotFoundError"
    if kind == "py":
        assert event["target"] == "failing-task"
        assert event["line"] == 6
    assert warm.add_script(kind, "from js import document\ndocument.title")["name"] == "done"
    warm.check_console()
    assert len(said.met) == 1
    warm.evaluate("() => { document.body.removeAttribute('title'); }")


PATCHED = """
<script>
    const { appendChild } = Node.prototype;
    PLACE.prototype.appendChild = function (node) {
        appendChild.call(this, node);
        return { patched: true, node };
    };
</script>
"""


@pytest.mark.parametrize("place", ["Node", "Element", "HTMLElement"])
def test_what_the_page_has_replaced_before_python_met_it_is_what_python_calls(
    page: WatchedPage, site: Site, kind: str, place: str
) -> None:
    code = """
import offthread
from js import document
host = document.createElement("main")
for mode in (offthread.strict, offthread.default, offthread.fast):
    with mode():
        node = document.createElement("b")
        result = host.appendChild(node)
        assert result.patched is True, result
        assert result.node == node and node.parentNode == host
"""
    page.goto(site.page(f"{PATCHED.replace('PLACE', place)}<script type='{kind}' id='s'>{code}</script>"))
    end = page.wait_for_end("s")
    page.said.clear()
    assert end["name"] == "done", end["traceback"]


def test_what_the_page_replaces_after_python_met_it_raises_or_returns_the_truth(run: Run) -> None:
    run(
        """
        host.appendChild(document.createElement("i"))
        window.replace()
        try:
            node = document.createElement("b")
            try:
                result = host.appendChild(node)
                offthread.sync()
            except errors.TypeError_ as error:
                assert MODE != "strict", "who waits gets what is returned"
                assert "appendChild was replaced by the page" in error.message, error.message
                assert "strict" in error.message and "appendChild" in error.operation
            else:
                assert MODE == "strict" and result == "replaced", result
            # It was called all the same, and once.
            assert window.replacements == 1
        finally:
            window.restore()
        node = document.createElement("b")
        assert host.appendChild(node) == node and node.parentNode == host
        """,
        page="""() => {
            const { appendChild } = Node.prototype;
            window.replacements = 0;
            window.replace = () => {
                Node.prototype.appendChild = function (node) {
                    appendChild.call(this, node);
                    window.replacements++;
                    return "replaced";
                };
            };
            window.restore = () => { Node.prototype.appendChild = appendChild; };
        }""",
    )


def test_a_replacement_that_returns_the_same_is_as_good(run: Run) -> None:
    run(
        """
        host.appendChild(document.createElement("i"))
        window.replace()
        try:
            node = document.createElement("b")
            assert host.appendChild(node) == node
            assert window.replacements == 1
        finally:
            window.restore()
        """,
        page="""() => {
            const { appendChild } = Node.prototype;
            window.replacements = 0;
            window.replace = () => {
                Node.prototype.appendChild = function (node) {
                    window.replacements++;
                    return appendChild.call(this, node);
                };
            };
            window.restore = () => { Node.prototype.appendChild = appendChild; };
        }""",
    )


def test_a_factory_that_is_replaced_raises_or_returns_the_truth(run: Run) -> None:
    run(
        """
        host.cloneNode(True)
        document.createElement("b")
        window.replace()
        try:
            try:
                result = document.createElement("b")
                offthread.sync()
            except errors.TypeError_ as error:
                assert MODE != "strict" and "createElement was replaced by the page" in error.message, error.message
            else:
                assert MODE == "strict" and result == "replaced", result
        finally:
            window.restore()
        assert document.createElement("b").localName == "b"
        """,
        page="""() => {
            const { createElement } = Document.prototype;
            window.replace = () => { Document.prototype.createElement = () => "replaced"; };
            window.restore = () => { Document.prototype.createElement = createElement; };
        }""",
    )


def test_an_objects_own_property_comes_before_the_method_of_its_name(run: Run) -> None:
    run(
        """
        odd = document.getElementById("odd")
        assert odd.remove == 5
        assert odd.setAttribute("a", "b") == "mine: a"
        assert not odd.hasAttribute("a")
        assert odd.title == "shadow", odd.title
        odd.title = "written"
        assert odd.title == "written" and not odd.hasAttribute("title")
        # Others of its kind are as ever.
        other = document.createElement("i")
        other.setAttribute("a", "b")
        assert other.getAttribute("a") == "b"
        host.append(other)
        other.remove()
        assert other.parentNode is None
        """,
        page="""() => {
            const odd = document.createElement("i");
            odd.id = "odd";
            odd.remove = 5;
            odd.setAttribute = (name) => `mine: ${name}`;
            Object.defineProperty(odd, "title", { value: "shadow", writable: true, configurable: true });
            document.getElementById("host").append(odd);
        }""",
    )


def test_a_child_of_a_form_that_hides_a_method_is_what_python_sees(run: Run) -> None:
    run(
        """
        form = document.getElementById("form")
        assert form.remove.localName == "input"
        assert form.reset.localName == "input"
        """,
        page="""() => {
            document.getElementById("host").innerHTML = "<form id=form><input name=remove><input name=reset></form>";
        }""",
    )


def test_the_page_says_nothing_on_its_console_of_errors_that_python_catches(warm: WatchedPage, kind: str) -> None:
    code = f"""{FAILING}
fail()
try:
    offthread.sync()
except offthread.errors.NotFoundError as error:
    print("caught", error.operation)
"""
    assert warm.add_script(kind, code)["name"] == "done"
    text = warm.wait_for_log("^caught ")
    assert re.search(r"^caught HTMLBodyElement\.removeChild", text), text
    # The message that the page sends besides is known already when it comes.
    assert (
        warm.add_script(kind, "import asyncio\nfrom js import document\nawait asyncio.sleep(0)\ndocument.title")["name"]
        == "done"
    )
    assert warm.logged("error") == []
    warm.evaluate("() => { document.body.removeAttribute('title'); }")
