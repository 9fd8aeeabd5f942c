"""Python objects that the page holds: functions it may call, exceptions that are on their way through it.

An object has one number as long as the page knows it, found again by equality where it can be hashed, so that a bound
method, which is a new object each time it is looked up, is the same listener to `removeEventListener`.
"""

_objects = {}
_numbers = {}
_next = [1]


def _key(value):
    try:
        hash(value)
    except TypeError:
        return ("id", id(value))
    return value


def id_of(value):
    """Return the number of an object that is about to be sent."""
    key = _key(value)
    number = _numbers.get(key)
    if number is None:
        number = _next[0]
        _next[0] = number + 1
        _numbers[key] = number
        _objects[number] = value
    return number


def get(number):
    """Return the object under a number."""
    return _objects[number]


def forget(number):
    """Drop an object that the page has let go of."""
    value = _objects.pop(number, None)
    if value is not None:
        _numbers.pop(_key(value), None)
