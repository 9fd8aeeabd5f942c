"""Exceptions cross in both directions, and what failed leaves the channel as it was."""

from __future__ import annotations

from .conftest import Run


def test_javascript_exceptions_can_be_caught(run: Run) -> None:
    run(
        """
        error = raises(JsException, document.querySelector, "!!")
        assert error.name == "SyntaxError" and "!!" in error.message
        assert "!!" in str(error) and type(error).__name__ == "SyntaxError"
        assert "offthread" not in error.stack, "frames of the bridge are left out"
        assert isinstance(error, errors.SyntaxError_)
        error = raises(errors.SyntaxError_, window.JSON.parse, "{bad")
        assert "parse" in error.stack, error.stack
        error = raises(errors.HierarchyRequestError, document.body.append, document.documentElement)
        error = raises(errors.NotFoundError, host.removeChild, document.body)
        assert error.thrown.code == 8, "the DOMException itself can be asked"
        assert isinstance(error.thrown, offthread.RemoteError)
        raises(AttributeError, lambda: window.notAFunction)
        error = raises(JsException, window.throwCustom)
        assert str(error) == "CustomError: own" and type(error) is JsException
        assert "throwCustom" in error.stack, error.stack
        """,
        page="""() => {
            window.throwCustom = function throwCustom() {
                throw Object.assign(new Error("own"), { name: "CustomError" });
            };
        }""",
    )


def test_hundreds_of_javascript_exceptions_do_no_harm(run: Run) -> None:
    run("""
        for _ in range(500):
            raises(JsException, document.querySelector, "!!")
        assert document.title is not None
    """)


def test_anything_may_be_thrown(run: Run) -> None:
    run(
        """
        error = raises(JsException, window.throwing, 42)
        assert error.thrown == 42 and error.message == "42"
        error = raises(JsException, window.throwing, "text")
        assert error.thrown == "text" and error.message == "text"
        for value in (0, "", False):
            assert raises(JsException, window.throwing, value).thrown == value
        error = raises(JsException, window.throwNull)
        assert error.thrown is None and error.message == "null"
        error = raises(JsException, window.throwing, None)
        assert error.thrown is None and error.message == "undefined"
        error = raises(JsException, window.throwing, {"a": 1})
        assert error.thrown.a == 1
        raises(JsException, window.throwBare)
        raises(JsException, window.throwLiar)
        assert echo(1) == 1
        """,
        page="""() => {
            window.throwing = (value) => { throw value; };
            window.throwNull = () => { throw null; };
            window.throwBare = () => { throw Object.create(null); };
            window.throwLiar = () => { throw { get message() { throw new Error("no"); } }; };
        }""",
    )


def test_getters_setters_and_encoding_may_throw(run: Run) -> None:
    run(
        """
        assert raises(JsException, lambda: window.hostile.value).message == "no reading"
        def write():
            window.hostile.value = 1
        assert raises(JsException, write).message == "no writing"
        def frozen():
            window.frozen.a = 2
        raises(errors.TypeError_, frozen)
        assert window.frozen.a == 1
        assert raises(JsException, window.hostile.to_py).message == "no reading"
        raises(JsException, lambda: list(window.badIterable))
        assert window.trap.anything == "trapped"
        """,
        page="""() => {
            window.hostile = {
                get value() { throw new Error("no reading"); },
                set value(_) { throw new Error("no writing"); },
            };
            window.frozen = Object.freeze({ a: 1 });
            window.badIterable = { [Symbol.iterator]() { throw new Error("no iterating"); } };
            window.trap = new Proxy({}, {
                get: (_, name) => name === "anything" ? "trapped" : undefined,
                getPrototypeOf() { throw new Error("no prototype"); },
                ownKeys() { throw new Error("no keys"); },
            });
        }""",
    )


def test_missing_members_are_attribute_index_and_key_errors(run: Run) -> None:
    run(
        """
        error = raises(AttributeError, lambda: document.nope)
        assert "HTMLDocument" in str(error) and "nope" in str(error)
        assert getattr(document, "nope", 5) == 5 and not hasattr(document, "nope")
        assert window.withUndefined.there is None, "a property whose value is undefined is there"
        raises(IndexError, lambda: document.body.children[10**6])
        raises(IndexError, lambda: window.array[-4])
        raises(KeyError, lambda: window.withUndefined["nope"])
        def delete():
            del window.withUndefined.nope
        raises(AttributeError, delete)
        """,
        page="() => { window.withUndefined = { there: undefined }; window.array = [1, 2, 3]; }",
    )


def test_python_exceptions_reach_javascript_with_their_traceback(run: Run) -> None:
    run(
        """
        def callback():
            raise ValueError("from Python")
        window.call(callback)
        error = (await window.outcome).to_py()
        assert error["isError"] and error["name"] == "PythonError", error
        assert error["type"] == "ValueError" and error["message"] == "ValueError: from Python"
        assert "in callback" in error["traceback"] and "from Python" in error["traceback"]
        assert error["stack"].startswith(error["traceback"])
        assert error["line"] > 0 and error["file"]
        assert "offthread" not in error["traceback"], "frames of the library are left out"
        """,
        page="""() => {
            window.call = (callback) => {
                window.outcome = window.soon(callback).then(() => "no error", (error) => {
                    const { name, type, message, traceback, stack, file, line } = error;
                    return { isError: error instanceof Error, name, type, message, traceback, stack, file, line };
                });
            };
        }""",
    )


def test_a_python_exception_that_passes_through_the_page_comes_back_as_itself(run: Run) -> None:
    run("""
        class Special(Exception):
            pass
        def fail(value):
            raise Special(value, "context")
        try:
            await window.Promise.resolve(7).then(fail)
        except Special as error:
            assert error.args == (7, "context")
        else:
            raise AssertionError("nothing was raised")
    """)


def test_a_javascript_exception_that_passes_through_python_goes_on_as_itself(run: Run) -> None:
    run(
        """
        def callback():
            document.querySelector("!!")
        window.call(callback)
        error = await window.outcome
        assert window.isDomException(error) and error.name == "SyntaxError"
        """,
        page="""() => {
            window.call = (callback) => {
                window.outcome = window.soon(callback).then(() => "no error", (error) => error);
            };
            window.isDomException = (value) => value instanceof DOMException;
        }""",
    )


def test_an_exception_whose_text_fails_is_reported_all_the_same(run: Run) -> None:
    run(
        """
        class Mute(Exception):
            def __str__(self):
                raise RuntimeError("mute")
        def callback():
            raise Mute()
        window.call(callback)
        assert "Mute" in await window.outcome
        """,
        page="""() => {
            window.call = (callback) => {
                window.outcome = window.soon(callback).then(() => "no error", (error) => error.message);
            };
        }""",
    )
