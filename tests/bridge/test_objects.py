"""What remote objects can do, kind by kind."""

from __future__ import annotations

from .conftest import Run


def test_arrays_are_used_as_lists(run: Run) -> None:
    run(
        """
        array = window.array
        assert isinstance(array, offthread.RemoteArray)
        assert list(array) == [1, 2, 3] and len(array) == 3 and array[0] == 1 and array[-1] == 3
        assert 2 in array and 9 not in array
        array.append(4)
        array.extend([5, 6])
        array.insert(0, 0)
        assert list(array) == [0, 1, 2, 3, 4, 5, 6]
        assert array.pop() == 6 and array.pop(0) == 0
        assert array.index(3) == 2 and array.count(3) == 1
        raises(ValueError, array.index, 99)
        array.remove(3)
        del array[0]
        array[-1] = "last"
        assert list(array) == [2, 4, "last"]
        def beyond():
            array[10] = 1
        raises(IndexError, beyond)
        def delete():
            del array[10]
        raises(IndexError, delete)
        array.reverse()
        assert array[0] == "last"
        """,
        page="() => { window.array = [1, 2, 3]; }",
    )


def test_slices_are_those_of_python(run: Run) -> None:
    run(
        """
        array, plain = window.ten, list(range(10))
        limits = [None, 0, 1, 3, 9, 10, 99, -1, -3, -10, -99]
        for start in limits:
            for stop in limits:
                for step in (None, 1, 2, -1, -3):
                    assert array[start:stop:step] == plain[start:stop:step], (start, stop, step)
        raises(errors.RangeError, lambda: array[::0])
        """,
        page="() => { window.ten = [...Array(10).keys()]; }",
    )


def test_node_lists_and_token_lists(run: Run) -> None:
    run("""
        host.innerHTML = "<i class='a b'></i><b></b>"
        children = host.childNodes
        assert isinstance(children, offthread.RemoteSequence) and not isinstance(children, offthread.RemoteArray)
        assert [child.tagName for child in children] == ["I", "B"]
        assert children[1] in children and document.body not in children
        tokens = children[0].classList
        assert list(tokens) == ["a", "b"] and len(tokens) == 2 and "a" in tokens
        tokens.add("c", "d")
        tokens.remove("a")
        assert children[0].className == "b c d"
    """)


def test_generators_are_walked_no_further_than_asked(run: Run) -> None:
    run(
        """
        for value in window.counting():
            if value == 3:
                break
        assert window.counted <= 4, window.counted
        iterator = window.counting()
        assert isinstance(iterator, offthread.RemoteIterator)
        assert [next(iterator), next(iterator)] == [0, 1]
        assert [value for value in window.finite()] == [0, 1, 2]
        last = window.finite()
        assert [next(last), next(last), next(last)] == [0, 1, 2]
        raises(StopIteration, next, last)
        assert list(window.Array.of(5, 6).entries())[1].to_py() == [1, 6]
        assert list(window.iterable) == ["x", "y"]
        """,
        page="""() => {
            window.counted = 0;
            window.counting = function* () { for (let i = 0; ; i++) { window.counted++; yield i; } };
            window.finite = function* () { yield* [0, 1, 2]; };
            window.iterable = { *[Symbol.iterator]() { yield "x"; yield "y"; } };
        }""",
    )


def test_mappings_of_the_web(run: Run) -> None:
    run("""
        parameters = window.URLSearchParams.new("a=1&b=2")
        assert isinstance(parameters, offthread.RemoteMapping)
        assert parameters["a"] == "1" and list(parameters) == ["a", "b"] and len(parameters) == 2
        assert dict(parameters.items()) == {"a": "1", "b": "2"} and "b" in parameters
        headers = window.Headers.new({"X-One": "1"})
        assert headers["x-one"] == "1" and list(headers) == ["x-one"] and len(headers) == 1
        headers["two"] = "2"
        del headers["x-one"]
        assert list(headers) == ["two"]
        raises(KeyError, lambda: headers["x-one"])
    """)


def test_properties_by_key(run: Run) -> None:
    run("""
        style, data = host.style, host.dataset
        style["background-color"] = "red"
        assert style["backgroundColor"] == "red"
        data["someName"] = "value"
        assert host.getAttribute("data-some-name") == "value" and "someName" in data and "other" not in data
        del data["someName"]
        assert "someName" not in data
        window.localStorage["item"] = "stored"
        assert window.localStorage.getItem("item") == "stored" and window.localStorage["item"] == "stored"
        del window.localStorage["item"]
        raises(KeyError, lambda: window.localStorage["item"])
        host.custom = 5
        assert host.custom == 5
        del host.custom
        assert not hasattr(host, "custom")
    """)


def test_constructing_and_classes(run: Run) -> None:
    run("""
        date = window.Date.new(2026, 0, 2)
        assert isinstance(date, offthread.RemoteDate) and date.getFullYear() == 2026
        url = window.URL.new("../x", "http://host/a/b")
        assert url.href == "http://host/x" and str(url) == "http://host/x"
        assert window.Array.from_("abc").to_py() == ["a", "b", "c"]
        event = window.CustomEvent.new("name", detail={"a": 1}, bubbles=True)
        assert event.type == "name" and event.bubbles and event.detail.a == 1
        assert window.Date is not None and window.Date.now() > 1e12
        raises(errors.TypeError_, window.HTMLElement.new)
        assert window.Object.new().to_py() == {}
    """)


def test_functions_keep_their_owner(run: Run) -> None:
    run(
        """
        counter = window.counter
        increase = counter.increase
        assert increase() == 1 and increase() == 2 and counter.count == 2
        assert window.call(counter.increase) == 3, "a method that is passed on stays bound"
        plain = window.plain
        assert plain.method() == "plain" and plain.method == plain.method
        assert window.call(plain.method) == "plain"
        assert window.free(2, 3) == 5 and window.free.name == "free"
        assert window.callNamed(increase) == 4
        """,
        page="""() => {
            class Counter { count = 0; increase() { return ++this.count; } }
            window.counter = new Counter();
            window.plain = { name: "plain", method() { return this.name; } };
            window.call = (callback) => callback();
            window.free = function free(a, b) { return a + b; };
            window.callNamed = (callback) => callback.call(null);
        }""",
    )


def test_keyword_arguments_become_a_trailing_object(run: Run) -> None:
    run(
        """
        assert window.last(1, 2, key="value", other=3).to_py() == {"key": "value", "other": 3}
        host.animate([{"opacity": 0}, {"opacity": 1}], duration=1)
        """,
        page="() => { window.last = (...args) => args.at(-1); }",
    )


def test_looking_at_objects(run: Run) -> None:
    run("""
        names = dir(document)
        assert "querySelector" in names and "title" in names
        assert repr(document).startswith("<HTMLDocument #")
        assert "setAttribute" in repr(host.setAttribute)
        assert type(host).__name__ == "HTMLElement"
        assert type(document.createElement("div")).__name__ == "HTMLDivElement"
        assert str(window.Symbol("x")) == "Symbol(x)"
        assert document.body.typeof == "object" and window.Date.typeof == "function"
    """)


def test_the_pages_own_changes_are_seen_at_once(run: Run) -> None:
    run(
        """
        thing = window.thing
        assert thing.method() == 1
        window.replace()
        assert thing.method() == 2, "a replaced method is the one that runs"
        assert thing.added() == 3, "one added to the prototype later is found"
        """,
        page="""() => {
            class Thing { method() { return 1; } }
            window.thing = new Thing();
            window.replace = () => {
                Thing.prototype.method = () => 2;
                Thing.prototype.added = () => 3;
            };
        }""",
    )
