"""The classes of an element as a set: what it tells is what the page has now."""

from offthread._native import CPYTHON, isinstance


class Classes:
    """The CSS classes of an element, with what a set can do. Reading is a trip, changing none.

    `set(element.classes)` is a copy. Names may be several, with spaces between them. (In MicroPython `|=` and its like
    make a set of a variable: `element.classes |= {"on"}` and `classes.update({"on"})` do not.)
    """

    def __init__(self, element):
        self._element = element
        # The same object for good.
        self._list = element._dom_element.classList

    def is_of(self, element):
        """Tell whether these are the classes of that element."""
        return self._element == element

    # --- reading

    def __iter__(self):
        """Iterate over the names, in their order: one trip."""
        return iter(list(iter(self._list)))

    def __contains__(self, name):
        """Tell whether the element has a class: one trip."""
        return isinstance(name, str) and self._list.contains(name)

    def __len__(self):
        """Count the classes: one trip."""
        return len(self._list)

    def __bool__(self):
        """Tell whether there are any: one trip."""
        return len(self) > 0

    def __repr__(self):
        """List the names: one trip."""
        return f"Classes({list(self)})"

    def __eq__(self, other):
        """Compare with a set or the classes of another element."""
        if isinstance(other, Classes):
            return set(self) == set(other)
        return set(self) == other if isinstance(other, (set, frozenset)) else NotImplemented

    def __ne__(self, other):
        """Compare with a set or the classes of another element."""
        same = self.__eq__(other)
        return same if same is NotImplemented else not same

    __hash__ = None

    def copy(self):
        """Return the names as a set of Python."""
        return set(self)

    # --- changing

    def add(self, *names):
        """Add classes: no trip."""
        for name in names:
            self._list.add(*_parts(name))

    def discard(self, *names):
        """Remove classes, if they are there: no trip."""
        for name in names:
            self._list.remove(*_parts(name))

    def remove(self, *names):
        """Remove classes; the console warns of those that are not there: one trip each."""
        for name in names:
            for part in _parts(name):
                if part in self:
                    self._list.remove(part)
                else:
                    from offthread import window

                    window.console.warn(f"Class '{part}' not found in element classes.")

    def clear(self):
        """Remove all classes: no trip."""
        self._element._dom_element.setAttribute("class", "")

    def pop(self):
        """Remove a class and return it."""
        for name in self:
            self.discard(name)
            return name
        raise KeyError("the element has no class")

    def toggle(self, name, force=None):
        """Add a class that is not there, remove one that is; with `force` only the one or the other."""
        return self._list.toggle(name) if force is None else self._list.toggle(name, bool(force))

    def update(self, *others):
        """Add all names of other sets, or of lists: no trip."""
        for names in others:
            self.add(*([names] if isinstance(names, str) else names))

    def difference_update(self, *others):
        """Remove all names of other sets, or of lists: no trip."""
        for names in others:
            self.discard(*names)

    def intersection_update(self, *others):
        """Remove what is not in all of the other sets."""
        self._replace(set(self).intersection(*others))

    def symmetric_difference_update(self, other):
        """Remove what is in the other set as well, and add what only that has."""
        self._replace(set(self).symmetric_difference(other))

    def _replace(self, names):
        self.clear()
        self.add(*names)

    def __ior__(self, other):
        """Add the names of another set."""
        self.update(other)
        return self

    def __isub__(self, other):
        """Remove the names of another set."""
        self.difference_update(other)
        return self

    def __iand__(self, other):
        """Keep the names that another set has as well."""
        self.intersection_update(other)
        return self

    def __ixor__(self, other):
        """Keep and add what only one of the two has."""
        self.symmetric_difference_update(other)
        return self

    # --- sets of Python that come of it

    def union(self, *others):
        """Return a set with the names of others as well."""
        return set(self).union(*others)

    def intersection(self, *others):
        """Return a set of the names that others have as well."""
        return set(self).intersection(*others)

    def difference(self, *others):
        """Return a set of the names that others have not."""
        return set(self).difference(*others)

    def symmetric_difference(self, other):
        """Return a set of the names that only one of the two has."""
        return set(self).symmetric_difference(other)

    def isdisjoint(self, other):
        """Tell whether it has no name in common with another set."""
        return set(self).isdisjoint(other)

    def issubset(self, other):
        """Tell whether another set has all names."""
        return set(self).issubset(other)

    def issuperset(self, other):
        """Tell whether it has all names of another set."""
        return set(self).issuperset(other)

    def __or__(self, other):
        """Return a set with the names of both."""
        return set(self) | set(other)

    def __and__(self, other):
        """Return a set of the names that both have."""
        return set(self) & set(other)

    def __sub__(self, other):
        """Return a set of the names that the other has not."""
        return set(self) - set(other)

    def __xor__(self, other):
        """Return a set of the names that only one of the two has."""
        return set(self) ^ set(other)

    def __ror__(self, other):
        """Return a set with the names of both."""
        return set(other) | set(self)

    def __rand__(self, other):
        """Return a set of the names that both have."""
        return set(other) & set(self)

    def __rsub__(self, other):
        """Return a set of the other's names that it has not."""
        return set(other) - set(self)

    def __rxor__(self, other):
        """Return a set of the names that only one of the two has."""
        return set(other) ^ set(self)

    def __le__(self, other):
        """Tell whether another set has all names."""
        return set(self) <= set(other)

    def __ge__(self, other):
        """Tell whether it has all names of another set."""
        return set(self) >= set(other)

    def __lt__(self, other):
        """Tell whether another set has all names, and more."""
        return set(self) < set(other)

    def __gt__(self, other):
        """Tell whether it has all names of another set, and more."""
        return set(self) > set(other)


def _parts(name):
    if not isinstance(name, str):
        raise TypeError(f"The name of a class is text, and this is {name!r}")
    # Without any it is the browser that says what is wrong.
    return name.split() or [name]


if CPYTHON:
    from collections.abc import MutableSet

    MutableSet.register(Classes)
