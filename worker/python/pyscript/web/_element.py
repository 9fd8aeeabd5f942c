"""Elements: what all classes of `pyscript.web` can do.

Made for commands that nobody waits for (docs/modes.md): making an element with its attributes and its content takes no
trip, in any mode but `strict`. That may fail is no reason to wait here: the exception rises at the next operation that
waits.
"""

from offthread import RemoteObject, RemoteSequence, window
from offthread._native import CPYTHON, isinstance
from offthread._rules import is_token, valid_tokens
from offthread.remote import members

from ..events import Event, listener_for
from ._classes import Classes
from ._style import Style

_set = object.__setattr__
_get_level = members.get_level
_set_level = members.set_level
_select_all = members.select_all
_document = window.document
_create = _document.createElement
_build_all = None if CPYTHON else members.build

# Tags by class.
_tags = {}
# What Python calls attributes that it has other names for.
_names = {"for_": "htmlFor", "class_": "className"}
# Where text that is parsed as HTML becomes something else than text.
_NO_TEXT = ("colgroup", "frameset")
# Events that have no `on…` attribute.
_EVENTS = frozenset(
    "focusin focusout compositionstart compositionupdate compositionend touchstart touchmove touchend touchcancel "
    "DOMActivate DOMContentLoaded fullscreenchange fullscreenerror".split()
)


class Element:
    """An element of the page: `Element(dom_element)` for one that is there, `web.div(…)` for a new one.

    `classes` is a name or a list of names, `style` a dict; other keyword arguments are attributes, those that begin
    with `on_` handlers of events. Attributes of the object are those of the page's, `_dom_element`.
    """

    element_classes_by_tag_name = {}

    @classmethod
    def get_tag_name(cls):
        """Return the tag of elements that the class makes: its name, without underscores."""
        return cls.__name__.replace("_", "")

    @classmethod
    def register_element_classes(cls, element_classes):
        """Have elements of the tags of these classes be found as them."""
        for element_class in element_classes:
            cls.element_classes_by_tag_name[element_class.get_tag_name()] = element_class

    @classmethod
    def unregister_element_classes(cls, element_classes):
        """Have elements of the tags of these classes be found as plain ones."""
        for element_class in element_classes:
            cls.element_classes_by_tag_name.pop(element_class.get_tag_name(), None)

    @classmethod
    def wrap_dom_element(cls, dom_element):
        """Return an element of the page as one of the class of its tag: no trip."""
        found = cls.element_classes_by_tag_name.get(dom_element.localName, cls)
        return found(dom_element=dom_element)

    def __init__(self, dom_element=None, classes=None, style=None, **kwargs):
        if dom_element is None:
            _make(self, _tags.get(type(self)) or _tag_of(type(self)), classes, style, kwargs, ())
            return
        _set(self, "_dom_element", dom_element)
        if classes or style or kwargs:
            _fill(self, dom_element, classes, style, kwargs, ())

    # --- attributes

    def __getattr__(self, name):
        """Return an event (`on_click`), or an attribute of the page's object: one trip unless it is a method."""
        if name[:1] == "_":
            raise AttributeError(name)
        if name[:3] == "on_":
            return self.get_event(name)
        return getattr(self._dom_element, name if name[-1] != "_" else _dom_name(name))

    def __setattr__(self, name, value):
        """Add a listener of an event (`on_click`), or set an attribute of the page's object."""
        if name[:1] == "_":
            _set(self, name, value)
        elif name == "classes":
            _replace_classes(self, value)
        elif name == "style":
            _replace_style(self, value)
        else:
            _assign(self, self._dom_element, name, value)

    def update(self, classes=None, style=None, **kwargs):
        """Add classes, set properties of the style, and set attributes."""
        dom = self._dom_element
        if classes:
            self.classes.add(*_parts(classes))
        if style:
            self.style.update(style)
        for name in kwargs:
            _assign(self, dom, name, kwargs[name])

    @property
    def classes(self):
        """The classes, as a set that is always what the page has."""
        return Classes(self)

    # (MicroPython looks here before `__setattr__`.)
    @classes.setter
    def classes(self, value):
        _replace_classes(self, value)

    @property
    def style(self):
        """The inline style, as a dict that is always what the page has."""
        return Style(self)

    @style.setter
    def style(self, value):
        _replace_style(self, value)

    def get_event(self, name):
        """Return the `Event` for `on_` and the name of an event; its listeners are those of this object."""
        if name[:3] != "on_":
            raise ValueError(f"Event names must start with 'on_', and this is {name!r}")
        events = getattr(self, "_on_events", None)
        if events is None:
            events = {}
            _set(self, "_on_events", events)
        event = events.get(name)
        if event is None:
            if not _has_event(self._dom_element, name[3:]):
                raise ValueError(f"Element has no '{name[3:]}' event.")
            event = events[name] = ElementEvent(self._dom_element, name[3:])
        return event

    # --- the tree

    @property
    def parent(self):
        """The element that this one is in, or None: one trip."""
        found = self._dom_element.parentElement
        return None if found is None else Element.wrap_dom_element(found)

    @property
    def children(self):
        """The elements in this one, as they are now: one trip."""
        return ElementCollection.wrap_dom_elements(self._dom_element.children)

    def __getitem__(self, key):
        """Return a child by its index, some by a slice, or an element inside by its id (None if there is none)."""
        if isinstance(key, str):
            return find_by_id(self._dom_element, key)
        if isinstance(key, slice):
            return self.children[key]
        if isinstance(key, int):
            return Element.wrap_dom_element(self._dom_element.children[key])
        raise TypeError(f"Element indices must be integers, slices, or strings, not {type(key).__name__}.")

    def find(self, selector):
        """Return the elements inside that match a CSS selector: one trip."""
        return find_all(self._dom_element, selector)

    def append(self, *items):
        """Append elements, of this module and the page's, collections and lists of them, and text."""
        dom = self._dom_element
        for item in items:
            if isinstance(item, Element):
                dom.append(item._dom_element)
            else:
                append(dom, (item,))

    def clone(self, clone_id=None):
        """Return a copy with all that is in it and the id that is given, or none: no trip."""
        dom = self._dom_element.cloneNode(True)
        if clone_id is None:
            dom.removeAttribute("id")
        else:
            dom.id = clone_id
        return Element.wrap_dom_element(dom)

    def show_me(self):
        """Scroll the page to the element."""
        self._dom_element.scrollIntoView()

    def __eq__(self, other):
        """Tell whether both are the same element of the page."""
        return isinstance(other, Element) and self._dom_element == other._dom_element

    def __ne__(self, other):
        """Tell whether they are two elements of the page."""
        return not self == other

    def __hash__(self):
        """Hash the page's object."""
        return hash(self._dom_element)

    def __repr__(self):
        """Name class and object, without a trip."""
        return f"<web.{type(self).__name__} {self._dom_element!r}>"


class ContainerElement(Element):
    """An element that can have content: `web.ul(web.li("One"), web.li("Two"), id="list")`.

    What is inside are the arguments, or a list `children`: elements, lists of them, and text, which is taken for HTML.
    """

    def __init__(self, *args, children=None, dom_element=None, style=None, classes=None, **kwargs):
        if children:
            args = list(args) + list(children)
        if dom_element is None:
            _make(self, _tags.get(type(self)) or _tag_of(type(self)), classes, style, kwargs, args)
            return
        _set(self, "_dom_element", dom_element)
        if args or classes or style or kwargs:
            _fill(self, dom_element, classes, style, kwargs, args)

    def __iter__(self):
        """Iterate over the elements inside: one trip."""
        return iter(self.children)


class ElementCollection:
    """Elements that were found: `[index]`, a slice, or `["id"]`; iterate over it, `find` inside, `update_all`."""

    @classmethod
    def wrap_dom_elements(cls, dom_elements):
        """Make one of elements of the page: one trip where they are a collection of the page."""
        wrap = Element.wrap_dom_element
        return cls([wrap(dom) for dom in dom_elements])

    def __init__(self, elements):
        self._elements = elements

    @property
    def elements(self):
        """The elements, as a list."""
        return self._elements

    def __getitem__(self, key):
        """Return an element by its index, a collection by a slice, or by its id one that is among them or inside."""
        if isinstance(key, int):
            return self._elements[key]
        if isinstance(key, slice):
            return ElementCollection(self._elements[key])
        if isinstance(key, str):
            name = key[1:] if key[:1] == "#" else key
            for element in self._elements:
                found = element if element._dom_element.id == name else find_by_id(element._dom_element, name)
                if found is not None:
                    return found
            return None
        raise TypeError(f"Collection indices must be integers, slices, or strings, not {type(key).__name__}")

    def __iter__(self):
        """Iterate over the elements."""
        return iter(self._elements)

    def __len__(self):
        """Count the elements."""
        return len(self._elements)

    def __eq__(self, other):
        """Tell whether both have the same elements in the same order."""
        return isinstance(other, ElementCollection) and self._elements == other._elements

    def __ne__(self, other):
        """Tell whether they have other elements, or another order."""
        return not self == other

    __hash__ = None

    def __repr__(self):
        """List the elements, without a trip."""
        return f"ElementCollection (length: {len(self._elements)}) {self._elements}"

    def find(self, selector):
        """Return what matches a CSS selector inside of any of the elements: one trip for each."""
        found = []
        for element in self._elements:
            found.extend(find_all(element._dom_element, selector)._elements)
        return ElementCollection(found)

    def update_all(self, classes=None, style=None, **kwargs):
        """Add classes, set properties of the style, and set attributes of each."""
        for element in self._elements:
            element.update(classes=classes, style=style, **kwargs)


class ElementEvent(Event):
    """An event of an element: each listener is one of the page's."""

    _call_for = staticmethod(listener_for)

    def __init__(self, dom_element, name):
        super().__init__()
        self._dom_element = dom_element
        self._name = name

    def add_listener(self, listener):
        """Have a function called from now on. One that is called already is not called twice."""
        known = len(self._listeners)
        super().add_listener(listener)
        for _, call in self._listeners[known:]:
            self._dom_element.addEventListener(self._name, call)

    def remove_listener(self, *listeners):
        """Stop calling these functions, without any all of them."""
        before = self._listeners
        super().remove_listener(*listeners)
        for pair in before:
            if pair not in self._listeners:
                self._dom_element.removeEventListener(self._name, pair[1])


# --- what elements are made and found with ---------------------------------------------------------------------------


def _tag_of(cls):
    tag = _tags[cls] = cls.get_tag_name()
    return tag


def _replace_classes(element, value):
    # `element.classes |= {"on"}` has done it already.
    if not (isinstance(value, Classes) and value.is_of(element)):
        names = _parts(value)
        element.classes.clear()
        element.classes.add(*names)


def _replace_style(element, value):
    """Set the style to the entries of a dict, or to the text of a style sheet."""
    if hasattr(value, "items"):
        element.style.clear()
        element.style.update(value)
    else:
        element._dom_element.style = value


def _dom_name(name):
    return _names.get(name) or name[:-1]


def _assign(element, dom, name, value):
    if name[:3] == "on_":
        element.get_event(name).add_listener(value)
    else:
        setattr(dom, name if name[-1] != "_" else _dom_name(name), value)


def _fill(element, dom, classes, style, attributes, children):
    """Give a new element what it was made with."""
    level = _get_level()
    if level == 1:
        _set_level(2)
    try:
        if classes:
            dom.classList.add(*_parts(classes))
        if style:
            set_property = dom.style.setProperty
            for key in style:
                set_property(key, str(style[key]))
        for name in attributes:
            if name[-1] == "_" or name[:3] == "on_":
                _assign(element, dom, name, attributes[name])
            else:
                setattr(dom, name, attributes[name])
        for child in children:
            if isinstance(child, Element):
                dom.append(child._dom_element)
            elif isinstance(child, str):
                _append_html(dom, child)
            else:
                append(dom, (child,))
    finally:
        if level == 1:
            _set_level(1)


def _make(element, tag, classes, style, attributes, children):
    """Make an element of the page for a new object."""
    if classes and "className" not in attributes:
        # What the attribute `class` can hold as it is, is set: that is one command, adding to a list two.
        one = classes[0] if isinstance(classes, (list, tuple)) and len(classes) == 1 else classes
        if isinstance(one, str) and one in valid_tokens:
            attributes["className"] = one
            classes = None
        else:
            classes = _parts(classes)
            if all(map(is_token, classes)) and len(set(classes)) == len(classes):
                attributes["className"] = " ".join(classes)
                classes = None
    if CPYTHON:
        dom = _create(tag)
    else:
        dom, children = _build(tag, attributes, children)
    _set(element, "_dom_element", dom)
    if classes or style or attributes or children:
        _fill(element, dom, classes, style, attributes, children)


def _build(tag, attributes, children):
    """Make an element with what is text or an element, in one call of JavaScript. What is done is taken out."""
    nodes = []
    for child in children:
        if isinstance(child, Element):
            nodes.append(child._dom_element._ot_ref)
        elif isinstance(child, str) and child and is_text(child) and tag not in _NO_TEXT:
            nodes.append(child)
        else:
            break  # the order has to be kept
    else:
        dom = _build_all(_document, tag, attributes, nodes)
        if dom is not None:
            return dom, ()
    return _build_all(_document, tag, attributes, ()) or _create(tag), children


def _parts(classes):
    """Return the names of classes: text with spaces between them, or a list of such."""
    if isinstance(classes, str):
        return classes.split()
    parts = []
    for name in classes:
        parts.extend(name.split() or [name])
    return parts


def is_text(html):
    """Tell whether parsing HTML comes to the same text."""
    return not ("<" in html or "&" in html or "\r" in html or "\0" in html)


def _append_html(dom, html):
    if not is_text(html) or dom.localName in _NO_TEXT:
        dom.insertAdjacentHTML("beforeend", html)
    elif html:
        dom.append(html)


def append(dom, items):
    """Append to an element of the page what `Element.append` takes."""
    for item in items:
        if isinstance(item, Element):
            dom.append(item._dom_element)
        elif isinstance(item, RemoteObject):
            is_list = isinstance(item, RemoteSequence) and "appendChild" not in item._ot_methods
            dom.append(*item) if is_list else dom.append(item)
        elif isinstance(item, str):
            dom.append(item)
        elif item is True or item is False:
            dom.append("true" if item else "false")
        elif isinstance(item, int):
            dom.append(str(item))
        elif isinstance(item, float):
            dom.append(item)
        elif isinstance(item, (list, tuple, ElementCollection)) or _is_iterator(item):
            append(dom, item)
        else:
            raise TypeError(f"Cannot append {type(item).__name__} to element.")


def _is_iterator(item):
    try:
        return iter(item) is item
    except TypeError:
        return False


def find_all(root, selector):
    """Return what matches a selector inside of an element of the page, or of the document: one trip."""
    return ElementCollection.wrap_dom_elements(iter(_select_all(root, selector)))


def find_by_id(root, name):
    """Return the element of an id, which may begin with `#`, inside of an element of the page: one trip."""
    name = name[1:] if name[:1] == "#" else name
    if root is _document:
        found = root.getElementById(name)
    else:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
        found = root.querySelector(f'[id="{quoted}"]')
    return None if found is None else Element.wrap_dom_element(found)


def _has_event(dom, name):
    if "on" + name in dom._ot_rules or name in _EVENTS:
        return True
    # What the page's own elements and libraries have, Web IDL does not tell.
    return hasattr(dom, "on" + name) or hasattr(dom, name)
