"""The page as a whole."""

from offthread import window

from ._element import Element, find_all, find_by_id

_document = window.document


class Page:
    """The page: its main elements, `page["id"]`, `find`, `append`, `title`. Each is as it is now: one trip."""

    @property
    def html(self):
        """The element <html>."""
        return Element.wrap_dom_element(_document.documentElement)

    @property
    def head(self):
        """The element <head>."""
        return Element.wrap_dom_element(_document.head)

    @property
    def body(self):
        """The element <body>."""
        return Element.wrap_dom_element(_document.body)

    @property
    def title(self):
        """The title, which can be set."""
        return _document.title

    @title.setter
    def title(self, value):
        _document.title = value

    def __getitem__(self, name):
        """Return the element of an id, which may begin with `#`, or None."""
        return find_by_id(_document, name)

    def find(self, selector):
        """Return the elements that match a CSS selector."""
        return find_all(_document, selector)

    def append(self, *items):
        """Append to the body what `Element.append` takes."""
        self.body.append(*items)


page = Page()
