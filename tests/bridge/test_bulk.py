"""Many operations in one trip: gather, assign and query."""

from __future__ import annotations

from .conftest import Run

PAGE = """() => {
    window.shop = { name: "corner", open: true, count: 0.5, nothing: null, from: "here", "a b": 1, 7: "seven",
        list: [{ x: 1 }, { x: [2, 3] }], get broken() { throw new RangeError("out of stock"); },
        set sealed(value) { throw new RangeError("sealed: " + value); } };
}"""


def test_gather_gets_many_properties_in_one_trip(run: Run) -> None:
    run(
        """
        shop = window.shop
        with trips(1):
            found = offthread.gather(shop, "name", "open", "count", "nothing", "missing")
        assert found == ["corner", True, 0.5, None, None]
        with trips(1):
            body, title = offthread.gather(document, "body", "title")
        assert body == document.body and title == "Test"
        assert offthread.gather(shop) == []
        assert offthread.gather(shop, "a b", "7") == [1, "seven"]
        """,
        page=PAGE,
    )


def test_gather_takes_the_underscore_of_keywords_away(run: Run) -> None:
    run(
        """
        assert offthread.gather(window.shop, "from_", "name") == ["here", "corner"]
        assert offthread.gather(window.shop, "from") == ["here"], "what is no name in Python may be given as it is"
        """,
        page=PAGE,
    )


def test_a_getter_that_throws_is_an_exception_of_gather_and_query(run: Run) -> None:
    run(
        """
        shop = window.shop
        error = raises(errors.RangeError, offthread.gather, shop, "name", "broken")
        assert "out of stock" in str(error)
        error = raises(errors.RangeError, offthread.query, shop, "broken.length")
        assert "out of stock" in str(error)
        error = raises(errors.RangeError, offthread.map, window.Array.of(shop), lambda item: item.broken)
        assert "out of stock" in str(error)
        assert offthread.gather(shop, "name") == ["corner"], "the channel goes on"
        """,
        page=PAGE,
    )


def test_assign_sets_many_properties_in_one_trip(run: Run) -> None:
    run("""
        element = document.createElement("input")
        offthread.sync()
        with trips(1):
            same = offthread.assign(element, {"className": "on", "hidden": True}, {"title": "a"}, value="5", id="x")
        assert same is element
        assert offthread.gather(element, "className", "hidden", "title", "value", "id") == ["on", True, "a", "5", "x"]
        with trips(0):
            assert offthread.assign(element) is element and offthread.assign(element, {}) is element
        offthread.assign(element, {"title": "first"}, {"title": "second"}, title="last")
        assert element.title == "last"
    """)


def test_assign_takes_any_value(run: Run) -> None:
    run(
        """
        shop = window.shop
        def listener(event):
            pass
        offthread.assign(shop, host=host, list=[1, [2]], bag={"a": None}, none=None)
        offthread.assign(shop, call=listener, data=b"x", from_="there")
        assert shop.host == host and shop.list.to_py() == [1, [2]] and shop.bag.to_py() == {"a": None}
        assert shop.none is None and "none" in shop and shop.call is listener and shop.data.to_bytes() == b"x"
        assert shop["from"] == "there"
        assert window.JSON.stringify({"none": shop.none}) == '{"none":null}'
        host.innerHTML = "<b></b>"
        offthread.assign(host.firstChild, onclick=lambda event: None, textContent=None)
        assert host.innerHTML == "<b></b>"
        """,
        page=PAGE,
    )


def test_assign_stops_at_a_setter_that_throws(run: Run) -> None:
    run(
        """
        error = raises(errors.RangeError, offthread.assign, window.shop, {"name": "new", "sealed": 5, "open": False})
        assert "sealed: 5" in str(error)
        assert offthread.gather(window.shop, "name", "open") == ["new", True]
        class Thing:
            pass
        raises(errors.EncodeError, lambda: offthread.assign(window.shop, name="newer", thing=Thing()))
        assert window.shop.name == "new", "what cannot be sent is not done by half"
        """,
        page=PAGE,
    )


def test_query_follows_a_path_in_one_trip(run: Run) -> None:
    run(
        """
        shop = window.shop
        with trips(1):
            assert offthread.query(shop, "list[1].x[0]") == 2
        with trips(1):
            assert offthread.query(shop, "list[-1].x[-1]") == 3
        with trips(1):
            body = offthread.query(window, "document.body")
        assert body == document.body
        assert offthread.query(shop, "list.length") == 2
        assert offthread.query(shop, "['a b']") == 1 and offthread.query(shop, '["a b"]') == 1
        assert offthread.query(shop, "list[0]['x']") == 1
        assert offthread.query(shop, "['list'][1].x").to_py() == [2, 3]
        assert offthread.query(shop, "nothing") is None and offthread.query(shop, "missing") is None
        assert offthread.query(shop, "[7]") == "seven"
        """,
        page=PAGE,
    )


def test_query_names_what_is_null_on_the_way(run: Run) -> None:
    run(
        """
        shop = window.shop
        error = raises(errors.TypeError_, offthread.query, shop, "nothing.length")
        assert "length" in str(error) and "null" in str(error), error
        error = raises(errors.TypeError_, offthread.query, shop, "list[9].x")
        assert "there is no x of undefined" in str(error), error
        assert offthread.query(shop, "name") == "corner", "the channel goes on"
        """,
        page=PAGE,
    )


def test_a_path_that_cannot_be_read_is_a_value_error_without_a_trip(run: Run) -> None:
    run(
        """
        shop = window.shop
        with trips(0):
            for path in ("", ".", "a.", ".a", "a..b", "a[", "a[0", "a[]", "a[x]", "a[0]b", "a]", "a[1.5]", "a]b"):
                try:
                    found = offthread.query(shop, path)
                except ValueError as error:
                    assert "path" in str(error) and path in str(error), error
                else:
                    raise AssertionError("the path %r was read: %r" % (path, found))
        """,
        page=PAGE,
    )


def test_a_path_takes_the_underscore_of_keywords_away(run: Run) -> None:
    run("assert offthread.query(window, 'shop.from_') == 'here'", page=PAGE)


def test_a_key_in_quotes_may_hold_dots_and_brackets(run: Run) -> None:
    run(
        """
        assert offthread.query(window.bag, "['a.b']") == 1
        assert offthread.query(window.bag, "['c[0]']") == 2
        """,
        page="() => { window.bag = { 'a.b': 1, 'c[0]': 2 }; }",
    )


def test_what_was_written_before_is_seen(run: Run) -> None:
    run("""
        element = document.createElement("p")
        element.title = "a"
        element.id = "b"
        host.append(element)
        assert offthread.gather(element, "title", "id", "parentNode") == ["a", "b", host]
        element.title = "c"
        assert offthread.query(host, "lastChild.title") == "c"
        element.title = "d"
        assert offthread.map(host.children, lambda child: child.title) == ["d"]
        element.title = "e"
        offthread.assign(element, title="f")
        assert element.title == "f"
    """)
