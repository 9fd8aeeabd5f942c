"""Members of interface classes, in CPython: what a method or an attribute does, by the rule that Web IDL gives it.

A rule says which commands need no answer (docs/web_idl.md lists them). Whether that is made use of depends on the
level: 0 waits for everything, 1 for what may fail in practice, 2 for whatever has a result. Each function here has the
common case spelled out, as a function call costs as much as all the rest of it.
"""

from collections import defaultdict
from itertools import count
from sys import _getframe as _frame_at

import _offthread_port as port

from . import _callables
from . import _status as S
from ._objects import RemoteObject, function_of, get_attribute, js_name, options, set_reference
from ._queue import Handle, dead, flush, flush_pending, handles, limit, places, queue
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
_add = queue.extend
_mark = places.extend
_died = dead.append

# How many arguments a form has, and that the first is a reference or a callable, as near_end/unawaited.js reads it.
_ONE = 1 << 16
_TWO = 2 << 16
_MOST = 6
_MASK = 19
_REFERENCE = 1
_CALLABLE = 2
_ONE_NODE = _ONE | _REFERENCE << _MASK
_PLAIN = frozenset((str, int, float, bool, type(None)))
_all_plain = _PLAIN.issuperset

# The level now; `_modes.py` changes it.
level = 1
_next_id = count(1).__next__


def set_level(value):
    """Set how much is waited for: 0 everything, 1 what may fail in practice, 2 whatever has a result."""
    global level
    level = value


def get_level():
    """Return how much is waited for."""
    return level


def _form(op, name, flags=0, makes=False):
    number = intern(name)
    return port.form(op, number, flags, makes) if number else -1


# --- operands --------------------------------------------------------------------------------------------------------

_FUNCTION = type(lambda: None)


def _bare(value):
    """Tell what two bits say of an operand that can be handed over bare, or None."""
    kind = type(value)
    if kind in _PLAIN:
        return 0
    if isinstance(value, RemoteBase):
        return _REFERENCE
    if kind is _FUNCTION:
        return _CALLABLE
    return None


def _issue(form, receiver, args, null, makes=0, depth=2):
    """Issue a command with any arguments. Returns False where it has to be waited for: a buffer may be filled."""
    if len(args) > _MOST:
        return _issue_long(form, receiver, args, null, makes, depth)
    code = form | len(args) << 16
    shift = _MASK
    command = [code, receiver, makes] if makes else [code, receiver]
    for value in args:
        kind = _bare(value)
        if kind is None:
            return _issue_long(form, receiver, args, null, makes, depth)
        if value is None and null:
            kind = 3
        code |= kind << shift
        shift += 2
        if kind == _REFERENCE:
            value = value._ot_ref
        elif kind == _CALLABLE:
            value = _callables.id_of(value)
        command.append(value)
    command[0] = code
    # At once, as what the page asks for may come in between, and half a command is none.
    _add(command)
    frame = _frame_at(depth)
    _mark((frame.f_code, frame.f_lasti))
    if len(queue) > limit[0]:
        flush()
    return True


def _issue_long(form, receiver, args, null, makes, depth):
    for value in args:
        if type(value) is not bytes and isinstance(value, (bytearray, memoryview)):
            return False
    flush_pending()
    buffers = []
    check(port.begin_form(form, receiver, makes))
    put_all(args, null, buffers)
    if buffers:
        port.abort()
        return False
    check(port.issue_form(form, len(args)))
    frame = _frame_at(depth + 1)
    _mark((frame.f_code, frame.f_lasti))
    return True


def _adopt(made, number):
    """Make the proxy for a result that has been given a number here."""
    proxy = made()
    set_reference(proxy, number)
    handle = handles[number] = Handle(proxy, _died)
    handle.id = number
    handle.loose = False
    return proxy


# --- attributes ------------------------------------------------------------------------------------------------------


def getter(name):
    """Make what reads an attribute: one trip."""
    number = 0

    def get(self):
        nonlocal number
        if not number:
            number = intern(name)
        if len(queue) > 1:
            flush()
        status = _get_member(self._ot_ref, number)
        if status == _VALUE:
            return _take()
        return finish(status) if status != S.MISSING and number else get_attribute(self, name)

    return get


def part_getter(name):
    """Make what reads an attribute that is the same object for good: no trip after the first of its kind."""
    form = 0
    made = None
    ask = getter(name)

    def get(self):
        nonlocal form, made
        handle = handles.get(self._ot_ref)
        if handle is None:
            return ask(self)  # it was released
        parts = getattr(handle, "parts", None)
        if parts is not None:
            known = parts.get(name)
            if known is not None:
                part = known()
                if part is not None:
                    return part
        else:
            parts = handle.parts = {}
        if level and made is not None and form >= 0:
            number = _next_id()
            _add((form, self._ot_ref, number))
            frame = _frame_at(1)
            _mark((frame.f_code, frame.f_lasti))
            part = _adopt(made, number)
            known = handles[number]
            known.alias = True
            if len(queue) > limit[0]:
                flush()
        else:
            part = ask(self)
            if not isinstance(part, RemoteObject):
                return part
            made = type(part)
            form = _form(_GET, name, 0, True)
            known = handles[part._ot_ref]
        # The part is found here as long as it lives, and this object lives as long as the part.
        known.owner = self
        parts[name] = known
        return part

    return get


# Numbers of commands that set an attribute to text without an answer, by class and name.
text_forms = defaultdict(dict)


def set_attribute(self, name, value):
    """Set an attribute of the page's object: no trip where that cannot fail in practice."""
    if level == 1 and type(value) is str:
        form = text_forms[type(self)].get(name)
        if form is not None:
            _add((form, self._ot_ref, value))
            frame = _frame_at(1)
            _mark((frame.f_code, frame.f_lasti))
            if len(queue) > limit[0]:
                flush()
            return
    if level:
        cls = type(self)
        rule = cls._ot_rules.get(name) or cls._ot_wildcard
        if rule and may_set(rule, value, level):
            form = cls._ot_setters.get(name)
            if form is None:
                form = cls._ot_setters[name] = _form(_SET, js_name(name))
                if form >= 0 and rule[:1] == "W":
                    text_forms[cls][name] = form | _ONE
            if form >= 0 and _issue(form, self._ot_ref, (value,), True):
                return
    finish(operate(_SET, self._ot_ref, js_name(name), (value,), True))


# --- methods ---------------------------------------------------------------------------------------------------------


def _is_addable(args):
    """Tell whether all are text or loose nodes, created here and not put anywhere, which they then are no more."""
    found = []
    for value in args:
        if type(value) is not str:
            if not isinstance(value, RemoteBase):
                return False
            handle = handles.get(value._ot_ref)
            if handle is None or not handle.loose:
                return False
            found.append(handle)
    for handle in found:
        handle.loose = False
    return True


def _waiting(self, name, args, kwargs):
    if kwargs:
        args = options(args, kwargs)
    return finish(operate(_CALL, self._ot_ref, name, args))


def method(name, rule):
    """Make a method by its rule."""
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
        return _waiting(self, name, args, kwargs)

    return call


def _adding(name):
    form = -2

    def call(self, *args, **kwargs):
        nonlocal form
        if level and not kwargs:
            if form >= 0 and len(args) == 1:
                try:
                    handle = handles[args[0]._ot_ref]
                except (AttributeError, KeyError):
                    pass  # text, say, or what was released
                else:
                    if handle.loose:
                        handle.loose = False
                        _add((form | _ONE_NODE, self._ot_ref, handle.id))
                        frame = _frame_at(1)
                        _mark((frame.f_code, frame.f_lasti))
                        if len(queue) > limit[0]:
                            flush()
                        return None
            if form == -2:
                form = _form(_CALL, name)
            if form >= 0 and (level == 2 or _is_addable(args)) and _issue(form, self._ot_ref, args, False):
                return None
        return _waiting(self, name, args, kwargs)

    return call


def _void(name, rule):
    form = -2
    names = rule == "Va"
    always = len(rule) == 1
    need = 1 if rule[0] == "V" else 2

    def call(self, *args, **kwargs):
        nonlocal form
        if level >= need:
            if (
                form >= 0
                and not kwargs
                and len(args) <= _MOST
                and _all_plain(map(type, args))
                and (always or (names and args and args[0] in valid_names))
            ):
                _add((form | len(args) << 16, self._ot_ref) + args)
                frame = _frame_at(1)
                _mark((frame.f_code, frame.f_lasti))
                if len(queue) > limit[0]:
                    flush()
                return None
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

    def call(self, *args, **kwargs):
        nonlocal form
        if level and len(args) > at and not kwargs:
            value = args[at]
            if (level == 2 and isinstance(value, RemoteBase)) or (
                safe and len(args) == 1 and _is_addable(args) and type(value) is not str
            ):
                if form == -2:
                    form = _form(_CALL, name, _RETURNS[rule[0]])
                if form >= 0 and _issue(form, self._ot_ref, args, False):
                    return value
        return _waiting(self, name, args, kwargs)

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
            if cls is not None and (
                not selects or (len(args) == 1 and type(args[0]) is str and is_simple_selector(args[0]))
            ):
                if form == -2:
                    form = _form(_CALL, name, 0, True)
                if kwargs:
                    args = options(args, kwargs)
                    kwargs = None
                number = _next_id()
                if (
                    form >= 0
                    and (promises or all(map(is_plain, args)))
                    and _issue(form, self._ot_ref, args, False, number)
                ):
                    proxy = _adopt(cls, number)
                    if promises:
                        handles[number].alias = True
                    else:
                        handles[number].loose = True
                    return proxy
        result = _waiting(self, name, args, kwargs)
        if isinstance(result, RemoteObject):
            if made is None:
                made = type(result)
            if not promises:
                handles[result._ot_ref].loose = True
        return result

    return call


def creating(name):
    """Make createElement of documents whose elements are HTML's."""
    form = -2

    def call(self, *args, **kwargs):
        nonlocal form
        if level and len(args) == 1 and not kwargs:
            tag = args[0]
            try:
                made = _tags[tag]
            except (KeyError, TypeError):
                made = _class_of_tag(tag) if type(tag) is str else None
            if made is not None:
                if form < 0:
                    form = _form(_CALL, name, 0, True) | _ONE
                number = _next_id()
                _add((form, self._ot_ref, number, tag))
                frame = _frame_at(1)
                _mark((frame.f_code, frame.f_lasti))
                proxy = made()
                set_reference(proxy, number)
                handle = handles[number] = Handle(proxy, _died)
                handle.id = number
                handle.loose = True
                if len(queue) > limit[0]:
                    flush()
                return proxy
        result = _waiting(self, name, args, kwargs)
        if isinstance(result, RemoteObject):
            handles[result._ot_ref].loose = True
        return result

    return call


# --- what a method offers beside being called ------------------------------------------------------------------------


def dress(function, name, signature):
    """Give a method its name, its signature, and what functions of JavaScript have: bind, call and apply."""
    function.__name__ = function.__qualname__ = name
    function._ot_name = name
    function.bind = _Function(name, "bind")
    function.call = _Function(name, "call")
    function.apply = _Function(name, "apply")
    if signature:
        function.__doc__ = signature
    return function


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
