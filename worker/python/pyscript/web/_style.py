"""The inline style of an element as a dict: what it tells is what the page has now."""

from offthread import gather
from offthread._native import CPYTHON, isinstance

_MISSING = object()


class Style:
    """The properties of an element's `style` attribute by their names in CSS, with what a dict can do.

    Reading is a trip, setting none. Attributes are those of the page's object: `style.cssText`,
    `style.backgroundColor = "red"`.
    """

    def __init__(self, element):
        # The same object for good.
        object.__setattr__(self, "_declaration", element._dom_element.style)

    def __getattr__(self, name):
        """Return an attribute of the page's object."""
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._declaration, name)

    def __setattr__(self, name, value):
        """Set an attribute of the page's object: no trip."""
        setattr(self._declaration, name, value)

    # --- reading

    def get(self, key, default=None):
        """Return the value of a property, or the default: one trip."""
        return self._declaration.getPropertyValue(key) or default

    def __getitem__(self, key):
        """Return the value of a property: one trip."""
        value = self._declaration.getPropertyValue(key)
        if not value:
            raise KeyError(key)
        return value

    def __contains__(self, key):
        """Tell whether a property is set: one trip."""
        return bool(self._declaration.getPropertyValue(key))

    def __iter__(self):
        """Iterate over the names of properties that are set, in their order: one trip."""
        return iter(self.keys())

    def __len__(self):
        """Count the properties that are set: one trip."""
        return len(self._declaration)

    def __bool__(self):
        """Tell whether any is set: one trip."""
        return len(self) > 0

    def keys(self):
        """Return the names of properties that are set, as a list: one trip."""
        return list(iter(self._declaration))

    def values(self):
        """Return their values, as a list: two trips."""
        return [value for _, value in self.items()]

    def items(self):
        """Return names and values, as a list: two trips, and one for each custom property."""
        declaration = self._declaration
        names = self.keys()
        known = [name for name in names if name[:2] != "--"]
        values = dict(zip(known, gather(declaration, *known))) if known else {}
        return [(name, values[name] if name in values else declaration.getPropertyValue(name)) for name in names]

    def copy(self):
        """Return names and values as a dict of Python."""
        return dict(self.items())

    def __repr__(self):
        """List names and values."""
        return f"Style({self.copy()})"

    def __eq__(self, other):
        """Compare with a dict or the style of another element."""
        if isinstance(other, Style):
            return self.copy() == other.copy()
        return self.copy() == other if isinstance(other, dict) else NotImplemented

    def __ne__(self, other):
        """Compare with a dict or the style of another element."""
        same = self.__eq__(other)
        return same if same is NotImplemented else not same

    __hash__ = None

    def __or__(self, other):
        """Return a dict with the entries of both."""
        merged = self.copy()
        merged.update(other)
        return merged

    # --- changing

    def __setitem__(self, key, value):
        """Set a property: no trip. What the browser takes for no value of it changes nothing."""
        self._declaration.setProperty(key, str(value))

    def __delitem__(self, key):
        """Remove a property: one trip."""
        if not self._declaration.removeProperty(key):
            raise KeyError(key)

    def pop(self, key, default=_MISSING):
        """Remove a property and return its value, or the default: one trip."""
        value = self._declaration.removeProperty(key)
        if value:
            return value
        if default is _MISSING:
            raise KeyError(key)
        return default

    def setdefault(self, key, default=""):
        """Return the value of a property, which is set if it is not."""
        value = self.get(key)
        if value is None:
            self[key] = value = default
        return value

    def update(self, *others, **properties):
        """Set properties from dicts, pairs or keyword arguments: no trip."""
        for entries in others + (properties,):
            for key, value in entries.items() if hasattr(entries, "items") else entries:
                self[key] = value

    def __ior__(self, other):
        """Set properties from a dict."""
        self.update(other)
        return self

    def clear(self):
        """Remove all properties: no trip."""
        self._declaration.cssText = ""


if CPYTHON:
    from collections.abc import MutableMapping

    MutableMapping.register(Style)
