"""Members of interface classes, in MicroPython: what a method or an attribute does, by the rule that Web IDL gives it.

The twin of `_members_cpython.py`. What is common and not waited for is compiled where MicroPython is the build that is
shipped (worker/native/members.c), and calls what is here for the rest; in other builds this does it all.

A call into JavaScript is cheaper here than looking at a value, so operands are handed over as they are, and JavaScript
tells where that does not do (`INEXACT` in near_end/port.js): then they go the long way.
"""

import _offthread_port as port

from . import _status as S
from ._native import isinstance
from ._objects import RemoteObject, get_attribute, js_name, options
from ._rules import are_fit, is_plain, is_simple_selector, may_set, valid_names
from ._values import RemoteBase, check, finish, intern, operate, put_all

_OP = port.op
_GET = _OP.GET
_SET = _OP.SET
_CALL = _OP.CALL
_RETURNS = {"1": port.flags.RETURNS_FIRST, "2": port.flags.RETURNS_SECOND}
_VALUE = S.VALUE
_get_member = port.get_member
_take = port.take
_defer_text = port.defer_text
_defer_texts = port.defer_texts
_defer_numbers = port.defer_numbers
# Whole numbers cross unbent below this, and are no objects.
_SMALL = 0x3FFFFFFF
_call = port.call
_call_with_text = port.call_with_text
_put_in = port.put_in
_create = port.create
_build = port.build
_part = port.part
_take_loose = port.take_loose
_set = object.__setattr__
_new = object.__new__

# The level now; `_modes.py` changes it.
level = 1


class _Example:
    pass


def _attach():
    """Return what makes compiled members of each kind of what stands in for them, and what tells them something."""
    example = _Example()
    example._ot_ref = port.token_example
    take = port.take_made
    made = [None] * 8
    if port.attach_members(
        id(made),
        id(str),
        id(lambda: made),
        id(example),
        id("_ot_ref"),
        id(example._ot_ref),
        id(take),
        id(None),
        id(_new),
        id(_set),
    ):
        # They know the address alone.
        made.append(take)
        return made
    return [lambda slow, _: slow] * 5 + [lambda *_: None] * 3


_attached = _attach()
_fast_setter, _fast_adding, _fast_texts, _fast_numbers, _fast_creating, _ready, _know, _set_fast_level = _attached[:8]
# What they call, which is held by nobody else.
_slow = []


def _fast(make, slow, name):
    _slow.append(slow)
    return make(slow, name)


def set_level(value):
    """Set how much is waited for: 0 everything, 1 what may fail in practice, 2 whatever has a result."""
    global level
    level = value
    _set_fast_level(value)


def get_level():
    """Return how much is waited for."""
    return level


def _form(op, name, flags=0):
    number = intern(name)
    return port.form(op, number, flags) if number else -1


def _issue(form, receiver, args, null, result=0):
    """Issue a command with any arguments. Returns False where it has to be waited for: a buffer may be filled."""
    for value in args:
        if isinstance(value, (bytearray, memoryview)):
            return False
    buffers = []
    check(port.begin_form(form, receiver, result))
    put_all(args, null, buffers)
    if buffers:
        port.abort()
        return False
    check(port.issue_form(form, len(args)))
    return True


def _adopt(made, reference):
    proxy = _new(made)
    _set(proxy, "_ot_ref", reference)
    return proxy


# --- attributes ------------------------------------------------------------------------------------------------------


def getter(name):
    """Make what reads an attribute: one trip."""
    number = 0

    def get(self):
        nonlocal number
        if not number:
            number = intern(name)
        status = _get_member(self._ot_ref, number)
        if status == _VALUE:
            return _take()
        return finish(status) if status != S.MISSING and number else get_attribute(self, name)

    return get


def part_getter(name):
    """Make what reads an attribute that is the same object for good: no trip after the first of its kind."""
    form = -1
    made = None
    ask = getter(name)

    def get(self):
        nonlocal form, made
        if level and made is not None and form >= 0:
            reference = _part(form, self._ot_ref)
            if type(reference) is not int:
                return _adopt(made, reference)
        part = ask(self)
        if made is None and isinstance(part, RemoteObject):
            made = type(part)
            form = _form(_GET, name)
        return part

    return get


def setter(name, rule):
    """Make what sets an attribute: no trip where that cannot fail in practice."""
    # Of numbers and handlers it matters what text they are given.
    text = -2 if rule[:1] == "W" and rule[1:2] not in ("d", "e") else -1
    form = -2

    def set(self, value):
        nonlocal text, form
        if level and text >= 0:
            try:
                # What begins with a byte order mark would lose it, what holds a NUL be cut. No text: a TypeError.
                if value < "\ufeff" and "\0" not in value and not _defer_text(text, self._ot_ref, value):
                    return
            except TypeError:
                pass
        if level and may_set(rule, value, level):
            if form == -2:
                form = _form(_SET, js_name(name))
                if text == -2:
                    text = form
                    _ready(fast, text)
            if form >= 0 and _issue(form, self._ot_ref, (value,), True):
                return
        finish(operate(_SET, self._ot_ref, js_name(name), (value,), True))

    fast = _fast(_fast_setter, set, name) if text == -2 else set
    return fast


def set_attribute(self, name, value):
    """Set an attribute that has no descriptor."""
    cls = type(self)
    if level and cls._ot_wildcard and name not in cls._ot_methods:
        set = cls._ot_setters.get(name)
        if set is None:
            set = cls._ot_setters[name] = setter(name, cls._ot_wildcard)
        return set(self, value)
    finish(operate(_SET, self._ot_ref, js_name(name), (value,), True))


# --- methods ---------------------------------------------------------------------------------------------------------


def _is_addable(args):
    """Tell whether all are text or loose nodes, created here and not put anywhere, which they then are no more."""
    for value in args:
        if not isinstance(value, str) and not (isinstance(value, RemoteBase) and port.is_loose(value._ot_ref)):
            return False
    for value in args:
        if not isinstance(value, str):
            _take_loose(value._ot_ref)
    return True


def _waiting(self, name, args, kwargs):
    if kwargs:
        args = options(args, kwargs)
    return finish(operate(_CALL, self._ot_ref, name, args))


def method(name, rule, signature):
    """Make a method by its rule."""
    first = rule[:1]
    if rule == "Vn":
        return _adding(name)
    if rule == "Va" and signature.count(",") == 1:
        return _two_texts(name)
    if rule == "V" and _are_numbers(signature):
        make = _NUMERIC.get(signature.count(",") + 1)
        if make:
            return make(name)
    if first == "V" or rule == "v":
        return _void(name, rule)
    if first == "1" or first == "2":
        return _returning(name, rule)
    if rule != "Nt" and (first == "N" or first == "P"):
        return _making(name, rule)

    number = 0

    def call(self, *args, **kwargs):
        nonlocal number
        if not number:
            number = intern(name)
        if number and len(args) < 2 and not kwargs:
            if not args:
                return finish(_call(self._ot_ref, number))
            try:
                text = args[0]
                # See `setter`.
                if text < "\ufeff" and "\0" not in text:
                    status = _call_with_text(self._ot_ref, number, text)
                    if status >= 0:
                        return finish(status)
            except TypeError:
                pass  # no text
        return _waiting(self, name, args, kwargs)

    return call


# Functions with `*args` or `**kwargs` make a tuple or a dict for every call, so what is called a thousand times a frame
# has all its parameters. In these, anything that is uncommon raises an error that is caught, or falls through.

_NOTHING = object()


def _adding(name):
    form = -2

    def call(self, node=_NOTHING, *rest):
        nonlocal form
        if level and form >= 0 and not rest:
            try:
                if not _put_in(form, self._ot_ref, node._ot_ref):
                    return None
            except AttributeError:
                pass  # text
        args = () if node is _NOTHING else (node,) + rest
        if form == -2:
            form = _form(_CALL, name)
            _ready(fast, form)
        if level and form >= 0 and (level == 2 or _is_addable(args)) and _issue(form, self._ot_ref, args, False):
            return None
        return _waiting(self, name, args, None)

    fast = _fast(_fast_adding, call, name)
    return fast


def _two_texts(name):
    form = -2

    def call(self, a, b, *rest):
        nonlocal form
        if level and form >= 0 and not rest:
            try:
                # See `setter`.
                if a in valid_names and b < "\ufeff" and "\0" not in b and not _defer_texts(form, self._ot_ref, a, b):
                    _know(fast, a, None)
                    return None
            except TypeError:
                pass
        if form == -2:
            form = _form(_CALL, name)
            _ready(fast, form)
        return _unawaited(self, name, form, "Va", (a, b) + rest)

    fast = _fast(_fast_texts, call, name)
    return fast


def _two_numbers(name):
    form = -2

    def call(self, a, b, *rest):
        nonlocal form
        if level and form >= 0 and not rest:
            try:
                if -_SMALL < a < _SMALL and -_SMALL < b < _SMALL and not _defer_numbers(form, self._ot_ref, a, b):
                    return None
            except TypeError:
                pass
        if form == -2:
            form = _form(_CALL, name)
            _ready(fast, form)
        return _unawaited(self, name, form, "V", (a, b) + rest)

    fast = _fast(_fast_numbers, call, name)
    return fast


def _four_numbers(name):
    form = -2

    def call(self, a, b, c, d, *rest):
        nonlocal form
        if level and form >= 0 and not rest:
            try:
                if (
                    -_SMALL < a < _SMALL
                    and -_SMALL < b < _SMALL
                    and -_SMALL < c < _SMALL
                    and -_SMALL < d < _SMALL
                    and not _defer_numbers(form, self._ot_ref, a, b, c, d)
                ):
                    return None
            except TypeError:
                pass
        if form == -2:
            form = _form(_CALL, name)
            _ready(fast, form)
        return _unawaited(self, name, form, "V", (a, b, c, d) + rest)

    fast = _fast(_fast_numbers, call, name)
    return fast


_NUMERIC = {2: _two_numbers, 4: _four_numbers}


def _are_numbers(signature):
    """Tell whether all parameters are numbers, none of them optional."""
    inside = signature[signature.find("(") + 1 : signature.rfind(")")]
    return bool(inside) and "\n" not in signature and all(map(_is_number, inside.split(",")))


def _is_number(parameter):
    words = parameter.split()
    return words[0] in ("double", "unrestricted", "float", "long", "short", "octet", "unsigned")


def _unawaited(self, name, form, rule, args):
    """Do without an answer what may be done so."""
    if level and form >= 0 and (level == 2 or are_fit(rule, args)) and _issue(form, self._ot_ref, args, False):
        return None
    return _waiting(self, name, args, None)


def _void(name, rule):
    form = -2
    always = len(rule) == 1
    need = 1 if rule[0] == "V" else 2

    def call(self, *args, **kwargs):
        nonlocal form
        if level >= need:
            if form >= 0 and args and always and not kwargs:
                try:
                    for value in args:
                        if not -_SMALL < value < _SMALL:
                            break
                    else:
                        if not _defer_numbers(form, self._ot_ref, *args):
                            return None
                except TypeError:
                    pass  # no numbers
            if form == -2:
                form = _form(_CALL, name)
            if kwargs:
                args = options(args, kwargs)
                kwargs = None
            if form >= 0 and (level == 2 or are_fit(rule, args)) and _issue(form, self._ot_ref, args, False):
                return None
        return _waiting(self, name, args, kwargs)

    return call


def _returning(name, rule):
    form = -2
    at = int(rule[0]) - 1
    safe = rule[1:] == "n"

    def call(self, *args):
        nonlocal form
        if level and len(args) > at:
            value = args[at]
            if isinstance(value, RemoteBase) and (level == 2 or (safe and len(args) == 1 and _is_addable(args))):
                if form == -2:
                    form = _form(_CALL, name, _RETURNS[rule[0]])
                if form >= 0 and _issue(form, self._ot_ref, args, False):
                    return value
        return _waiting(self, name, args, None)

    return call


# Classes of elements by tag name, as this document has made them.
_tags = {}
# Classes of interfaces of this page's browser by name.
own_classes = {}
_variant_of = [None]


def on_variant(make):
    """Set what makes the class of nodes with given names; `remote.py` does, which imports this module."""
    _variant_of[0] = make


def _class_of_tag(tag):
    made = own_classes.get(port.tag_interface(tag))
    if made is None:
        return None
    made = _tags[tag] = _variant_of[0](made, (1, tag.upper(), tag, None, "http://www.w3.org/1999/xhtml"))
    return made


def _making(name, rule):
    form = -2
    made = None
    clones = rule == "Nk"
    selects = rule == "Nq"
    promises = rule[0] == "P"

    def call(self, *args, **kwargs):
        nonlocal form, made
        if level:
            cls = type(self) if clones else made
            if cls is not None and (not selects or (len(args) == 1 and is_simple_selector(args[0]))):
                if form == -2:
                    form = _form(_CALL, name)
                if kwargs:
                    args = options(args, kwargs)
                    kwargs = None
                if form >= 0 and (promises or all(map(is_plain, args))):
                    reference = port.allocate(promises)
                    if _issue(form, self._ot_ref, args, False, reference):
                        if not promises:
                            port.set_loose(reference)
                        return _adopt(cls, reference)
        result = _waiting(self, name, args, kwargs)
        if isinstance(result, RemoteObject):
            if made is None:
                made = type(result)
            if not promises:
                port.set_loose(result._ot_ref)
        return result

    return call


def select_all(node, selector):
    """Return `node.querySelectorAll(selector)` without a trip: of a mistake in it the next operation that waits tells.

    So that it stays the caller's, that has to be iterating over the result.
    """
    made = own_classes.get("NodeList")
    if level and made is not None and isinstance(selector, str) and node._ot_rules.get("querySelectorAll") == "Nq":
        form = _form(_CALL, "querySelectorAll")
        reference = port.allocate(False)
        if form >= 0 and _issue(form, node._ot_ref, (selector,), False, reference):
            return _adopt(made, reference)
    return node.querySelectorAll(selector)


def creating(name):
    """Make createElement of documents whose elements are HTML's."""
    form = -2

    def call(self, tag=_NOTHING, *rest):
        nonlocal form
        if level and not rest:
            try:
                made = _tags[tag]
            except (KeyError, TypeError):
                made = _class_of_tag(tag) if isinstance(tag, str) else None
            if made is not None:
                if form < 0:
                    form = _form(_CALL, name)
                    _ready(fast, form)
                _know(fast, tag, made)
                proxy = _new(made)
                _set(proxy, "_ot_ref", _create(form, self._ot_ref, tag))
                return proxy
        result = _waiting(self, name, () if tag is _NOTHING else (tag,) + rest, None)
        if isinstance(result, RemoteObject):
            port.set_loose(result._ot_ref)
        return result

    fast = _fast(_fast_creating, call, name)
    return fast


# For each tag the commands that make an element of it and append to it, and what is known of setting its attributes.
_builders = {}


def _builder(document, tag):
    made = _tags.get(tag) or _class_of_tag(tag)
    if made is None or document._ot_rules.get("createElement") != "Nt" or made._ot_rules.get("append") != "Vn":
        return None
    known = _builders[tag] = (made, _form(_CALL, "createElement"), _form(_CALL, "append"), {})
    return known


def _text_form(made, name):
    """Return the command that sets an attribute to text, -1 where only the long way does."""
    rule = made._ot_rules.get(name) or ""
    return _form(_SET, js_name(name)) if rule[:1] in ("W", "w") or rule[:2] == "sW" else -1


def build(document, tag, texts, children):
    """Return a new element with attributes that are text, and with nodes and texts appended: no trip, one crossing.

    `texts` is a dict, from which attributes are taken out that could be set; None is returned, and nothing done, where
    the long way has to be gone.
    """
    if not level:
        return None
    known = _builders.get(tag) or _builder(document, tag)
    if known is None:
        return None
    made, create, append, forms = known
    parts = []
    length = 0
    done = []
    for name in texts:
        form = forms.get(name)
        if form is None:
            form = forms[name] = _text_form(made, name)
        value = texts[name]
        if form >= 0 and isinstance(value, str):
            length += len(value)
            parts.append(form)
            parts.append(value)
            done.append(name)
    for child in children:
        if isinstance(child, str):
            length += len(child)
        parts.append(child)
    reference = _build(create, document._ot_ref, tag, append, length, *parts)
    if reference is None:
        return None
    if type(reference) is int:
        finish(reference)
    for name in done:
        del texts[name]
    return _adopt(made, reference)


def property_of(name, rule, signature):
    """Make the descriptor of an attribute."""
    get = part_getter(name) if rule[:1] == "s" else getter(name)
    return property(get, setter(name, rule))


def class_constants(cls):
    """Return what each class has to repeat, as a lookup climbs from class to class."""
    return {"__setattr__": set_attribute}
