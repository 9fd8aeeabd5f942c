"""Values between Python and the page: what is sent by copy, what comes back, and what an operation came to.

Sending: None, bool, int, float, str, bytes and other buffers, list, tuple, range, dict, set, datetime and exceptions go
by value; remote objects and callables by reference. A `None` argument is `undefined`, as if it had been left out; as
the value of a property or inside a container it is `null`.
"""

import _offthread_port as port

from . import _callables
from . import _status as S
from ._failures import failed
from ._native import (
    CPYTHON,
    JSNULL,
    PLAIN,
    crosses,
    fill_buffer,
    isinstance,
    method_name,
    native_value,
    put_buffer,
    take_bytes,
    typed_array,
)
from .errors import EncodeError, LimitError, exception

_take = port.take
_next = port.advance
_operate = port.operate
_put = port.put
_commit = port.commit
_MAX_DEPTH = port.max_depth

# Two bits an argument: what it is. They match ARGUMENT in near_end/port.js.
_REFERENCE = 1
_CALLABLE = 2
_NULL = 3

_FUNCTIONS = (type(lambda: None), type([].append), type(print))
_EPOCH = []


class BigInt(int):
    """An integer that is a BigInt in JavaScript whatever its size; integers beyond 2**53 always are."""


if CPYTHON:
    from _offthread_core import Remote as RemoteBase
else:

    class RemoteBase:
        """What all proxies of page objects have in common; `remote.py` has the classes."""


class RemoteMember:
    """What all methods of page objects have in common."""

    __slots__ = ()


# Numbers of member names.
names = {}


def intern(name):
    """Return the number under which the page knows a member name."""
    number = names.get(name)
    if number is None:
        number = names[name] = port.intern(name)
    return number


# --- sending ---------------------------------------------------------------------------------------------------------


def operate(op, receiver, name, args=(), null=False):
    """Run an operation of the page and return its status.

    `args` are Python values; with `null`, None among them is `null` instead of `undefined`.
    """
    if not name:
        number = 0
    else:
        number = intern(name)
        if not number:
            # Beyond the table of names, the name is the first argument.
            args = (name,) + tuple(args)
    mask = shift = 0
    values = []
    for value in args:
        if type(value) in PLAIN:
            if not crosses(value):
                return _operate_long(op, receiver, number, args, null)
            values.append(value)
        elif value is None:
            if null:
                mask |= _NULL << shift
            values.append(None)
        elif isinstance(value, RemoteBase):
            mask |= _REFERENCE << shift
            values.append(value._ot_ref)
        elif isinstance(value, _FUNCTIONS):
            mask |= _CALLABLE << shift
            values.append(_callables.id_of(value))
        else:
            return _operate_long(op, receiver, number, args, null)
        shift += 2
    if shift > 30:
        return _operate_long(op, receiver, number, args, null)
    return _operate(op, receiver, number, mask, *values)


def _operate_long(op, receiver, number, args, null):
    """Run an operation whose arguments have to be put one by one."""
    buffers = []
    check(port.begin(op, receiver, number))
    put_all(args, null, buffers)
    status = _commit(len(args))
    for _ in range(port.changes()):
        fill_buffer(buffers[port.change()])
    return status


def put_all(args, null, buffers):
    """Put the arguments of the open command, or give it up."""
    try:
        for value in args:
            if value is None and not null:
                check(_put(None))
            else:
                put(value, 0, buffers)
    except BaseException:
        port.abort()
        raise


def check(status):
    """Raise what a step of a command failed with."""
    if status:
        finish(status)


def put(value, depth, buffers):
    """Put one value into the open command. Writable buffers are appended to `buffers`."""
    kind = type(value)
    if value is None:
        check(port.put_null())
    elif kind in PLAIN and crosses(value):
        check(_put(value))
    elif isinstance(value, RemoteBase):
        check(port.put_reference(value._ot_ref))
    elif isinstance(value, RemoteMember):
        value._ot_put()
    elif kind is bool or isinstance(value, int):
        _put_integer(int(value), isinstance(value, BigInt))
    elif isinstance(value, str):
        check(_put(str(value)) if CPYTHON else port.put_text(_utf16(value)))
    elif isinstance(value, float):
        check(_put(float(value)))
    elif depth >= _MAX_DEPTH:
        raise _limit_error("A container's nesting", depth + 1, _MAX_DEPTH, "depth")
    elif isinstance(value, (list, tuple, range)):
        check(port.open_list(len(value)))
        for item in value:
            put(item, depth + 1, buffers)
    elif isinstance(value, dict):
        _put_dict(value, depth, buffers)
    elif isinstance(value, (set, frozenset)):
        check(port.open_set(len(value)))
        for item in value:
            put(item, depth + 1, buffers)
        check(port.end())
    elif _is_buffer(value):
        status, writable = put_buffer(value)
        check(status)
        if writable:
            buffers.append(value)
    elif isinstance(value, BaseException):
        thrown = getattr(value, "thrown", None)
        if thrown is not None:
            put(thrown, depth, buffers)
        else:
            check(port.put_error(kind.__name__, str(value), ""))
    elif value is JSNULL:
        check(port.put_null())
    elif (known := native_value(value)) is not value:
        put(known, depth, buffers)
    elif callable(value):
        name = method_name(value)
        if name is None:
            check(port.put_callable(_callables.id_of(value)))
        else:
            check(port.put_method(value.__self__._ot_ref, name))
    elif kind.__name__ == "datetime" and hasattr(value, "isoformat"):
        check(port.put_date(_milliseconds(value)))
    elif isinstance(getattr(value, "_dom_element", None), RemoteBase):
        # An element of pyscript.web is one of the page.
        check(port.put_reference(value._dom_element._ot_ref))
    else:
        raise EncodeError(
            f"An object of type {kind.__name__} cannot be sent to the page: send its data (list, dict, str, bytes …) "
            "or a function [OT202]",
            "EncodeError",
        )


def _limit_error(what, size, limit, key):
    # The words of sync_bridge/errors.js, for what is noticed before it gets there.
    text = "%s has %d, the limit is %d. Send less at a time or raise bridge.limits.%s in the config [OT201]"
    return LimitError(text % (what, size, limit, key), "LimitError")


def _put_integer(number, big):
    digits = abs(number)
    # Checked first, as writing the digits of an integer takes MicroPython time by the square of their number.
    if digits >> (8 * port.max_bigint_bytes):
        raise _limit_error("An integer", port.max_bigint_bytes + 1, port.max_bigint_bytes, "bigintBytes")
    check(port.put_integer(hex(digits)[2:], number < 0, big))


def _put_dict(value, depth, buffers):
    if all(isinstance(key, str) for key in value):
        check(port.open_dict(len(value)))
        for key in value:
            put(key, depth + 1, buffers)
            put(value[key], depth + 1, buffers)
        return
    # An object of JavaScript has only text for keys; a Map keeps others what they are.
    check(port.open_map(len(value)))
    for key in value:
        put(key, depth + 1, buffers)
        put(value[key], depth + 1, buffers)
    check(port.end())


def _is_buffer(value):
    if isinstance(value, (bytes, bytearray, memoryview)):
        return True
    if hasattr(value, "__iter__") or not CPYTHON:
        try:
            memoryview(value)
        except TypeError:
            return False
        return True
    return False


def _utf16(text):
    units = []
    for character in text:
        code = ord(character)
        if code > 0xFFFF:
            code -= 0x10000
            units.append(f"{0xD800 | (code >> 10):04x}{0xDC00 | (code & 0x3FF):04x}")
        else:
            units.append(f"{code:04x}")
    return "".join(units)


def _from_utf16(units):
    codes = [int(units[at : at + 4], 16) for at in range(0, len(units), 4)]
    text = []
    at = 0
    while at < len(codes):
        code = codes[at]
        at += 1
        if 0xD800 <= code < 0xDC00 and at < len(codes) and 0xDC00 <= codes[at] < 0xE000:
            code = 0x10000 + ((code - 0xD800) << 10) + (codes[at] - 0xDC00)
            at += 1
        text.append(chr(code))
    return "".join(text)


def _epoch():
    if not _EPOCH:
        from datetime import datetime, timedelta, timezone

        _EPOCH.append(datetime(1970, 1, 1, tzinfo=timezone.utc))
        _EPOCH.append(timedelta)
    return _EPOCH


def _milliseconds(value):
    if value.tzinfo is None:
        return value.timestamp() * 1000
    epoch = _epoch()[0]
    since = value - epoch
    return since.days * 86400000 + since.seconds * 1000 + since.microseconds / 1000


# --- receiving -------------------------------------------------------------------------------------------------------


def finish(status):
    """Return the value of a status, or raise what it says."""
    if status == S.VALUE:
        return _take()
    if status >= S.REFERENCE:
        return _make_remote(status - S.REFERENCE, _take())
    if status <= S.UNDEFINED:
        return None
    if status in (S.LIST, S.DICT, S.MAP, S.SET):
        count = _take()
        return _container(status, count, _take())
    if status == S.EXCEPTION:
        return _error_value(_take())
    return _scalar(status)


def read(walk):
    """Read the next value of a walk."""
    status = _next(walk)
    if status == S.VALUE:
        return _take()
    if status >= S.REFERENCE:
        return _make_remote(status - S.REFERENCE, _take())
    if status <= S.UNDEFINED:
        return None
    if status in (S.LIST, S.DICT, S.MAP, S.SET):
        return _container(status, _take(), walk)
    if status == S.EXCEPTION:
        return _error_value(walk)
    return _scalar(status)


def _container(status, count, walk):
    if status == S.LIST:
        return [read(walk) for _ in range(count)]
    if status == S.SET:
        return {_hashable(read(walk)) for _ in range(count)}
    result = {}
    for _ in range(count):
        key = read(walk)
        result[_hashable(key)] = read(walk)
    return result


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value


def _error_value(walk):
    name, message, stack = read(walk), read(walk), read(walk)
    return exception(name, message, stack, None)


def _scalar(status):
    if status == S.INTEGER:
        return int(_take(), 16)
    if status == S.BIGINT:
        return BigInt(int(_take(), 16))
    if status == S.FLOAT:
        return float(_take())
    if status == S.BYTES:
        return take_bytes()
    if status == S.TYPED_ARRAY:
        return typed_array(_take())
    if status == S.DATE:
        return _datetime(float(_take()))
    if status == S.TEXT:
        return _from_utf16(_take())
    if status == S.CALLABLE:
        return _callables.get(_take())
    if status == S.THROWN:
        raise thrown(_take())
    if status == S.FAILED:
        count = _take()
        walk = _take()
        raise failed(count, lambda: read(walk))
    if status == S.INTERRUPTED:
        raise KeyboardInterrupt
    raise LookupError("the page does not have it")


def _datetime(milliseconds):
    if milliseconds != milliseconds:
        return None  # an invalid Date
    epoch, timedelta = _epoch()
    return epoch + timedelta(milliseconds=milliseconds)


def thrown(walk):
    """Make the exception that a walk describes: Python's own, where it came from here."""
    return make_exception(read(walk), read(walk), read(walk), read(walk))


def make_exception(name, message, stack, value):
    """Make the exception for what the page threw: Python's own, where it came from here."""
    if isinstance(value, BaseException):
        return value
    if name == "LateEventError":
        message = message.replace(" [", _LATE % _callables.running_now() + " [")
    error = exception(name, message, stack, value)
    error.from_page = True
    return error


_LATE = (
    ". %s was not called in time: register it with sync=True, let the page decide (prevent_default=True), "
    "and decide before the first await"
)


def on_reference(make):
    """Set what makes a proxy of an interface id and a reference; `remote.py` does, which imports this module."""
    global _make_remote
    _make_remote = make


_make_remote = None
