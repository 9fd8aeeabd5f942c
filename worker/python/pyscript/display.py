"""Show Python values on the page."""

from offthread import RemoteObject, window
from offthread._script import current_target


class HTML:
    """Text that `display` writes as HTML, without escaping it."""

    def __init__(self, html):
        self._html = html

    def _repr_html_(self):
        return self._html


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _html_of(value):
    if isinstance(value, str):
        return _escape(value)
    for name in ("_repr_svg_", "_repr_html_"):
        method = getattr(value, name, None)
        text = method() if method is not None else None
        if text is not None:
            return text
    png = getattr(value, "_repr_png_", None)
    data = png() if png is not None else None
    if data is not None:
        if isinstance(data, bytes):
            import binascii

            data = binascii.b2a_base64(data).decode().strip()
        return f'<img src="data:image/png;base64,{data}">'
    return _escape(repr(value))


def display(*values, target=None, append=True):
    """Show values, each in an element of its own.

    `target` is the id of an element, with or without `#`; without it, output goes after the script. Strings are
    escaped; other objects may offer `_repr_svg_`, `_repr_html_` or `_repr_png_`. With `append=False` what the target
    held before is replaced.

    Raises ValueError where the page has no such element.
    """
    document = window.document
    if target is None:
        element = current_target()
    else:
        name = target[1:] if target.startswith("#") else target
        element = document.getElementById(name)
        if element is None:
            raise ValueError(f"Cannot find element with id='{name}' in the page.")
    if not append:
        element.replaceChildren()
    for value in values:
        box = document.createElement("div")
        if isinstance(value, RemoteObject) and "appendChild" in value._ot_methods:
            box.append(value)
        else:
            # Unlike innerHTML, a contextual fragment runs the scripts that HTML may hold.
            box.append(document.createRange().createContextualFragment(_html_of(value)))
        element.append(box)
