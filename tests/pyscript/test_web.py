"""`pyscript.web`: elements of the page as Python objects, in both interpreters."""

from __future__ import annotations

from browser.page import WatchedPage

from .running import run

# Every element that is made below is one of an interface that the worker has met by then.
MEET = """
from pyscript import web
web.div(web.p(web.a("x", href="#"), classes=["a"]), web.ul(web.li("b")), style={"color": "red"}, id="met")
web.table(web.tbody(web.tr(web.td("x"))))
web.p().classes.add("met")
web.page.find("#met")
host.children
round_trips()
"""


def test_making_an_element_takes_no_trip(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
with trips(0):
    made = web.div(
        web.p("text", web.a("link", href="#there", title="T"), classes=["a", "b c"]),
        "some <b>HTML</b> &amp; more", "plain", 7, True,
        id="made", className="one", hidden=True, tabIndex=3, style={{"color": "red", "margin-left": "2px"}},
        children=[web.ul(web.li("1"), web.li("2"))], on_click=print,
    )
    made.append(web.p("more"), "and text", 5)
    made.classes.add("late")
    made.style["color"] = "blue"
    made.title = "title"
assert sorted(made._dom_element.getAttributeNames()) == ["class", "hidden", "id", "style", "tabindex", "title"]
assert made._dom_element.innerHTML == (
    '<p class="a b c">text<a href="#there" title="T">link</a></p>some <b>HTML</b> &amp; moreplain7true'
    '<ul><li>1</li><li>2</li></ul><p>more</p>and text5'
)
assert list(made.classes) == ["one", "late"]
assert made.tabIndex == 3 and made.hidden is True
assert dict(made.style.items()) == {{"color": "blue", "margin-left": "2px"}}
""",
    )


def test_a_row_of_a_table_takes_no_trip(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
body = web.tbody()
with trips(0):
    for i in range(20):
        body.append(web.tr(web.td(web.a(textContent=f"Row {{i}}", href="#host"), classes=["name"])))
assert body.childElementCount == 20
assert body[3].innerHTML == '<td class="name"><a href="#host">Row 3</a></td>'
assert body[-1]._dom_element.textContent == "Row 19"
""",
    )


def test_text_arrives_as_it_is(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
for text in ("a\\0b", "\\ufeffx", "\\U0001f600", "", " two  spaces ", "caf\\u00e9", "x" * 5000):
    made = web.p(title=text, textContent=text)
    assert made.title == text and made.textContent == text, text
assert web.p("\\U0001f600 \\u00e9").textContent == "\\U0001f600 \\u00e9"
assert web.p("a\\rb").textContent == "a\\nb" and web.p("&lt;").textContent == "<"
assert web.colgroup("text").textContent == ""
assert web.table("text").textContent == "text"
assert web.p("").childNodes.length == 0 and web.p("a", "", "b").childNodes.length == 2
""",
    )


def test_what_is_wrong_with_a_new_element_is_raised(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
web.p(classes=["not one"], title="x")
web.p(classes=[""])
error = raises(JsException, offthread.sync)
assert error.name == "SyntaxError", error
web.input_(valueAsNumber=5)
assert raises(JsException, offthread.sync).name == "InvalidStateError"
with offthread.strict():
    assert raises(JsException, lambda: web.p(classes=[""])).name == "SyntaxError"
raises(TypeError, web.p, object())
raises(TypeError, web.p().append, None)
assert "chips" in str(raises(ValueError, web.p, on_chips=print))
raises(ValueError, web.p, on_click=5)
raises(TypeError, web.p, classes=5)
made = web.p()
raises(AttributeError, lambda: made.nothing)
raises(AttributeError, lambda: made._nothing)
raises(TypeError, lambda: made[1.5])
raises(IndexError, lambda: made[0])
raises(ValueError, made.get_event, "click")
""",
    )


def test_finding_takes_one_trip(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
host.innerHTML = '<p id="a" class="x">1</p><p class="x">2 <b id="odd:id">3</b></p><svg><a></a></svg><my-own></my-own>'
inside = web.page["host"]
with trips(1):
    found = web.page.find("#host p:nth-child(n)")
with trips(0):
    assert [type(one).__name__ for one in found] == ["p", "p"] and len(found) == 2
with trips(1):
    inside.find("b")
assert inside.find("p.x") == found and not inside.find("u")
assert raises(JsException, web.page.find, "p:::").name == "SyntaxError"
with offthread.strict():
    assert raises(JsException, inside.find, "p:::").name == "SyntaxError"
with trips(1):
    assert web.page["a"] == found[0]
assert web.page["#a"] == found[0] and inside["a"] == found[0] and inside["#odd:id"] == found[1][0]
assert web.page["nothing"] is None and inside['no"thing\\\\'] is None
assert type(web.page.find("svg > a")[0]).__name__ == "a" and type(web.page.find("my-own")[0]) is web.Element
with trips(1):
    assert len(inside.children) == 4
assert [type(one).__name__ for one in inside] == ["p", "p", "Element", "Element"]
assert inside[0] == found[0] and inside[1:2] == web.ElementCollection([found[1]]) and inside[-1] == inside.children[3]
assert found[1][0].parent == found[1] and web.p().parent is None and web.page.html.parent is None
assert hash(found[0]) == hash(web.page["a"]) and found[0] != found[1] and found[0] != 5
assert "web.p" in repr(found[0]) and "length: 2" in repr(found)
""",
    )


def test_collections(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
host.innerHTML = '<p id="a"><b>1</b></p><p id="b"><b id="c">2</b></p><p>3</p>'
found = web.page.find("#host p")
assert [one.textContent for one in found[1:]] == ["2", "3"] and type(found[:2]) is web.ElementCollection
assert found["b"] == found[1] and found["#c"] == found[1][0] and found["d"] is None
assert [one.textContent for one in found.find("b")] == ["1", "2"] and found.elements == list(found)
raises(IndexError, lambda: found[3])
raises(TypeError, lambda: found[1.5])
with trips(0):
    found.update_all(classes=["on"], style={{"color": "red"}}, title="T")
assert host.innerHTML.count('class="on"') == 3 and found[2].title == "T"
other = web.div()
other.append(found[:2], [web.i("x"), ("y", 1.5)], host.childNodes)
assert other.textContent == "12xy1.53"
assert web.ElementCollection.wrap_dom_elements(other._dom_element.children) == other.children
""",
    )


def test_classes_are_a_set_that_is_never_stale(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
dom = document.createElement("p")
classes = web.Element(dom).classes
with trips(0):
    classes.add("a")
    classes.add("b c")
    classes.update(["d"], "e f")
    classes.discard("f")
    classes.difference_update({{"g"}})
with trips(1):
    assert [name for name in classes] == ["a", "b", "c", "d", "e"]  # (list() may ask for the length as well)
dom.className = "x\\u00a0y z z"
assert set(classes) == {{"x\\u00a0y", "z"}} and len(classes) == 2 and "z" in classes and "q" not in classes
assert classes == {{"z", "x\\u00a0y"}} and classes != {{"z"}} and classes and 5 not in classes
dom.className = "a b"
assert classes | {{"c"}} == {{"a", "b", "c"}} and {{"a", "q"}} & classes == {{"a"}} and classes - {{"a"}} == {{"b"}}
assert classes ^ {{"a", "c"}} == {{"b", "c"}} and classes <= {{"a", "b", "c"}} and classes > {{"a"}}
assert classes.union({{"c"}}) == {{"a", "b", "c"}} and classes.issubset({{"a", "b"}}) and classes.isdisjoint({{"z"}})
element = web.Element(dom)
element.classes &= {{"b", "c"}}
assert dom.className == "b"
element.classes ^= {{"b", "n"}}
assert dom.className == "n"
element.classes |= {{"m"}}
element.classes -= {{"m"}}
assert dom.className == "n" and classes.pop() == "n" and not classes
raises(KeyError, classes.pop)
assert classes.toggle("t") is True and classes.toggle("t", True) is True and classes.toggle("t") is False
classes.add("x")
classes.clear()
assert len(classes) == 0 and classes.copy() == set()
raises(TypeError, classes.add, 5)
web.Element(dom).classes = ["p", "q"]
assert dom.className == "p q" and "q" in repr(classes)
assert raises(JsException, lambda: (classes.add(""), offthread.sync())).name == "SyntaxError"
""",
    )


def test_removing_a_class_that_is_missing_warns(warm: WatchedPage, kind: str) -> None:
    warm.expect_console("Class 'nothing' not found")
    run(
        warm,
        kind,
        f"""{MEET}
made = web.p(classes="a b")
made.classes.remove("nothing")
made.classes.remove("a")
assert made.className == "b"
""",
    )


def test_the_style_is_a_dict_that_is_never_stale(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
made = web.p()
dom = made._dom_element
style = made.style
with trips(0):
    style["color"] = "red"
    style.update({{"margin-left": "1px"}}, opacity=0.5)
    style["--own"] = "7"
    style.backgroundColor = "blue"
with trips(1):
    assert style["color"] == "red"
dom.style.color = "green"
assert style["color"] == "green" and style.get("color") == "green" and "color" in style and "top" not in style
assert style.get("top") is None and style.get("top", 1) == 1
raises(KeyError, lambda: style["top"])
found = style.copy()
assert found == {{"color": "green", "margin-left": "1px", "opacity": "0.5", "--own": "7", "background-color": "blue"}}
assert list(style) == list(style.keys()) and len(style) == 5 and style == found and style != {{}} and style
assert sorted(style.values()) == sorted(found.values()) and (style | {{"top": "0"}})["top"] == "0"
del style["color"]
assert style.pop("opacity") == "0.5" and style.pop("opacity", None) is None
raises(KeyError, style.pop, "opacity")
raises(KeyError, lambda: style.__delitem__("opacity"))
assert style.setdefault("top", "1px") == "1px" and style.setdefault("top", "2px") == "1px"
style["top"] = "no length"
assert style["top"] == "1px" and "margin-left" in style.cssText and style.getPropertyValue("top") == "1px"
style.clear()
assert not style and dom.getAttribute("style") == ""
made.style = {{"color": "red"}}
assert dom.style.cssText == "color: red;"
made.style = "top: 3px"
assert dom.style.cssText == "top: 3px;" and "3px" in repr(style)
""",
    )


def test_attributes_whose_names_python_has(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web
label = web.label("Name", for_="field")
assert label.htmlFor == label.for_ == "field"
label.class_ = "x y"
assert label.className == label.class_ == "x y"
assert web.input_(type_="checkbox").type == "checkbox"
for cls, tag in ((web.del_, "DEL"), (web.map_, "MAP"), (web.object_, "OBJECT"), (web.input_, "INPUT")):
    assert cls()._dom_element.tagName == tag and cls.get_tag_name() == tag.lower()
label.update(classes="z", style={"color": "red"}, title="t")
assert label._dom_element.className == "x y z" and label.style["color"] == "red" and label.title == "t"
""",
    )


def test_there_is_a_class_for_every_tag(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web
import pyscript
names = [name for name in web.__all__ if getattr(web, name) in list(web.Element.element_classes_by_tag_name.values())]
assert len(names) == len(web.CONTAINER_TAGS) + len(web.VOID_TAGS) + 5 >= 103, len(names)
for name in names:
    cls = getattr(web, name)
    made = cls()
    assert made._dom_element.localName == cls.get_tag_name(), name
    assert type(web.Element.wrap_dom_element(made._dom_element)) is cls
    assert issubclass(cls, web.ContainerElement) == (name.replace("_", "") not in web.VOID_TAGS), name
assert pyscript.web is web
""",
    )


def test_own_classes_of_elements(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web
class my_card(web.ContainerElement):
    @classmethod
    def get_tag_name(cls):
        return "my-card"
    def shout(self):
        return self.textContent.upper()
host.innerHTML = "<my-card>hello</my-card>"
assert type(web.page.find("my-card")[0]) is web.Element
web.Element.register_element_classes([my_card])
assert web.page.find("my-card")[0].shout() == "HELLO" and my_card("x")._dom_element.outerHTML == "<my-card>x</my-card>"
web.Element.unregister_element_classes([my_card])
assert type(web.page.find("my-card")[0]) is web.Element
""",
    )


def test_a_clone_has_the_id_that_it_is_given_or_none(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
made = web.div(web.p("inside"), id="original")
with trips(0):
    copy, other = made.clone("copy"), made.clone()
assert copy._dom_element.outerHTML == '<div id="copy"><p>inside</p></div>' and type(copy) is web.div
assert other._dom_element.outerHTML == '<div><p>inside</p></div>' and copy != made
web.page.append(made)
made.show_me()
assert web.page.body.children[-1] == made and web.page["original"] == made
made._dom_element.remove()
""",
    )


def test_the_page(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web
before = web.page.title
web.page.title = "New"
assert document.title == web.page.title == "New"
web.page.title = before
assert type(web.page.html).__name__ == "html" and web.page.body.parent == web.page.html
assert web.page.head == web.page.html.children[0] and isinstance(web.page, web.Page)
web.page.append(web.p("one", id="first"), "two")
assert document.body.textContent.endswith("onetwo")
document.body.lastChild.remove()
web.page["first"].remove()
""",
    )


def test_options(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web
for element in (web.select(), web.datalist(), web.optgroup()):
    options = element.options
    assert len(options) == 0 and options.selected is None, element
    options.add("b", text="B <")
    options.add(value=0, html="<i>zero</i>", before=0)
    options.add(value="c", text="C", before=options[1], title="t")
    options.add("z", text="Z", before=99)
    assert [option.value for option in options] == ["0", "c", "b", "z"], element
    assert options[1].title == "t" and options[2].textContent == "B <" and "length: 4" in repr(options)
    assert options.options == list(options) and isinstance(element, web.HasOptions) and type(options) is web.Options
    options.remove(1)
    raises(IndexError, options.remove, 9)
    raises(TypeError, options.add, "x", before="b")
    assert [option.value for option in options] == ["0", "b", "z"]
    options.clear()
    assert len(options) == 0
select = web.select()
select.options.add("1", text="one")
select.options.add("2", text="two", selected=True)
assert select.options.selected.value == "2" and select.value == "2"
select.selectedIndex = -1
assert select.options.selected is None
group = web.optgroup()
group.options.add("1", text="one", selected=True)
web.select(group)
assert group.options.selected.value == "1"
""",
    )


def test_a_canvas_draws_and_is_downloaded(warm: WatchedPage, kind: str) -> None:
    with warm.raw.expect_download() as download:
        run(
            warm,
            kind,
            """
from pyscript import web
first = web.canvas(width=4, height=4)
context = first.getContext("2d")
context.fillStyle = "#ff0000"
context.fillRect(0, 0, 4, 4)
second = web.canvas(width=8, height=8)
second.getContext("2d", willReadFrequently=True)
second.draw(first)
pixel = second.getContext("2d").getImageData(3, 3, 1, 1).data.to_bytes()
assert pixel == bytes([255, 0, 0, 255]), pixel
assert second.getContext("2d").getImageData(6, 6, 1, 1).data.to_bytes()[3] == 0
second.draw(first._dom_element, 8, 8)
assert second.getContext("2d").getImageData(6, 6, 1, 1).data.to_bytes()[3] == 255
raises(JsException, second.draw, web.p())
second.download("picture.png")
""",
        )
    assert download.value.suggested_filename == "picture.png"


def test_a_video_gives_a_picture(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web
source = web.canvas(width=6, height=4)
context = source.getContext("2d")
context.fillStyle = "#00ff00"
context.fillRect(0, 0, 6, 4)
video = web.video(muted=True)
video.srcObject = source.captureStream()
await video.play()
for _ in range(100):
    context.fillRect(0, 0, 6, 4)
    if video.videoWidth and video.currentTime:
        break
    await window.Promise.new(lambda resolve, reject: window.requestAnimationFrame(resolve))
picture = video.snap()
assert type(picture) is web.canvas and (picture.width, picture.height) == (6, 4)
pixel = picture.getContext("2d").getImageData(2, 2, 1, 1).data.to_bytes()
assert pixel[1] > 200 and pixel[3] == 255, list(pixel)
target = web.canvas(width=3, height=3, id="target")
assert video.snap(target, 3, 3) is target and video.snap(target._dom_element) == target
web.page.append(target)
assert video.snap("#target") == target
assert "nothing" in str(raises(TypeError, video.snap, "#nothing"))
raises(TypeError, video.snap, "main")
raises(TypeError, video.snap, web.p())
raises(TypeError, video.snap, document.body)
target.remove()
video.pause()
""",
    )


def test_elements_are_sent_as_the_pages_own(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web
made = web.p("x")
host.append(made)
assert host.firstChild == made._dom_element
second = web.p("y")
host.insertBefore(second, made)
assert host.textContent == "yx" and window.Array.of(made)[0] == made._dom_element
""",
    )


def test_all_of_it_in_a_worker_of_its_own(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        f"""{MEET}
from pyscript import RUNNING_IN_WORKER
assert RUNNING_IN_WORKER is True
with trips(0):
    made = web.div(web.p("text", classes=["a"]), id="made", on_click=lambda event: event.target.append("!"))
web.page.append(made)
with trips(1):
    found = web.page.find("#made p")
made.click()
assert found[0].parent == made and made.textContent == "text!"
made.remove()
""",
        worker=True,
    )


def test_an_error_that_comes_late_names_the_programs_own_line(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import web
web.input_(valueAsNumber=5)
error = raises(JsException, offthread.sync)
assert error.operation, error
if error.place:
    file, line = error.place
    assert file.startswith("index.html#"), error.place
""",
    )
