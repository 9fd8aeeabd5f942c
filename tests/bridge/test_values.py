"""Values cross exactly, in both directions."""

from __future__ import annotations

from .conftest import Run


def test_plain_values_come_back_as_they_went(run: Run) -> None:
    run("""
        inf = float("inf")
        values = [
            True, False, 0, 1, -1, 127, 128, 255, 256, 65535, 65536, -32, -33, -128, -129, -32769,
            2**30, 2**31 - 1, 2**31, 2**32, -2**31, -2**31 - 1, 2**53 - 1, -(2**53 - 1),
            0.5, -1.5, 1e-300, 1.7976931348623157e308, inf, -inf, 3.141592653589793,
            "", "a", "é", "😀", "\\u2028", "a\\0b", "\\ufeffx", "x" * 31, "x" * 32, "x" * 64,
            "x" * 65, "é" * 64, "x" * 70000,
        ]
        for value in values:
            result = echo(value)
            assert result == value and type(result) is type(value), (value, result)
            window.attribute = value
            assert window.attribute == value, value
    """)


def test_what_only_one_side_can_tell_apart(run: Run) -> None:
    run(
        """
        assert str(echo(-0.0)) == "-0.0"
        assert echo(float("nan")) != echo(float("nan"))
        assert window.isNegativeZero(-0.0)
        assert type(echo(2.0)) is int, "a whole number of JavaScript is an int"
        assert type(window.huge()) is float and window.huge() == 1e300
        assert window.typeOf(5) == "number" and window.typeOf(2.5) == "number"
        assert window.typeOf(True) == "boolean" and window.typeOf("") == "string"
        """,
        page="""() => {
            window.isNegativeZero = (value) => Object.is(value, -0);
            window.huge = () => 1e300;
            window.typeOf = (value) => typeof value;
        }""",
    )


def test_big_integers(run: Run) -> None:
    run(
        """
        for value in (2**53, -2**53, 2**63, 2**64, 2**70 + 1, -2**70 - 1, 10**400, -(10**400), 2**100000 + 1):
            assert echo(value) == value
            assert window.typeOf(value) == "bigint"
        small = window.small()
        assert small == 5 and isinstance(small, int) and small + 1 == 6
        assert window.typeOf(small) == "bigint", "a BigInt stays one"
        assert window.typeOf(offthread.BigInt(7)) == "bigint"
        assert echo([2**70, 1]).to_py() == [2**70, 1]
        """,
        page="() => { window.typeOf = (value) => typeof value; window.small = () => 5n; }",
    )


def test_lone_surrogates(run: Run) -> None:
    run(
        """
        assert echo("\\ud800") == "\\ud800"
        assert echo("a\\udc00b" * 50) == "a\\udc00b" * 50
        assert window.lone() == "\\ud83d"
        assert window.codes("\\ud800x\\0").to_py() == [0xd800, 120, 0]
        """,
        page="""() => {
            window.lone = () => "😀".slice(0, 1);
            window.codes = (text) => [...Array(text.length).keys()].map((i) => text.charCodeAt(i));
        }""",
    )


def test_none_is_absent_as_an_argument_and_null_as_a_value(run: Run) -> None:
    run(
        """
        assert window.kindOf(None) == "undefined"
        assert window.withDefault(None) == "default"
        window.nothing = None
        assert window.isNull("nothing")
        assert window.JSON.stringify({"a": None, "b": [None]}) == '{"a":null,"b":[null]}'
        assert window.nothing is None
        assert window.noValue() is None
        """,
        page="""() => {
            window.kindOf = (value) => typeof value;
            window.withDefault = (value = "default") => value;
            window.isNull = (name) => window[name] === null;
            window.noValue = () => undefined;
        }""",
    )


def test_containers_go_by_copy_and_come_back_by_copy(run: Run) -> None:
    run("""
        value = {"list": [1, [2, [3]]], "dict": {"a": {"b": "c"}}, "none": None, "text": "é", "float": 1.5}
        assert echo(value).to_py() == value
        assert echo((1, "two", (3,))).to_py() == [1, "two", [3]]
        assert echo([]).to_py() == [] and echo({}).to_py() == {}
        assert echo({1, 2}).to_py() == {1, 2}
        assert echo(frozenset(("a",))).to_py() == {"a"}
        assert echo({1: "a", (2, 3): "b", None: 4}).to_py() == {1: "a", (2, 3): "b", None: 4}
        assert echo(range(3)).to_py() == [0, 1, 2]
        assert echo({"__proto__": 1}).to_py() == {"__proto__": 1}
        big = {str(i): list(range(i)) for i in range(300)}
        assert echo(big).to_py() == big
        assert echo(list(range(70000))).to_py() == list(range(70000))
    """)


def test_containers_are_what_javascript_expects(run: Run) -> None:
    run(
        """
        assert window.describe([1]) == "Array" and window.describe((1,)) == "Array"
        assert window.describe({"a": 1}) == "Object" and window.describe({1: 2}) == "Map"
        assert window.describe({1}) == "Set" and window.describe(b"x") == "Uint8Array"
        assert window.describe(lambda: 0) == "Function"
        assert window.describe(ValueError("x")) == "Error"
        """,
        page="() => { window.describe = (value) => value.constructor.name; }",
    )


def test_bytes_and_buffers(run: Run) -> None:
    run(
        """
        import array
        for size in (0, 1, 31, 32, 255, 256, 65535, 65536, 300000):
            data = bytes(i % 251 for i in range(size))
            assert echo(data).to_bytes() == data, size
            assert echo(bytearray(data)).to_bytes() == data
            assert echo(memoryview(data)).to_bytes() == data
        middle = memoryview(b"0123456789")[3:6]
        assert window.lengths(middle).to_py() == [3, 3], "only the view's own part travels"
        assert echo(middle).to_bytes() == b"345"
        for code, name in (("b", "Int8Array"), ("h", "Int16Array"), ("i", "Int32Array"), ("f", "Float32Array"),
                           ("d", "Float64Array"), ("H", "Uint16Array"), ("I", "Uint32Array")):
            numbers = array.array(code, [1, 2, 3])
            assert window.describe(numbers) == name
            assert list(echo(numbers).to_py()) == [1, 2, 3], name
            assert list(echo(numbers)) == [1, 2, 3]
            assert echo(numbers)[-1] == 3
        """,
        page="""() => {
            window.describe = (value) => value.constructor.name;
            window.lengths = (value) => [value.length, value.buffer.byteLength];
        }""",
    )


def test_typed_arrays_of_the_page(run: Run) -> None:
    run(
        """
        view = window.view
        assert view.to_bytes() == bytes(range(64, 72)), "only the view's own part travels"
        assert len(view) == 8 and view[0] == 64 and view[2:4] == [66, 67]
        view.assign(b"abcdefgh")
        assert view.to_bytes() == b"abcdefgh"
        target = bytearray(8)
        view.assign_to(target)
        assert target == b"abcdefgh"
        assert "of 8" in str(raises(errors.RangeError, view.assign, b"too short"))
        view[0] = 1
        assert view[0] == 1
        assert window.floats.to_py()[1] == 2.5
        assert bytes(window.buffer.to_py()) == bytes(4)
        assert window.data_view.to_bytes() == bytes(2)
        """,
        page="""() => {
            const whole = new Uint8Array(1000).map((_, i) => i);
            window.view = whole.subarray(64, 72);
            window.floats = new Float32Array([1, 2.5]);
            window.buffer = new ArrayBuffer(4);
            window.data_view = new DataView(new ArrayBuffer(4), 1, 2);
        }""",
    )


def test_dates(run: Run) -> None:
    run(
        """
        from datetime import datetime, timedelta, timezone
        moment = datetime(2026, 8, 20, 12, 30, 15, 250000, tzinfo=timezone.utc)
        assert window.iso(moment) == "2026-08-20T12:30:15.250Z"
        assert echo(moment).to_py() == moment
        assert window.iso(datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=2)))) == "2025-12-31T22:00:00.000Z"
        assert window.epoch.to_py() == datetime(1970, 1, 1, tzinfo=timezone.utc)
        assert window.epoch.getTime() == 0
        assert window.iso(datetime(1901, 2, 3, tzinfo=timezone.utc)) == "1901-02-03T00:00:00.000Z"
        assert window.invalid.to_py() is None
        """,
        page="""() => {
            window.iso = (date) => date.toISOString();
            window.epoch = new Date(0);
            window.invalid = new Date(NaN);
        }""",
    )


def test_maps_sets_errors_and_symbols_of_the_page(run: Run) -> None:
    run(
        """
        map = window.map
        assert map["a"] == 1 and len(map) == 2 and "a" in map and "z" not in map
        assert list(map) == ["a", 2]
        assert dict(map.items()) == {"a": 1, 2: "two"}
        assert map.to_py() == {"a": 1, 2: "two"}
        map["new"] = [1]
        assert map["new"].to_py() == [1]
        del map["new"]
        raises(KeyError, lambda: map["new"])
        some = window.some
        assert len(some) == 2 and 1 in some and 5 not in some and sorted(some) == [1, 2] and some.to_py() == {1, 2}
        error = window.error
        assert isinstance(error, offthread.RemoteError) and error.message == "broken" and error.name == "RangeError"
        symbol = window.symbol
        assert symbol.typeof == "symbol" and symbol == window.symbol and symbol.description == "mine"
        assert window.keyed[symbol] == "found"
        assert echo(symbol) == symbol
        assert window.Symbol.iterator == window.Symbol.iterator
        """,
        page="""() => {
            window.map = new Map([["a", 1], [2, "two"]]);
            window.some = new Set([1, 2]);
            window.error = new RangeError("broken");
            window.symbol = Symbol("mine");
            window.keyed = { [window.symbol]: "found" };
        }""",
    )


def test_an_object_comes_back_as_itself(run: Run) -> None:
    run(
        """
        assert echo(host) == host
        assert window.same(host, document.getElementById("host"))
        assert window.holds([host], host) and window.holdsKey({"key": host}, host)
        assert window.frozen == echo(window.frozen) and window.frozen.a == 1
        def function():
            pass
        window.kept = function
        assert window.kept is function, "a Python function comes home as itself"
        assert echo(function) is function
        class Owner:
            def method(self):
                pass
        owner = Owner()
        assert echo(owner.method) == owner.method
        window.kept = None
        """,
        page="""() => {
            window.same = (a, b) => a === b;
            window.holds = (list, item) => list[0] === item;
            window.holdsKey = (object, item) => object.key === item;
            window.frozen = Object.freeze({ a: 1 });
        }""",
    )


def test_what_cannot_be_sent_says_so(run: Run) -> None:
    run("""
        class Thing:
            pass
        error = raises(errors.EncodeError, echo, Thing())
        assert "Thing" in str(error) and "[OT202]" in str(error)
        raises(errors.EncodeError, echo, [1, {"deep": Thing()}])
        raises(errors.EncodeError, echo, 1j)
        assert echo(1) == 1, "the channel goes on"
    """)
