"""Members of interface classes, in CPython: what a method or an attribute does, by the rule that Web IDL gives it.

A rule says which commands need no answer (docs/web_idl.md lists them). Whether that is made use of depends on the
level: 0 waits for everything, 1 for what may fail in practice, 2 for whatever has a result. The common case of each
member is C (worker/native/core.c), which calls the function here for all others: arguments that are no plain values or
nodes, names that are not known to be valid, the first use of a member.
"""

from collections import defaultdict

import _offthread_core as core
import _offthread_port as port

from . import _status as S
from ._objects import RemoteObject, function_of, get_attribute, js_name, options
from ._rules import are_fit, is_plain, is_simple_selector, may_set, valid_names, valid_selectors, valid_tokens
from ._values import RemoteBase, check, finish, intern, operate, put_all

_OP = port.op
_GET = _OP.GET
_SET = _OP.SET
_CALL = _OP.CALL
_RETURNS = {"1": port.flags.RETURNS_FIRST, "2": port.flags.RETURNS_SECOND}
_VALUE = S.VALUE
_get_member = port.get_member
_take = port.take
_issue_bare = core.issue
_is_loose = core.is_loose
_set_loose = core.set_loose

# What the common case of a member is, as core.c counts it, and of what it makes.
_WAITS, _GETS, _PART, _IGNORES, _ADDS, _RETURNS_IT, _CREATES, _MAKES, _CLONES = range(9)
_LOOSE = 1
_ALIAS = 4

set_level = core.set_level
get_level = core.get_level


def _word(op, name, flags=0):
    """Return what a command does as a number, 0 where the table of names is full."""
    number = intern(name)
    return port.form(op, number, flags) if number else 0


def _member(kind, name, function, need=1, flags=0, valid=None, every=False):
    return core.member(kind, name, function, need, flags, valid, every)


# --- operands --------------------------------------------------------------------------------------------------------


def _issue(word, receiver, args, null=False, makes=0, depth=2):
    """Issue a command with any arguments. Returns False where it has to be waited for: a buffer may be filled.

    `depth` is how many functions of the library are above the program.
    """
    if _issue_bare(word, receiver, args, null, makes, depth):
        return True
    for value in args:
        if type(value) is not bytes and isinstance(value, (bytearray, memoryview)):
            return False
    buffers = []
    check(port.begin_form(word, receiver, makes))
    put_all(args, null, buffers)
    if buffers:
        port.abort()
        return False
    check(port.issue_form(word, len(args)))
    core.mark(port.unawaited(), depth)
    return True


# --- attributes ------------------------------------------------------------------------------------------------------


def getter(name):
    """Make what reads an attribute: one trip."""
    number = 0

    def get(self):
        nonlocal number
        if not number:
            number = intern(name)
            core.enable(member, _word(_GET, name), None)
        status = _get_member(self._ot_ref, number)
        if status == _VALUE:
            return _take()
        return finish(status) if status != S.MISSING and number else get_attribute(self, name)

    member = _member(_GETS, name, get)
    return member


def part_getter(name):
    """Make what reads an attribute that is the same object for good: no trip after the first of its kind."""
    ask = getter(name)

    def get(self):
        part = ask(self)
        if isinstance(part, RemoteObject):
            core.enable(member, _word(_GET, name), type(part))
            core.set_part(self, name, part)
        return part

    member = _member(_PART, name, get)
    return member


# What core.c knows of setting attributes, by class and name: the command, and above it which values need no look.
_common = core.setters
_PLAIN, _TEXT, _FINITE = (kind << 32 for kind in range(3))
_ALLOWED = {"Ws": _PLAIN, "Wx": _PLAIN, "Wb": _PLAIN, "Wi": _PLAIN, "Wu": _PLAIN, "Wd": _FINITE}
_setters = defaultdict(dict)


def set_attribute(self, name, value):
    """Set an attribute of the page's object: no trip where that cannot fail in practice."""
    level = get_level()
    if level:
        cls = type(self)
        rule = cls._ot_rules.get(name) or cls._ot_wildcard
        if rule and may_set(rule, value, level):
            word = _setters[cls].get(name)
            if word is None:
                word = _setters[cls][name] = _word(_SET, js_name(name))
                allowed = _TEXT if rule[:2] == "sW" else _ALLOWED.get(rule)
                if word and allowed is not None:
                    _common.setdefault(cls, {})[name] = word | allowed
            if word and _issue(word, self._ot_ref, (value,), True):
                return
    finish(operate(_SET, self._ot_ref, js_name(name), (value,), True))


# --- methods ---------------------------------------------------------------------------------------------------------


def _is_addable(args):
    """Tell whether all are text or loose nodes, created here and not put anywhere, which they then are no more."""
    found = []
    for value in args:
        if type(value) is not str:
            if not _is_loose(value):
                return False
            found.append(value)
    for node in found:
        _set_loose(node, False)
    return True


def _waiting(self, name, args, kwargs):
    if kwargs:
        args = options(args, kwargs)
    return finish(operate(_CALL, self._ot_ref, name, args))


def method(name, rule, signature):
    """Make a method by its rule."""
    return _dress(_method(name, rule), name, signature)


def _method(name, rule):
    first = rule[:1]
    if rule == "Vn":
        return _adding(name)
    if first == "V" or rule == "v":
        return _void(name, rule)
    if first == "1" or first == "2":
        return _returning(name, rule)
    if rule != "Nt" and (first == "N" or first == "P"):
        return _making(name, rule)

    def call(self, *args, **kwargs):
        core.enable(member, _word(_CALL, name), None)
        return _waiting(self, name, args, kwargs)

    member = _member(_WAITS, name, call)
    return member


def _adding(name):
    word = 0

    def call(self, *args, **kwargs):
        nonlocal word
        level = get_level()
        if level and not kwargs:
            if not word:
                word = _word(_CALL, name)
                core.enable(member, word, None)
            if word and (level == 2 or _is_addable(args)) and _issue(word, self._ot_ref, args):
                return None
        return _waiting(self, name, args, kwargs)

    member = _member(_ADDS, name, call)
    return member


def _void(name, rule):
    word = 0
    need = 1 if rule[0] == "V" else 2

    def call(self, *args, **kwargs):
        nonlocal word
        level = get_level()
        if level >= need:
            if not word:
                word = _word(_CALL, name)
                core.enable(member, word, None)
            if kwargs:
                args = options(args, kwargs)
                kwargs = None
            if word and (level == 2 or are_fit(rule, args)) and _issue(word, self._ot_ref, args):
                return None
        return _waiting(self, name, args, kwargs)

    valid = {"t": valid_tokens, "a": valid_names}.get(rule[1:])
    member = _member(_IGNORES, name, call, need, 0, valid, rule[1:] == "t")
    return member


def _returning(name, rule):
    word = 0
    at = int(rule[0]) - 1
    safe = rule[1:] == "n"

    def call(self, *args, **kwargs):
        nonlocal word
        level = get_level()
        if level and len(args) > at and not kwargs:
            value = args[at]
            if (level == 2 and isinstance(value, RemoteBase)) or (safe and len(args) == 1 and _is_addable(args)):
                if not word:
                    word = _word(_CALL, name, _RETURNS[rule[0]])
                    if safe and at == 0:
                        core.enable(member, word, None)
                if word and _issue(word, self._ot_ref, args):
                    return value
        return _waiting(self, name, args, kwargs)

    member = _member(_RETURNS_IT, name, call)
    return member


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
    word = 0
    made = None
    clones = rule == "Nk"
    selects = rule == "Nq"
    promises = rule[0] == "P"

    def call(self, *args, **kwargs):
        nonlocal word, made
        if get_level():
            cls = type(self) if clones else made
            if cls is not None and (
                not selects or (len(args) == 1 and type(args[0]) is str and is_simple_selector(args[0]))
            ):
                if not word:
                    word = _word(_CALL, name)
                    core.enable(member, word, made)
                if kwargs:
                    args = options(args, kwargs)
                    kwargs = None
                if word and (promises or all(map(is_plain, args))):
                    number = core.next_id()
                    if _issue(word, self._ot_ref, args, False, number):
                        proxy = core.adopt(cls, number, not promises)
                        if promises:
                            core.set_alias(proxy, True)
                        return proxy
        result = _waiting(self, name, args, kwargs)
        if isinstance(result, RemoteObject):
            if made is None:
                made = type(result)
            if not promises:
                _set_loose(result, True)
        return result

    kind = _CLONES if clones else _MAKES
    member = _member(kind, name, call, 1, _ALIAS if promises else _LOOSE, valid_selectors if selects else None)
    return member


def select_all(node, selector):
    """Return `node.querySelectorAll(selector)` without a trip: of a mistake in it the next operation that waits tells.

    So that it stays the caller's, that has to be iterating over the result.
    """
    made = own_classes.get("NodeList")
    if get_level() and made is not None and type(selector) is str:
        rules = node._ot_rules
        word = _word(_CALL, "querySelectorAll") if rules.get("querySelectorAll") == "Nq" else 0
        number = core.next_id()
        if word and _issue(word, node._ot_ref, (selector,), False, number):
            return core.adopt(made, number, False)
    return node.querySelectorAll(selector)


def creating(name):
    """Make createElement of documents whose elements are HTML's."""
    word = 0

    def call(self, *args, **kwargs):
        nonlocal word
        if get_level() and len(args) == 1 and not kwargs:
            tag = args[0]
            made = (_tags.get(tag) or _class_of_tag(tag)) if type(tag) is str else None
            if made is not None:
                if not word:
                    word = _word(_CALL, name)
                    core.enable(member, word, _tags)
                number = core.next_id()
                if word and _issue(word, self._ot_ref, args, False, number):
                    return core.adopt(made, number, True)
        result = _waiting(self, name, args, kwargs)
        if isinstance(result, RemoteObject):
            _set_loose(result, True)
        return result

    member = _member(_CREATES, name, call, 1, _LOOSE)
    return _dress(member, name, "")


# --- what a method offers beside being called ------------------------------------------------------------------------


def _dress(member, name, signature):
    """Give a method its name, its signature, and what functions of JavaScript have: bind, call and apply."""
    function = member.__wrapped__
    function.__name__ = function.__qualname__ = name
    function._ot_name = name
    function.bind = _Function(name, "bind")
    function.call = _Function(name, "call")
    function.apply = _Function(name, "apply")
    if signature:
        function.__doc__ = signature
    return member


class _Function:
    """`element.append.call(other, …)`: a function of the page's function, which is that of the first argument."""

    __slots__ = ("_name", "_what")

    def __init__(self, name, what):
        self._name = name
        self._what = what

    def __call__(self, this, *args):
        """Call it: two trips."""
        return getattr(function_of(this, self._name), self._what)(this, *args)


def property_of(name, rule, signature):
    """Make the descriptor of an attribute. Setting goes through `__setattr__`."""
    get = part_getter(name) if rule[:1] == "s" else getter(name)
    return property(get, None if signature.startswith("readonly") else _settable, None, signature or None)


def _settable(self, value):
    raise AttributeError("set through __setattr__")


def class_constants(cls):
    """Return what each class has to repeat."""
    return {"__slots__": ()}
