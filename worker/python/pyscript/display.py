"""Show Python values on the page: `display`, and what it returns, by which they can be changed.

Text is written here; what becomes of other values is in `_rendering.py`, which is imported when there are some.
"""

from offthread import JsException, RemoteObject, document
from offthread._native import isinstance
from offthread._script import current_target

__all__ = ["HTML", "Handle", "clear", "display"]

# Values whose text is their `repr`, and that offer nothing else.
_PLAIN = (int, float, bool, complex, list, tuple, dict, set, frozenset, bytes, bytearray, range, type(None), type)


class HTML:
    """Text that `display` writes as HTML, without escaping it."""

    def __init__(self, html):
        self._html = html

    def _repr_html_(self):
        return self._html


def display(*values, target=None, append=True):
    """Show values, each in an element of its own, and return a handle by which they can be changed.

    Text is shown as it is, never as HTML; figures, images, tables and whatever else has a form of its own
    (`_repr_html_`, `_repr_png_` …) in that, elements of the page as themselves.

    `target` is the id of an element, with or without `#`, a CSS selector, or an element; without it, output goes after
    the script. With `append=False` it replaces what the target held before.

        progress = display("0 %")
        progress.update("100 %")

    Raises ValueError where the page has no such element.
    """
    element = _find(target)
    alone = not append and len(values) == 1
    if not append and not alone:
        element.replaceChildren()
    return Handle(element, values, alone)


def clear(target=None):
    """Remove what an element holds; `target` is what it is for `display`."""
    _find(target).replaceChildren()


def _find(target):
    if target is None:
        return current_target()
    if isinstance(target, str):
        element = _by_id_or_selector(target)
        if element is None:
            name = target[1:] if target.startswith("#") else target
            raise ValueError(f"Cannot find element with id='{name}' in the page. [OT341]")
    else:
        # Those of pyscript.web have it beside.
        element = target if isinstance(target, RemoteObject) else getattr(target, "_dom_element", None)
    if not isinstance(element, RemoteObject) or "replaceChildren" not in element._ot_methods:
        raise TypeError(
            f"target={target!r} is no element of the page. Give the id of one, a CSS selector, or the element [OT342]"
        )
    if element._ot_methods.get("appendChild") and element.localName == "script":
        # Output of a script goes where that says.
        return getattr(element, "target", element)
    return element


def _by_id_or_selector(target):
    element = document.getElementById(target[1:] if target.startswith("#") else target)
    if element is None:
        try:
            element = document.querySelector(target)
        except JsException:
            # It is no selector either.
            return None
    return element


class Handle:
    """What `display` has shown."""

    def __init__(self, target, values, alone):
        self._target = target
        # Whether the one value is the target's own content, without an element around it.
        self._alone = alone
        self._places = [_Place(target)] if alone else []
        self._show(values)

    def __repr__(self):
        return "<display of 1 value>" if len(self._places) == 1 else f"<display of {len(self._places)} values>"

    def update(self, *values):
        """Show other values in place of these."""
        if self._alone and len(values) != 1:
            self.clear()
            self._alone = False
            self._places = []
        self._show(values)

    def clear(self):
        """Remove what was shown; `update` may show something in its place."""
        self._show(("",) * len(self._places))

    def _show(self, values):
        places = self._places
        for index, value in enumerate(values):
            if index < len(places):
                places[index].show(value)
            elif not isinstance(value, str) or value.strip():
                self._add(value)
        while len(places) > len(values):
            places.pop().element.remove()

    def _add(self, value):
        place = _Place(document.createElement("div"))
        place.show(value)
        if self._places:
            self._places[-1].element.after(place.element)
        else:
            self._target.append(place.element)
        self._places.append(place)


class _Place:
    """An element with one value in it."""

    __slots__ = ("element", "image")

    def __init__(self, element):
        self.element = element
        # The image that is shown, which another one can become without a moment of nothing between.
        self.image = None

    def show(self, value):
        if isinstance(value, str) or type(value) in _PLAIN:
            text = value if isinstance(value, str) else repr(value)
            self.image = None
            self.element.textContent = text if text.strip() else ""
        else:
            from ._rendering import show

            self.image = show(value, self.element, self.image)
