"""Python objects that the page holds: functions it may call, exceptions that are on their way through it.

An object has one number as long as the page knows it, found again by equality where it can be hashed, so that a bound
method, which is a new object each time it is looked up, is the same listener to `removeEventListener`.
"""

import _offthread_port as port

from ._in_time import inspect

# What the page calls without having been given it has a number that no other gets (protocol.js, BUILTIN).
DECLARED = 0

_objects = {}
_numbers = {}
_next = [1]

# Functions that the page has called and that have not returned, the innermost last.
running = []

# What is to be named in place of a function that only passes calls on.
_named_after = {}


def name_after(wrapper, function):
    """Have a wrapper be known by the function it stands for. Returns the wrapper."""
    _named_after[id(wrapper)] = function
    return wrapper


def _key(value):
    try:
        hash(value)
    except TypeError:
        return ("id", id(value))
    return value


def build_in(number, function):
    """Have the page call a function that it was not given."""
    _objects[number] = function


def id_of(value, worth=inspect):
    """Return the number of an object that is about to be sent.

    `worth` tells whether a function decides about events, and whether it returns a value.
    """
    key = _key(value)
    number = _numbers.get(key)
    if number is None:
        number = _next[0]
        _next[0] = number + 1
        _numbers[key] = number
        _objects[number] = value
        if not isinstance(value, BaseException):
            decides, answers = worth(value)
            if decides or answers:
                port.describe_callable(number, decides, answers)
    return number


def get(number):
    """Return the object under a number."""
    return _objects[number]


def find(number):
    """Return the object under a number, or None where the page has let go of it."""
    return _objects.get(number)


def forget(number):
    """Drop an object that the page has let go of."""
    value = _objects.pop(number, None)
    if value is not None:
        _numbers.pop(_key(value), None)
        _named_after.pop(id(value), None)


def running_now():
    """Return what a reader knows the function by that the page has called."""
    return describe(running[-1]) if running else "The handler"


def describe(function):
    """Return what a reader knows a function by: its name, and its file and line where the interpreter tells."""
    function = _named_after.get(id(function), function)
    function = getattr(function, "__func__", function)
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", None) or repr(function)
    code = getattr(function, "__code__", None)
    if code is None or not hasattr(code, "co_firstlineno"):
        return name
    return f"{name} ({code.co_filename}, line {code.co_firstlineno})"
