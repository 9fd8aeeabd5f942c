"""What `display` shows, in both interpreters: the forms of values, where they go, and changing them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent

import pytest
from browser.page import WatchedPage
from browser.site import Site

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PRELUDE = f"""
from pyscript import HTML, clear, display, document
PNG = "{PNG}"
def offers(**forms):
    return type("Offers", (), {{name: (lambda form: lambda self: form)(form) for name, form in forms.items()}})()
def raises(kind, action):
    try:
        action()
    except kind as error:
        return str(error)
    raise AssertionError("nothing was raised")
"""


@pytest.fixture
def out(warm: WatchedPage) -> Iterator[WatchedPage]:
    """The warm page with an element `out` in it."""
    warm.evaluate("() => { document.body.insertAdjacentHTML('beforeend', '<div id=out></div>'); }")
    yield warm
    warm.evaluate("() => document.getElementById('out').remove()")


def show(page: WatchedPage, kind: str, code: str, **attributes: str) -> str:
    """Run code after the prelude, and return the HTML of the element `out`."""
    script = page.insert_script(kind, PRELUDE + dedent(code), target="out", **attributes)
    end = page.wait_for_end(script)
    if end["name"] != "done":
        pytest.fail(str(end["traceback"]), pytrace=False)
    return str(page.evaluate("document.getElementById('out').innerHTML"))


def test_several_values_have_an_element_each(out: WatchedPage, kind: str) -> None:
    assert show(out, kind, "display('a', 5, None, [1, 'b'])") == (
        "<div>a</div><div>5</div><div>None</div><div>[1, 'b']</div>"
    )


def test_text_is_never_html(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        """
        class Loud:
            def __repr__(self):
                return "<b>&amp;</b>"
        display("<b>&amp;</b>", Loud(), ["<i>"], offers(_repr_json_="<i>", _repr_markdown_=None))
        """,
    )
    assert html == (
        "<div>&lt;b&gt;&amp;amp;&lt;/b&gt;</div>" * 2 + "<div>['&lt;i&gt;']</div><div><pre>&lt;i&gt;</pre></div>"
    )


def test_text_of_nothing_but_white_space_shows_nothing(out: WatchedPage, kind: str) -> None:
    assert show(out, kind, "display('', ' ', '\\n')") == ""
    assert show(out, kind, "display('old')\ndisplay('', append=False)") == ""


def test_html_and_svg_are_what_they_are(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        """
        display(HTML("<b>bold</b>"), offers(_repr_html_=b"<i>bytes</i>"))
        display(offers(_repr_svg_='<?xml version="1.0"?><svg width="5"></svg>'))
        """,
    )
    assert (
        html
        == '<div><b>bold</b></div><div><i>bytes</i></div><div><!--?xml version="1.0"?--><svg width="5"></svg></div>'
    )
    assert out.evaluate("document.querySelector('#out svg') instanceof SVGSVGElement")


def test_images_are_bytes_or_text_with_attributes(out: WatchedPage, kind: str) -> None:
    show(
        out,
        kind,
        """
        import binascii
        data = binascii.a2b_base64(PNG.encode())
        attributes = {"width": 7, "alt": 'a "dot"'}
        display(offers(_repr_png_=data), offers(_repr_png_=(PNG[:20] + "\\n" + PNG[20:], attributes)))
        display(offers(_repr_jpeg_=data))
        """,
    )
    images = out.evaluate(
        "[...document.querySelectorAll('#out > div > img')].map(({src, width, alt}) => [src, width, alt])"
    )
    png = f"data:image/png;base64,{PNG}"
    assert images[0][0] == images[1][0] == png
    assert images[1][1:] == [7, 'a "dot"']
    assert images[2][0] == png.replace("png", "jpeg")
    out.wait_for("document.querySelector('#out img').naturalWidth === 1")


def test_the_order_of_forms(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        """
        display(offers(_repr_html_="html", _repr_svg_="<svg></svg>"))
        display(offers(_repr_html_="html", _repr_json_="{}", _repr_svg_=None))
        display(offers(_repr_javascript_="document.title = 'ran'", _repr_json_={"a": [1]}))
        display(offers(_repr_latex_="$x$", _repr_markdown_="*m*", _repr_html_=None))
        display(offers(_repr_latex_="$x < y$"))
        display(offers(_repr_html_=None, __repr__="text"))
        class Figure:
            def savefig(self, file, format):
                import binascii
                file.write(binascii.a2b_base64(PNG.encode()))
            def _repr_html_(self):
                return "html"
        display(Figure())
        """,
    )
    without = re.sub(r"\s", "", html)
    assert without == (
        '<div><svg></svg></div><div>html</div><div><pre>{"a":[1]}</pre></div><div><pre>*m*</pre></div>'
        f'<div>$x&lt;y$</div><div>text</div><div><imgsrc="data:image/png;base64,{PNG}"></div>'
    )
    assert out.evaluate("document.title") != "ran"


def test_of_a_bundle_the_first_form_that_can_be_shown_is_taken(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        """
        class Bundle:
            def __init__(self, bundle):
                self.bundle = bundle
            def _repr_mimebundle_(self, include=None, exclude=None):
                return self.bundle
            def _repr_html_(self):
                return "a method's"
        display(Bundle({"text/plain": "plain", "application/x-own": "?", "text/html": "<b>html</b>"}))
        display(Bundle({"text/html": None, "text/plain": "<plain>"}))
        display(Bundle(({"image/png": PNG}, {"image/png": {"height": 3}})))
        display(Bundle({"image/png": (PNG, {"height": 4})}))
        display(Bundle(None), Bundle({"application/x-own": "?"}))
        """,
    )
    source = f'src="data:image/png;base64,{PNG}"'
    assert html == (
        f'<div><b>html</b></div><div>&lt;plain&gt;</div><div><img height="3" {source}></div>'
        f"<div><img height=\"4\" {source}></div><div>a method's</div><div>a method's</div>"
    )


def test_a_bundle_that_must_be_told_what_is_wanted(out: WatchedPage, kind: str) -> None:
    if kind == "mpy":
        return  # MicroPython cannot tell what parameters a method has.
    html = show(
        out,
        kind,
        """
        class Rich:
            def _repr_mimebundle_(self, include, exclude, **options):
                return {"text/html": f"{include} {exclude}"}
        display(Rich())
        """,
    )
    assert html == "<div>None None</div>"


def test_javascript_runs(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        """
        display(offers(_repr_javascript_="window.shown = ['<b>', 1]"))
        display(HTML("<p>text</p><script>window.shown.push(2)</script>"))
        """,
    )
    assert out.evaluate("window.shown") == ["<b>", 1, 2]
    assert html.endswith("<div><p>text</p><script>window.shown.push(2)</script></div>")


@pytest.mark.parametrize("nonce", ["", "abc"])
def test_a_policy_decides_about_scripts_as_about_the_page_s_own(
    page: WatchedPage, site: Site, kind: str, nonce: str
) -> None:
    policy = "script-src 'self' 'nonce-abc' 'wasm-unsafe-eval'"
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<script type="module" src="/_offthread/offthread.js"></script>'
    )
    code = PRELUDE + (
        "display(offers(_repr_javascript_='window.ran = 1'))\n"
        "display(HTML('<script>window.alsoRan = 1</scr' + 'ipt>'))\nprint('shown')"
    )
    attribute = f'nonce="{nonce}"' if nonce else ""
    if not nonce:
        page.expect_console("Content Security Policy")
    page.goto(site.page(f'<script type="{kind}" id="s" {attribute}>{code}</script>', head=head))
    assert page.wait_for_end("s")["name"] == "done"
    assert page.evaluate("[window.ran, window.alsoRan]") == ([1, 1] if nonce else [None, None])


def test_elements_and_other_objects_of_the_page(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        """
        from js import Array, location
        element = document.createElement("em")
        element.textContent = "element"
        display(element, Array.of(1, 2))
        class Wrapped:
            _dom_element = document.createElement("kbd")
        display(Wrapped())
        fragment = document.createDocumentFragment()
        fragment.append("x", document.createElement("br"))
        display(fragment)
        """,
    )
    assert html == "<div><em>element</em></div><div>1,2</div><div><kbd></kbd></div><div>x<br></div>"


def test_a_class_is_not_shown_as_one_of_its_instances(out: WatchedPage, kind: str) -> None:
    assert "class" in show(out, kind, "display(HTML)")


def test_an_exception_of_a_form_is_the_program_s(out: WatchedPage, kind: str) -> None:
    show(
        out,
        kind,
        """
        class Broken:
            def _repr_html_(self):
                raise KeyError("mine")
        assert "mine" in raises(KeyError, lambda: display(Broken()))
        """,
    )


def test_targets(out: WatchedPage, kind: str) -> None:
    out.evaluate(
        """() => { document.getElementById("out").innerHTML =
            "<p id=a></p><p id='b.c'></p><ul><li></li></ul><script type=text/plain id=s></script>";
            document.getElementById("s").target = document.getElementById("a"); }"""
    )
    html = show(
        out,
        kind,
        """
        display(1, target="a")
        display(2, target="#a")
        display(3, target=document.getElementById("a"))
        display(4, target="s")
        display(5, target="b.c")
        display(6, target="#out li")
        class Wrapped:
            _dom_element = document.getElementById("b.c")
        display(7, target=Wrapped())
        missing = raises(ValueError, lambda: display(1, target="#nowhere"))
        assert "Cannot find element with id='nowhere' in the page." in missing
        assert "OT341" in raises(ValueError, lambda: display(1, target="5 [("))
        assert "OT342" in raises(TypeError, lambda: display(1, target=5))
        assert "OT342" in raises(TypeError, lambda: display(1, target=document.createTextNode("x")))
        """,
    )
    assert html.startswith(
        '<p id="a"><div>1</div><div>2</div><div>3</div><div>4</div></p><p id="b.c"><div>5</div><div>7</div></p>'
        "<ul><li><div>6</div></li></ul>"
    )


def test_without_append_the_target_holds_the_value_alone(out: WatchedPage, kind: str) -> None:
    assert show(out, kind, "display('old')\ndisplay('new', append=False)") == "new"
    assert show(out, kind, "display(HTML('<b>new</b>'), append=False)") == "<b>new</b>"
    assert show(out, kind, "display('a', 'b', append=False)") == "<div>a</div><div>b</div>"


def test_a_handle_shows_something_else_in_the_same_place(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        """
        first = display("one")
        display("after it")
        first.update("two")
        first.update(HTML("<b>three</b>"), "four")
        two = display("a", "b")
        two.update("A")
        empty = display("")
        empty.update("later")
        alone = display("x", target="out", append=True)
        alone.clear()
        alone.update(5)
        """,
    )
    assert html == ("<div><b>three</b></div><div>four</div><div>after it</div><div>A</div><div>later</div><div>5</div>")


def test_a_handle_of_the_target_s_own_content(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        """
        handle = display("one", append=False)
        handle.update("two")
        assert document.getElementById("out").innerHTML == "two"
        handle.update("a", "b")
        handle.update("c", "d")
        """,
    )
    assert html == "<div>c</div><div>d</div>"


def test_an_image_becomes_the_next_one(out: WatchedPage, kind: str) -> None:
    show(
        out,
        kind,
        """
        handle = display(offers(_repr_png_=(PNG, {"width": 1})))
        image = document.querySelector("#out img")
        handle.update(offers(_repr_png_=(PNG, {"width": 2})))
        assert document.querySelector("#out img") == image and image.width == 2
        handle.update("text")
        handle.update(offers(_repr_png_=PNG))
        assert document.querySelector("#out").children.length == 1
        """,
    )


def test_clearing(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        """
        display("mine")
        clear()
        display("other", target="out")
        clear("#out")
        assert "OT341" in raises(ValueError, lambda: clear("nowhere"))
        """,
    )
    assert html == ""


def test_showing_text_makes_one_trip_and_changing_it_none(out: WatchedPage, kind: str) -> None:
    assert (
        show(
            out,
            kind,
            """
            import offthread
            display("warm")
            before = offthread.round_trips()
            handle = display("text")
            after = offthread.round_trips()
            for i in range(100):
                handle.update(i)
            assert (after - before, offthread.round_trips() - after) == (1, 0), (before, after, offthread.round_trips())
            before = offthread.round_trips()
            display("text", "more", target="out")
            assert offthread.round_trips() - before == 1
            """,
        ).count("<div>")
        == 4
    )


def test_in_a_worker_of_its_own(out: WatchedPage, kind: str) -> None:
    html = show(
        out,
        kind,
        "handle = display('a', HTML('<b>b</b>'))\nhandle.update('c', offers(_repr_png_=PNG))",
        worker="",
    )
    assert html.startswith("<div>c</div><div><img src=")
