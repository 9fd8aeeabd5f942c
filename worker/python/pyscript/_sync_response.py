"""What `fetch_sync` returns: a response whose body is there."""

import json

from offthread import window
from offthread._native import CPYTHON


class Headers:
    """The headers of a response; names are looked up in any case."""

    def __init__(self, pairs):
        self._values = {name.lower(): value for name, value in pairs}

    def __getitem__(self, name):
        return self._values[name.lower()]

    def __contains__(self, name):
        return name.lower() in self._values

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __repr__(self):
        return f"Headers({self._values})"

    def get(self, name, default=None):
        """Return the value of a header, or the default."""
        return self._values.get(name.lower(), default)

    def has(self, name):
        """Tell whether there is a header."""
        return name in self

    def keys(self):
        """Return the names, in lower case."""
        return self._values.keys()

    def values(self):
        """Return the values."""
        return self._values.values()

    def items(self):
        """Return names and values."""
        return self._values.items()


class SyncResponse:
    """A response that is all there: what `Response` has, without `await`, and as often as it is asked for."""

    def __init__(self, answer):
        self.status = answer.status
        self.statusText = answer.reason
        self.ok = 200 <= answer.status < 300
        self.url = answer.url
        self.headers = Headers(answer.headers)
        self._body = answer.body

    def __repr__(self):
        return f"<SyncResponse {self.status} of {self.url}, {len(self._body)} bytes>"

    def text(self):
        """Return the body as text. Like `fetch`, it takes every body for UTF-8."""
        data = self._body[3:] if self._body[:3] == b"\xef\xbb\xbf" else self._body
        try:
            return data.decode()
        except UnicodeError:
            # Not every interpreter can replace what is no UTF-8.
            return data.decode("utf-8", "replace") if CPYTHON else window.TextDecoder.new().decode(data)

    def json(self):
        """Return the data that the body's JSON stands for."""
        return json.loads(self.text())

    def bytearray(self):
        """Return the body as a bytearray."""
        return bytearray(self._body)

    def arrayBuffer(self):
        """Return the body as a memoryview."""
        return memoryview(self._body)

    def blob(self):
        """Return the body as a Blob of the page."""
        return window.Blob.new([self._body], type=self.headers.get("content-type", ""))
