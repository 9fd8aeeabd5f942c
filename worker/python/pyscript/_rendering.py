"""What `display` makes of values that are no text: the forms that Python's notebooks have agreed upon.

A value offers forms of itself through `_repr_mimebundle_`, a dict of forms by MIME type of which the first one that a
page can show is taken, or through methods such as `_repr_png_`, of which the first one that gives something is. Either
may add a dict of attributes: `return data, {"width": 100}`.
"""

import binascii
import json

from offthread import RemoteMethod, RemoteObject, document
from offthread._native import CPYTHON, isinstance
from offthread._script import current_script

# In the order in which they are asked for; a figure's `savefig` comes before all of them.
_METHODS = (
    ("_repr_png_", "image/png"),
    ("_repr_jpeg_", "image/jpeg"),
    ("_repr_svg_", "image/svg+xml"),
    ("_repr_html_", "text/html"),
    ("_repr_json_", "application/json"),
    ("_repr_javascript_", "application/javascript"),
    ("_repr_markdown_", "text/markdown"),
    ("_repr_latex_", "text/latex"),
)
_SHOWN = [mime for _, mime in _METHODS] + ["image/gif", "image/webp", "text/javascript"]
# Taken only where there is nothing richer.
_TEXTS = ("text/markdown", "text/latex", "text/plain")


def show(value, element, image):
    """Show a value in an element. Returns the image that is shown now, if it is one.

    `image` is the one that is shown in the element already, or None.
    """
    if not isinstance(value, (RemoteObject, RemoteMethod)):
        # What is made with pyscript.web has its element beside.
        value = _attribute(value, "_dom_element") or value
    if isinstance(value, RemoteObject) and "appendChild" in value._ot_methods:
        element.replaceChildren(value)
        return None
    mime, data, attributes = form_of(value)
    if mime.startswith("image/") and mime != "image/svg+xml":
        return _show_image(element, image, f"data:{mime};base64,{_base64(data)}", attributes)
    if isinstance(data, (bytes, bytearray)):
        data = bytes(data).decode()
    if mime in ("text/html", "image/svg+xml"):
        _show_html(element, data)
    elif mime in ("application/javascript", "text/javascript"):
        element.replaceChildren(_script(data))
    elif mime in ("application/json", "text/markdown"):
        _show_as_written(element, _json(data) if mime == "application/json" else data)
    else:
        element.textContent = data if data.strip() else ""
    return None


def form_of(value):
    """Return the form in which a value is shown: MIME type, data, attributes."""
    if isinstance(value, RemoteObject):
        # JavaScript's String(value): it has none of these methods, and each would be asked for.
        return "text/plain", str(value), {}
    # A class has the methods of its instances.
    if not isinstance(value, (RemoteMethod, type)):
        bundle = _attribute(value, "_repr_mimebundle_")
        found = _of_bundle(_bundle(bundle)) if callable(bundle) else None
        if found is None and callable(_attribute(value, "savefig")):
            found = ("image/png", _saved(value), {})
        found = found or _of_methods(value)
        if found is not None:
            return found
    return "text/plain", repr(value), {}


def _attribute(value, name):
    return getattr(value, name, None)


def _of_methods(value):
    for name, mime in _METHODS:
        method = _attribute(value, name)
        if callable(method):
            data, attributes = _parts(method())
            if data is not None:
                return mime, data, attributes
    return None


def _bundle(method):
    if CPYTHON:
        import inspect

        # Some have to be told which types are wanted.
        try:
            inspect.signature(method).bind()
        except TypeError:
            return method(include=None, exclude=None)
        except ValueError:
            pass
    return method()


def _of_bundle(bundle):
    bundle, attributes = _parts(bundle)
    if bundle is None:
        return None
    # MicroPython's dicts have no order.
    order = [mime for mime in (bundle if CPYTHON else _SHOWN) if mime in _SHOWN and mime not in _TEXTS]
    for mime in order + list(_TEXTS):
        data, own = _parts(bundle.get(mime))
        if data is not None:
            return mime, data, own or attributes.get(mime) or {}
    return None


def _parts(result):
    """Return data and attributes of what a method has returned."""
    if isinstance(result, tuple) and len(result) == 2:
        return result[0], result[1] or {}
    return result, {}


def _saved(figure):
    import io

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def _base64(data):
    if isinstance(data, str):
        return "".join(data.split())
    return binascii.b2a_base64(data).decode().strip()


def _json(data):
    if isinstance(data, str):
        return data
    return json.dumps(data, indent=2, ensure_ascii=False) if CPYTHON else json.dumps(data)


def _show_image(element, image, url, attributes):
    fresh = image is None
    if fresh:
        image = document.createElement("img")
    for name in attributes:
        image.setAttribute(name, str(attributes[name]))
    image.src = url
    if fresh:
        element.replaceChildren(image)
    return image


def _show_html(element, html):
    if "<script" not in html.lower():
        element.innerHTML = html
        return
    # Unlike innerHTML, a contextual fragment runs the scripts that HTML may hold.
    fragment = document.createRange().createContextualFragment(html)
    nonce = _nonce()
    if nonce:
        for script in fragment.querySelectorAll("script"):
            script.nonce = nonce
    element.replaceChildren(fragment)


def _script(code):
    script = document.createElement("script")
    nonce = _nonce()
    if nonce:
        script.nonce = nonce
    script.textContent = code
    return script


def _nonce():
    """Return the nonce of the running script's tag: what a page allows that, it allows what it displays."""
    script = current_script()
    return script.nonce if script is not None else ""


def _show_as_written(element, text):
    written = document.createElement("pre")
    written.textContent = text
    element.replaceChildren(written)
