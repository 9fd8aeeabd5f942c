"""Defects that other bridges between a worker and its page are known to have. Each test would show it in ours.

Those that concern values, errors and references in general are in the files of those names: both races of garbage
collection, replies larger than a buffer, `throw 42` and `throw null`, a leading BOM, lone surrogates, views of large
buffers. A handshake that is lost because one side came late is in test_ends.py.
"""

from __future__ import annotations

from .conftest import Run


def test_apis_that_fill_a_buffer_fill_the_callers(run: Run) -> None:
    run(
        """
        import array
        data = bytearray(16)
        window.crypto.getRandomValues(data)
        assert data != bytearray(16), "getRandomValues left the buffer empty"
        text = bytearray(8)
        result = window.TextEncoder.new().encodeInto("héllo", text)
        assert result.written == 6 and bytes(text[:6]) == "héllo".encode()
        numbers = array.array("f", [0, 0, 0])
        window.fill(numbers, 2.5)
        assert list(numbers) == [2.5, 2.5, 2.5]
        first, second = bytearray(2), bytearray(3)
        window.fillTwo(first, second)
        assert first == b"\\1\\1" and second == b"\\2\\2\\2"
        untouched = bytearray(b"abc")
        echo(untouched)
        assert untouched == b"abc"
        fixed = b"\\0\\0\\0"
        window.fill(fixed, 7)
        assert fixed == b"\\0\\0\\0", "bytes cannot change"
        large = bytearray(500000)
        window.fill(large, 9)
        assert large[0] == 9 and large[-1] == 9
        """,
        page="""() => {
            window.fill = (array, value) => { array.fill(value); };
            window.fillTwo = (a, b) => { a.fill(1); b.fill(2); };
        }""",
    )


def test_frozen_and_sealed_objects_are_like_others(run: Run) -> None:
    run(
        """
        for thing in (window.frozen, window.sealed):
            assert thing.object_keys() == ["a"]
            assert thing.to_py() == {"a": 1}
            assert "a" in dir(thing) and thing.a == 1 and hasattr(thing, "a")
            assert window.Object.isFrozen(thing) == (thing == window.frozen)
        assert "prototype" not in dir(window.arrow)
        assert window.Object.getOwnPropertyDescriptor(window, "document") is not None
        """,
        page="""() => {
            window.frozen = Object.freeze({ a: 1 });
            window.sealed = Object.seal({ a: 1 });
            window.arrow = () => 0;
        }""",
    )


def test_the_same_symbol_is_the_same_key(run: Run) -> None:
    run(
        """
        symbol = window.symbol
        assert window.object[symbol] == 1
        window.object[symbol] = 2
        assert window.read() == 2 and symbol in window.object
        """,
        page="""() => {
            window.symbol = Symbol("key");
            window.object = { [window.symbol]: 1 };
            window.read = () => window.object[window.symbol];
        }""",
    )


def test_a_dom_exception_stays_one(run: Run) -> None:
    run("""
        error = raises(JsException, document.querySelector, "!!")
        assert error.thrown.code == 12 and "DOMException" in repr(error.thrown)
    """)


def test_a_value_that_is_an_error_is_not_thrown(run: Run) -> None:
    run("""
        error = window.RangeError.new("only a value")
        assert error.message == "only a value"
        assert echo(error) == error
    """)


def test_document_all_is_there(run: Run) -> None:
    run("""
        document.all
        assert document.all[0] == document.documentElement
    """)


def test_a_method_that_an_own_property_hides_can_be_asked(run: Run) -> None:
    run("""
        host.innerHTML = '<form><input name="submit"><input name="other"></form>'
        form = host.firstChild
        assert form.submit.name == "submit", "the control, as in JavaScript"
        assert len(form) == 2 and form[1].name == "other" and form["other"].name == "other"
    """)


def test_objects_of_another_frame(run: Run) -> None:
    run("""
        frame = document.createElement("iframe")
        host.append(frame)
        inner = frame.contentWindow
        array = inner.Array.of(1, 2)
        assert isinstance(array, offthread.RemoteArray) and list(array) == [1, 2]
        assert inner.document.createElement("p").tagName == "P"
        assert isinstance(inner.Error.new("x"), offthread.RemoteError)
        error = raises(JsException, inner.document.querySelector, "!!")
        assert error.name == "SyntaxError"
    """)
