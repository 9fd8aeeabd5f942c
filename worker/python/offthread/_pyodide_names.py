"""Pyodide's own modules for code that was written for it, where `js` is the page: `pyodide.ffi`, `pyodide.http`.

What they do themselves works with objects of the page as it is: `create_proxy`, whose functions are unwrapped on their
way (_native.py), `isinstance(x, JsProxy)`, which asks for `_js_type_flags`, `run_js`, which evaluates on the page. What
is here is changed, as cheaply as can be: these modules are there before any program.
"""

import pyodide.ffi
import pyodide.http
from pyodide.http import pyxhr

from .errors import JsException

_own_to_js = pyodide.ffi.to_js
_open_url = pyodide.http.open_url
_pyfetch = pyodide.http.pyfetch
_request = pyxhr._xhr_request


def install():
    """Change what has been imported when Pyodide started."""
    pyodide.ffi.to_js = _to_js
    # Pyodide's own, which cannot be given another base, stays that of errors of the worker's own JavaScript.
    pyodide.ffi.JsException = JsException
    pyodide.http.open_url = open_url
    pyodide.http.pyfetch = pyfetch
    pyxhr._xhr_request = _request_absolutely


def _to_js(obj, /, **options):
    """Return an object of the page that is a copy: see offthread._javascript."""
    from ._javascript import to_js

    return to_js(obj, **options)


def _absolute(url):
    if not isinstance(url, str):
        return url  # a request
    # These ask from the worker, whose own URL is that of its script.
    from urllib.parse import urljoin

    from .remote import window

    return urljoin(window.document.baseURI, url)


def open_url(url):
    """Fetch a URL, which may be relative to the page's, and wait for it. Returns its text as a file."""
    return _open_url(_absolute(url))


async def pyfetch(url, /, **options):
    """Fetch a URL, which may be relative to the page's. Returns Pyodide's FetchResponse."""
    return await _pyfetch(_absolute(url), **options)


def _request_absolutely(method, url, **options):
    return _request(method, _absolute(url), **options)


def change_micropip(module):
    """Have micropip give Pyodide's loader, which is JavaScript of the worker, what is there."""
    module.CompatibilityInPyodide.to_js = _own_to_js


def change_wrappers(module):
    """Have the page's own timers and listeners hold what they call."""
    from .remote import window

    def add_event_listener(elt, event, listener):
        """Have a function called for events of an element, or of another object of the page."""
        elt.addEventListener(event, listener)

    def remove_event_listener(elt, event, listener):
        """Stop calling a function."""
        elt.removeEventListener(event, listener)

    module.add_event_listener = add_event_listener
    module.remove_event_listener = remove_event_listener
    for name, its in (
        ("set_timeout", "setTimeout"),
        ("clear_timeout", "clearTimeout"),
        ("set_interval", "setInterval"),
        ("clear_interval", "clearInterval"),
    ):
        setattr(module, name, getattr(window, its))
