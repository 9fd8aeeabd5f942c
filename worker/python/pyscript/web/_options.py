"""Options of `select`, `datalist` and `optgroup`."""

from offthread._native import isinstance

from ._element import ContainerElement, Element, ElementCollection, find_all


class HasOptions:
    """What elements have that have options."""

    @property
    def options(self):
        """The options, as they are now."""
        return Options(self)


class Options:
    """The options of an element: `[index]`, iterate, `add`, `remove`, `clear`, `selected`. Reading is one trip."""

    def __init__(self, element):
        self._element = element

    @property
    def options(self):
        """The options, as a list."""
        return self._found().elements

    def _found(self):
        dom = self._element._dom_element
        # An <optgroup> has no list of its own.
        if self._element_has("options"):
            return ElementCollection.wrap_dom_elements(dom.options)
        return find_all(dom, "option")

    def _element_has(self, name):
        dom = self._element._dom_element
        return name in dom._ot_rules or name in dom._ot_methods

    def __getitem__(self, key):
        """Return an option by its index, or some by a slice as a list."""
        return self.options[key]

    def __iter__(self):
        """Iterate over the options."""
        return iter(self.options)

    def __len__(self):
        """Count the options."""
        return len(self.options)

    def __repr__(self):
        """List the options."""
        options = self.options
        return f"Options (length: {len(options)}) {options}"

    @property
    def selected(self):
        """The option that is selected, or None."""
        if self._element_has("selectedIndex"):
            index = self._element._dom_element.selectedIndex
            return self.options[index] if index >= 0 else None
        for option in self.options:
            if option.selected:
                return option
        return None

    def add(self, value=None, html=None, text=None, before=None, **kwargs):
        """Add an option, at the end or before another one, which is given as an element or by its index.

        Without `before` there is no trip. Other keyword arguments are attributes of the option.
        """
        if value is not None:
            kwargs["value"] = value
        if html is not None:
            kwargs["innerHTML"] = html
        if text is not None:
            kwargs["text"] = text
        new = Element.element_classes_by_tag_name["option"](**kwargs)._dom_element
        dom = self._element._dom_element
        if before is None:
            dom.append(new)
            return
        if not isinstance(before, Element):
            options = self.options
            if not isinstance(before, int):
                raise TypeError(f"`before` is an option or its index, and this is {before!r}")
            if before >= len(options):
                dom.append(new)
                return
            before = options[before]
        before._dom_element.before(new)

    def remove(self, index):
        """Remove the option at an index."""
        self.options[index]._dom_element.remove()

    def clear(self):
        """Remove all options."""
        for option in self.options:
            option._dom_element.remove()


class datalist(ContainerElement, HasOptions):
    """The element <datalist>, with its options."""


class optgroup(ContainerElement, HasOptions):
    """The element <optgroup>, with its options."""


class select(ContainerElement, HasOptions):
    """The element <select>, with its options."""
