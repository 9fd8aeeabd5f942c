"""The page as Python objects: find elements, make them, change them, listen to them.

    from pyscript import web

    todo = web.ul(id="todo")
    web.page.append(web.h1("To do"), todo)
    todo.append(web.li("Write", classes=["open"]), web.li("Read", on_click=lambda event: print("clicked")))
    for item in web.page.find("#todo li"):
        item.style["color"] = "green"

Each tag of HTML has a class of its name, with an underscore for `del_`, `input_`, `map_` and `object_`.
docs/pyscript/web.md describes everything.
"""

from ._classes import Classes
from ._element import ContainerElement, Element, ElementCollection
from ._media import canvas, video
from ._options import HasOptions, Options, datalist, optgroup, select
from ._page import Page, page
from ._style import Style
from ._tags import CONTAINERS as CONTAINER_TAGS
from ._tags import TAKEN
from ._tags import VOIDS as VOID_TAGS

__all__ = [
    "CONTAINER_TAGS",
    "VOID_TAGS",
    "Classes",
    "ContainerElement",
    "Element",
    "ElementCollection",
    "HasOptions",
    "Options",
    "Page",
    "Style",
    "canvas",
    "datalist",
    "optgroup",
    "page",
    "select",
    "video",
]


def _make_classes():
    made = [canvas, video, datalist, optgroup, select]
    for tags, base in ((CONTAINER_TAGS, ContainerElement), (VOID_TAGS, Element)):
        for tag in tags:
            name = tag + "_" if tag in TAKEN else tag
            cls = type(name, (base,), {"__module__": "pyscript.web", "__doc__": f"The element <{tag}>."})
            globals()[name] = cls
            __all__.append(name)
            made.append(cls)
    Element.register_element_classes(made)


_make_classes()
