"""Each interface of the page is a class in Python, which knows methods, attributes, constants and names of nodes."""

from __future__ import annotations

from .conftest import Run

# Only CPython lets a program look at a function's documentation and give methods attributes.
ONLY_CPYTHON = """
        import sys
        if sys.implementation.name != "cpython":
            return
"""


def test_isinstance_knows_the_classes_of_the_page_and_their_bases(run: Run) -> None:
    run("""
        field = document.createElement("input")
        Input, Div, Element, Node = window.HTMLInputElement, window.HTMLDivElement, window.Element, window.Node
        HTMLElement, EventTarget = window.HTMLElement, window.EventTarget
        with trips(0):
            for base in (Input, HTMLElement, Element, Node, EventTarget, offthread.RemoteObject):
                assert isinstance(field, base), base
            assert not isinstance(field, Div)
            assert isinstance(field, (Div, Element)) and isinstance(field, (int, (str, Input)))
            assert not isinstance(field, (Div, int))
            for other in (5, "text", None, [field], Input):
                assert not isinstance(other, Node), other
            assert isinstance(5, (Node, int))
            assert isinstance(document, Node) and not isinstance(document, Element)
        assert isinstance(document.createTextNode("x"), window.CharacterData)
        assert isinstance(window.Uint8Array.new(2), window.Uint8Array)
        assert isinstance(window.Error.new("x"), window.Error) and isinstance(window.TypeError.new("x"), window.Error)
    """)


def test_an_object_of_the_page_is_an_instance_of_the_pages_own_classes(run: Run) -> None:
    run(
        """
        assert isinstance(window.circle, window.Circle) and isinstance(window.circle, window.Figure)
        assert not isinstance(window.figure, window.Circle)
        assert type(window.circle).__name__ == "Circle"
        assert issubclass(type(window.circle), type(window.figure))
        """,
        page="""() => {
            window.Figure = class Figure {};
            window.Circle = class Circle extends Figure {};
            window.circle = new Circle();
            window.figure = new Figure();
        }""",
    )


def test_objects_of_an_interface_are_of_one_class(run: Run) -> None:
    run("""
        host.innerHTML = "<table><tr><td>1<td>2<th>3</table><p>"
        first, second = host.querySelectorAll("td")
        assert type(first) is type(second)
        cell = document.createElement("td")
        with trips(0):
            assert type(cell).__name__ == type(first).__name__ == "HTMLTableCellElement"
            assert isinstance(cell, type(first)) and isinstance(first, type(cell))
        head, paragraph = host.querySelector("th"), host.querySelector("p")
        HTMLElement = window.HTMLElement
        with trips(0):
            assert type(head).__name__ == "HTMLTableCellElement" and not isinstance(paragraph, type(first))
            assert issubclass(type(first), offthread.RemoteObject)
        names = [type(item).__name__ for item in (document, window, host.style, host.classList, host.children)]
        assert names[0] == "HTMLDocument" and names[1] == "Window" and names[3:] == ["DOMTokenList", "HTMLCollection"]
        assert names[2] in ("CSSStyleDeclaration", "CSSStyleProperties")
    """)


def test_the_class_tells_its_bases_in_cpython(run: Run) -> None:
    run(
        ONLY_CPYTHON
        + """
        names = [base.__name__ for base in type(document.createElement("input")).__mro__]
        wanted = ["HTMLInputElement", "HTMLElement", "Element", "Node", "EventTarget", "RemoteObject"]
        assert [name for name in names if name in wanted] == ["HTMLInputElement"] + wanted, names
    """
    )


def test_dir_lists_members_and_expandos(run: Run) -> None:
    run("""
        element = document.createElement("script")
        element.my_own = 5
        with trips(1):
            names = dir(element)
        for name in ("append", "className", "textContent", "src", "addEventListener", "ELEMENT_NODE", "my_own"):
            assert name in names, name
        assert "async_" in names and "async" not in names, "what is a keyword has its Python name"
        assert "type" in names and "type_" not in names, "what is no keyword everywhere needs none"
        assert names == sorted(set(names))
    """)


def test_help_shows_signatures_in_cpython(run: Run) -> None:
    run(
        ONLY_CPYTHON
        + """
        import io, contextlib
        element = document.createElement("input")
        assert "append(" in element.append.__doc__ and "nodes" in element.append.__doc__
        assert "appendChild(Node node) -> Node" in element.appendChild.__doc__
        assert "DOMString" in type(element).className.__doc__
        assert element.append.__name__ == "append"
        with trips(0), contextlib.redirect_stdout(io.StringIO()) as shown:
            help(element.append)
        assert "append(" in shown.getvalue() and "nodes" in shown.getvalue(), shown.getvalue()
        with contextlib.redirect_stdout(io.StringIO()) as shown:
            help(type(element).className)
        assert "DOMString" in shown.getvalue(), shown.getvalue()
    """
    )


def test_constants_are_known(run: Run) -> None:
    run("""
        Node = window.Node
        with trips(0):
            assert host.ELEMENT_NODE == 1 and host.TEXT_NODE == 3
            assert host.DOCUMENT_POSITION_CONTAINED_BY == 0x10
        assert Node.TEXT_NODE == 3 and Node.ELEMENT_NODE == 1
        context = document.createElement("canvas").getContext("webgl")
        if context is not None:
            with trips(0):
                assert context.TRIANGLES == 4 and context.COLOR_BUFFER_BIT == 0x4000
    """)


def test_names_that_are_keywords_take_an_underscore(run: Run) -> None:
    run("""
        script = document.createElement("script")
        assert script.async_ is True and getattr(script, "async") is True
        script.async_ = False
        assert script.async_ is False and script.async_ == getattr(script, "async")
        label = document.createElement("label")
        label.htmlFor = "x"
        assert label.getAttribute("for") == "x"
        assert list(window.Array.from_("ab")) == ["a", "b"]
        host.class_ = "own"
        assert host["class"] == "own" and host.class_ == "own"
        del host.class_
        assert "class" not in host
        assert not hasattr(host, "nothing_")
    """)


def test_a_bound_method_is_made_without_a_trip_and_called_later(run: Run) -> None:
    run("""
        element = document.createElement("p")
        host.append(element)
        offthread.sync()
        with trips(0):
            remove, add = element.remove, element.append
            assert callable(remove) and remove == element.remove and remove != element.append
        add("text")
        assert host.textContent == "text"
        remove()
        assert host.textContent == "" and element.textContent == "text"
    """)


def test_a_bound_method_is_a_callback_of_the_page(run: Run) -> None:
    run(
        """
        import asyncio
        element = document.createElement("p")
        host.append(element)
        window.setTimeout(element.remove, 0)
        while element.parentNode is not None:
            await asyncio.sleep(0.005)
        other = document.createElement("p")
        host.append(other)
        await window.callLater(other.remove)
        for _ in range(200):
            if other.parentNode is None:
                break
            await asyncio.sleep(0.005)
        assert other.parentNode is None
        """,
        page="() => { window.callLater = async (callback) => { await null; await callback(); }; }",
    )


def test_a_bound_method_is_the_same_listener_each_time(run: Run) -> None:
    run(
        """
        import asyncio
        log = window.log
        host.addEventListener("x", log.add)
        host.addEventListener("x", log.add)
        host.dispatchEvent(window.Event.new("x"))
        await asyncio.sleep(0.02)
        assert log.count == 1, log.count
        host.removeEventListener("x", log.add)
        host.dispatchEvent(window.Event.new("x"))
        await asyncio.sleep(0.02)
        assert log.count == 1, log.count
        """,
        page="""() => {
            window.log = new (class Log { count = 0; add() { this.count++; } })();
        }""",
    )


def test_methods_have_what_functions_of_javascript_have_in_cpython(run: Run) -> None:
    run(
        ONLY_CPYTHON
        + """
        element, other = document.createElement("p"), document.createElement("p")
        element.append.call(other, "a", "b")
        element.append.apply(other, ["c"])
        bound = element.append.bind(other, "d")
        bound("e")
        assert other.textContent == "abcde" and element.textContent == ""
        window.Array.prototype.push.call(window.list, 1)
        assert window.list.to_py() == [1]
    """,
        page="() => { window.list = []; }",
    )


def test_unknown_names_are_asked_for(run: Run) -> None:
    run(
        """
        element = document.getElementById("special")
        def ask():
            try:
                return element.missing
            except AttributeError as error:
                return error
        with trips(1):
            assert element.expando == 5
        assert element.greet("you") == "hello you"
        assert element.computed == 1 and element.computed == 2, "an accessor of the page runs each time"
        with trips(1):
            error = ask()
        assert "missing" in str(error) and "HTMLElement" in str(error), error
        with trips(0):
            assert not hasattr(element, "__array_interface__")
        assert getattr(element, "missing", "default") == "default"
        """,
        page="""() => {
            document.getElementById("host").innerHTML = "<b id=special></b>";
            const element = document.getElementById("special");
            let count = 0;
            element.expando = 5;
            Object.defineProperty(element, "computed", { get: () => ++count });
            element.greet = (whom) => `hello ${whom}`;
        }""",
    )


def test_expandos_can_be_set_and_deleted(run: Run) -> None:
    run("""
        host.mine = 1
        host.other = {"a": [1]}
        assert host.mine == 1 and host.other.to_py() == {"a": [1]}
        assert window.Object.keys(host).to_py() == ["mine", "other"]
        del host.mine
        assert not hasattr(host, "mine") and hasattr(host, "other")
        def delete():
            del host.mine
        assert "mine" in str(raises(AttributeError, delete))
        def set_read_only():
            host.tagName = "x"
        raises(errors.TypeError_, set_read_only)
        assert host.tagName == "MAIN"
    """)


def test_the_names_of_nodes_are_no_trip(run: Run) -> None:
    run("""
        host.innerHTML = "<DIV>text<!--comment--></DIV><svg><linearGradient/></svg><math></math><x-own></x-own>"
        XHTML, SVG = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"
        div, svg, math, own = host.childNodes
        text, comment = div.childNodes
        gradient = svg.firstChild
        made, fragment = document.createElement("section"), document.createDocumentFragment()
        with trips(0):
            for element, name, local, space in (
                (div, "DIV", "div", XHTML),
                (made, "SECTION", "section", XHTML),
                (own, "X-OWN", "x-own", XHTML),
                (svg, "svg", "svg", SVG),
                (gradient, "linearGradient", "linearGradient", SVG),
                (math, "math", "math", "http://www.w3.org/1998/Math/MathML"),
            ):
                assert (element.tagName, element.nodeName, element.localName) == (name, name, local), name
                assert (element.namespaceURI, element.prefix, element.nodeType) == (space, None, 1), name
            assert (text.nodeType, text.nodeName) == (3, "#text")
            assert (comment.nodeType, comment.nodeName) == (8, "#comment")
            assert (document.nodeType, document.nodeName) == (9, "#document")
            assert (fragment.nodeType, fragment.nodeName) == (11, "#document-fragment")
        for node in (text, comment, fragment):
            assert not hasattr(node, "tagName") and not hasattr(node, "localName")
    """)


def test_the_names_of_created_nodes_are_no_trip(run: Run) -> None:
    run("""
        SVG = "http://www.w3.org/2000/svg"
        text, circle = document.createTextNode("x"), document.createElementNS(SVG, "circle")
        upper, unknown = document.createElement("DIV"), document.createElement("no-such")
        copy, deep = upper.cloneNode(), circle.cloneNode(True)
        prefixed = document.createElementNS(SVG, "s:rect")
        with trips(0):
            assert (text.nodeType, text.nodeName) == (3, "#text")
            assert (circle.tagName, circle.localName, circle.namespaceURI) == ("circle", "circle", SVG)
            assert (upper.tagName, upper.localName) == ("DIV", "div") == (copy.tagName, copy.localName)
            assert (unknown.tagName, unknown.localName) == ("NO-SUCH", "no-such")
            assert (deep.tagName, deep.namespaceURI) == ("circle", SVG)
            assert (prefixed.tagName, prefixed.localName, prefixed.prefix) == ("s:rect", "rect", "s")
        assert isinstance(circle, window.SVGCircleElement) and isinstance(unknown, window.HTMLElement)
        assert isinstance(upper, window.HTMLDivElement) and isinstance(copy, window.HTMLDivElement)
    """)


def test_names_in_xml_documents_keep_their_case(run: Run) -> None:
    run("""
        parse = window.DOMParser.new().parseFromString
        xml = parse("<Root a='1'><Child/><p xmlns:n='urn:n'><n:q/></p></Root>", "text/xml")
        root = xml.documentElement
        child, paragraph = root.childNodes
        inner, cdata = paragraph.firstChild, xml.createCDATASection("x")
        made = xml.createElement("Mixed")
        with trips(0):
            assert (root.tagName, root.localName, root.namespaceURI) == ("Root", "Root", None)
            assert (child.tagName, paragraph.tagName) == ("Child", "p")
            assert (inner.tagName, inner.localName, inner.prefix) == ("n:q", "q", "n")
            assert inner.namespaceURI == "urn:n"
            assert (cdata.nodeType, cdata.nodeName) == (4, "#cdata-section")
            assert (xml.nodeType, xml.nodeName) == (9, "#document")
            assert made.tagName == "Mixed"
        xhtml = window.DOMParser.new().parseFromString(
            "<html xmlns='http://www.w3.org/1999/xhtml'><body><P/><p/></body></html>", "application/xhtml+xml")
        upper, lower = xhtml.documentElement.firstChild.childNodes
        with trips(0):
            assert (upper.tagName, upper.localName, lower.tagName, lower.localName) == ("P", "P", "p", "p")
    """)


def test_other_nodes_have_their_own_names(run: Run) -> None:
    run("""
        host.setAttribute("data-x", "1")
        attribute = host.getAttributeNode("data-x")
        assert (attribute.nodeType, attribute.nodeName, attribute.localName) == (2, "data-x", "data-x")
        assert (document.doctype.nodeType, document.doctype.nodeName) == (10, "html")
        xml = window.DOMParser.new().parseFromString("<?one a?><?two b?><r/>", "text/xml")
        first, second = list(xml.childNodes)[:2]
        assert [first.nodeName, second.nodeName, first.nodeType] == ["one", "two", 7]
    """)


def test_classes_of_the_page_are_used_with_one_trip_a_method(run: Run) -> None:
    run(
        """
        point = window.Point.new(3, 4)
        with trips(1):
            assert point.length() == 5
        with trips(0):
            length = point.length
        with trips(1):
            assert length() == 5
        with trips(1):
            assert point.x == 3
        with trips(1):
            point.x = 0
        with trips(2):
            assert point.x == 0 and point.x == 0, "data properties are asked for each time"
        window.move(point)
        assert point.x == 10 and point.length() == window.Math.hypot(10, 4)
        with trips(1):
            origin = point.origin
        assert origin.x == 0 and type(origin) is type(point)
        """,
        page="""() => {
            window.Point = class Point {
                constructor(x, y) { this.x = x; this.y = y; }
                length() { return Math.hypot(this.x, this.y); }
                get origin() { return new Point(0, 0); }
            };
            window.move = (point) => { point.x = 10; };
        }""",
    )


def test_a_class_of_the_page_that_extends_one_of_the_browser_has_both_members(run: Run) -> None:
    run(
        """
        element = document.createElement("x-interface")
        host.append(element)
        offthread.sync()
        assert type(element).__name__ in ("OwnElement", "HTMLElement")
        element = host.firstChild
        assert type(element).__name__ == "OwnElement" and isinstance(element, window.HTMLElement)
        assert element.shout("a") == "A!" and element.loud is True
        assert element.append("ignored") is None and element.textContent == "", "the page's own append is what runs"
        assert window.appended == 1
        element.textContent = "set by the page"
        assert element.getAttribute("text") == "set by the page"
        assert element.tagName == "X-INTERFACE"
        """,
        page="""() => {
            if (!customElements.get("x-interface")) {
                customElements.define("x-interface", class OwnElement extends HTMLElement {
                    shout(text) { return `${text.toUpperCase()}!`; }
                    get loud() { return true; }
                    append() { window.appended++; }
                    set textContent(text) { this.setAttribute("text", text); }
                    get textContent() { return ""; }
                });
            }
            window.appended = 0;
        }""",
    )


def test_a_class_of_the_page_that_takes_a_name_of_the_browser_is_its_own(run: Run) -> None:
    run(
        """
        false = window.falseNode
        assert type(false).__name__ == "Node" and not isinstance(false, window.Node)
        assert false.tagName == "tag 1" and false.tagName == "tag 2", "asked for each time"
        assert false.appendChild(5) == 6
        assert isinstance(host, window.Node)
        """,
        page="""() => {
            let count = 0;
            class Node { get tagName() { return `tag ${++count}`; } appendChild(x) { return x + 1; } }
            window.falseNode = new Node();
        }""",
    )


def test_members_that_the_page_replaced_are_its_own(run: Run) -> None:
    run(
        """
        element = document.getElementById("replaced")
        assert element.remove() == "not removed"
        assert element.parentNode == host
        element.title = "x"
        assert element.title == "title x"
        assert element.tagName == "own tag" and element.localName == "u"
        form = host.querySelector("form")
        assert form.nodeName == form.firstChild and form.submit == form.lastChild
        """,
        page="""() => {
            document.getElementById("host").innerHTML =
                "<u id=replaced></u><form><input name=nodeName><input name=submit></form>";
            const element = document.getElementById("replaced");
            element.remove = () => "not removed";
            let title = "";
            Object.defineProperty(element, "title", { set(text) { title = `title ${text}`; }, get: () => title });
            Object.defineProperty(element, "tagName", { get: () => "own tag" });
        }""",
    )


def test_objects_of_another_frame_work_and_are_waited_for(run: Run) -> None:
    run(
        """
        frame = document.createElement("iframe")
        host.append(frame)
        inner = frame.contentDocument
        body = inner.body
        assert body.tagName == "BODY" and body.nodeType == 1 and body.localName == "body"
        first = inner.createElement("p")
        second = inner.createElement("p")
        with trips(1):
            second.textContent = "inside"
        with trips(1):
            body.append(first, second)
        assert body.children[1] == second and second.textContent == "inside" and len(body.children) == 2
        assert second.style.color == ""
        second.style.color = "red"
        assert second.style.color == "red"
        assert type(second).__name__ == "HTMLParagraphElement"
        Paragraph = window.HTMLParagraphElement
        assert not isinstance(second, Paragraph), "as `instanceof` says"
        assert isinstance(second, frame.contentWindow.HTMLParagraphElement)
        host.append(second)
        assert host.lastChild == second
        """
    )
