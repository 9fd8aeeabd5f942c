"""How many times Python waits for the page: the cost model, as counts."""

from __future__ import annotations

from .conftest import Run


def test_an_attribute_is_one_trip(run: Run) -> None:
    run("""
        document.title = "x"
        with trips(1):
            assert document.title == "x"
        with trips(1):
            document.body
        with trips(1 if MODE == "strict" else 0):
            document.title = "y"
    """)


def test_a_method_call_is_one_trip_whatever_it_returns(run: Run) -> None:
    run("""
        document.createElement("p")
        with trips(1 if MODE == "strict" else 0):
            p = document.createElement("p")
        with trips(1 if MODE == "strict" else 0):
            p.setAttribute("a", "b")
        with trips(1):
            assert p.getAttribute("a") == "b"
        with trips(1 if MODE == "strict" else 0):
            host.append(p, "text")
        with trips(1):
            assert document.querySelector("#nobody") is None
        with trips(1):
            window.getComputedStyle(p)
    """)


def test_the_first_object_of_an_interface_costs_no_more_than_the_next(run: Run) -> None:
    run("""
        canvas = document.createElement("canvas")
        with trips(1):
            context = canvas.getContext("2d")
        with trips(1 if MODE == "strict" else 0):
            context.fillRect(0, 0, 10, 10)
    """)


def test_methods_of_the_pages_own_classes_are_one_trip(run: Run) -> None:
    run(
        """
        point = window.point
        with trips(1):
            assert point.length() == 5
        with trips(1):
            assert point.x == 3
        """,
        page="""() => {
            class Point {
                constructor(x, y) { this.x = x; this.y = y; }
                length() { return Math.hypot(this.x, this.y); }
            }
            window.point = new Point(3, 4);
        }""",
    )


def test_methods_of_namespaces_and_classes_are_one_trip(run: Run) -> None:
    run("""
        Math, Array, console = window.Math, window.Array, window.console
        with trips(1):
            assert Math.max(1, 5, 3) == 5
        with trips(1):
            assert Array.isArray(5) is False
        with trips(1):
            date = window.Reflect
        with trips(1):
            window.parseInt("12")
    """)


def test_looping_over_a_collection_is_one_trip_and_one_an_attribute(run: Run) -> None:
    run("""
        host.innerHTML = "<i>text</i>" * 100
        children = host.children
        with trips(101):
            assert [child.textContent for child in children] == ["text"] * 100
        with trips(1):
            assert len(list(children)) == 100
        with trips(1):
            assert len(children[10:20]) == 10
        with trips(1):
            children[-1]
        with trips(1):
            assert len(children) == 100
    """)


def test_a_long_collection_comes_in_chunks(run: Run) -> None:
    run("""
        host.innerHTML = "<i></i>" * 3000
        nodes = host.querySelectorAll("i")
        with trips(3):
            assert len(list(nodes)) == 3000
    """)


def test_what_is_local_makes_no_trip(run: Run) -> None:
    run("""
        a, b = document.body, document.body
        Node = window.Node
        with trips(0):
            a is b
            assert a == b
            assert not a != b
            assert a != document
            assert hash(a) == hash(b)
            assert bool(a)
            assert "HTMLBodyElement" in repr(a)
            assert isinstance(a, offthread.RemoteObject)
            assert a.append == (b if a is b else a).append
            assert callable(a.append)
            assert a.typeof == "object"
            assert hasattr(a, "appendChild")
            assert not hasattr(a, "__array__")
    """)


def test_the_same_object_is_the_same_proxy_in_pyodide(run: Run) -> None:
    run("""
        import sys
        if sys.implementation.name == "cpython":
            assert document.body is document.body
            body = document.body
            with trips(1):
                assert document.body is body
            Element, HTMLElement = window.Element, window.HTMLElement
            with trips(0):
                assert isinstance(body, HTMLElement) and isinstance(body, Element)
                assert not isinstance(body, offthread.RemoteArray)
                assert not isinstance("text", HTMLElement)
    """)


def test_copying_is_one_trip(run: Run) -> None:
    run(
        """
        data = window.data
        with trips(1):
            assert data.to_py() == {"a": [1, 2, {"b": None}], "c": "text"}
        with trips(1):
            assert sorted(data.object_keys()) == ["a", "c"]
        with trips(1):
            assert dict(data.object_entries())["c"] == "text"
        """,
        page="() => { window.data = { a: [1, 2, { b: null }], c: 'text' }; }",
    )


def test_a_length_is_never_remembered(run: Run) -> None:
    run("""
        host.innerHTML = "<i></i><i></i>"
        children = host.children
        assert len(list(children)) == 2
        host.append(document.createElement("i"))
        assert len(children) == 3
        iter(children)
        host.append(document.createElement("i"))
        assert len(children) == 4
    """)


def test_trips_are_counted_on_the_page_too(run: Run) -> None:
    run("""
        before = offthread.stats()
        document.title
        after = offthread.stats()
        assert after["roundTrips"] == before["roundTrips"] + 1
        assert after["commands"] >= before["commands"] + 1
        assert set(after) == {"roundTrips", "commands", "bytes", "callables", "settlements"}
    """)
