"""Values as `pyscript.storage` keeps them: as text, from which the same value comes back.

The text is that of a pair (kind, value) in the format of `pyscript.flatted`. What PyScript can keep is written as it
does, with the kinds "null", "generic", "bytearray" and "memoryview". All else has the kind "exact", a format of ours:
each value that JSON would bend is a list that begins with its type.
"""

import math
import struct

from .flatted import parse, stringify

# Beyond this, JavaScript would round.
_SAFE = 2**53 - 1


def to_text(value):
    """Return the text for a value. Raises TypeError where it is of a type that is not kept."""
    if value is None:
        return stringify(["null", 0])
    kind = type(value)
    if kind is bytearray:
        return stringify(["bytearray", list(value)])
    if kind is memoryview and _format(value) == "B":
        return stringify(["memoryview", list(value)])
    if _is_plain(value):
        return stringify(["generic", value])
    return stringify(["exact", _exact(value, [])])


def from_text(text):
    """Return the value of a text. Raises ValueError where it is none that was written by `to_text` or PyScript."""
    if not isinstance(text, str):
        raise ValueError("it is no text")
    pair = parse(text)
    if not isinstance(pair, list) or len(pair) != 2:
        raise ValueError("it is no pair of a kind and a value")
    kind, value = pair
    if kind == "null":
        return None
    if kind == "generic":
        return value
    if kind in ("bytearray", "memoryview"):
        data = bytearray(value)
        return data if kind == "bytearray" else memoryview(data)
    if kind == "exact":
        return _value(value)
    raise ValueError(f"its kind is {kind!r}")


def _is_plain(value):
    """Tell whether JSON gives exactly the value back, containers that refer to themselves included."""
    seen = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        kind = type(item)
        if item is None or kind is bool or kind is str:
            continue
        if kind is int:
            if not -_SAFE <= item <= _SAFE:
                return False
        elif kind is float:
            # The interpreters do not all print as many digits as it takes.
            if math.isnan(item) or math.isinf(item) or float(repr(item)) != item:
                return False
        elif kind is list or kind is dict:
            if id(item) in seen:
                continue
            seen.add(id(item))
            if kind is dict:
                if not all(type(key) is str for key in item):
                    return False
                waiting.extend(item.values())
            else:
                waiting.extend(item)
        else:
            return False
    return True


def _format(view):
    # MicroPython's views of bytes have no format.
    return getattr(view, "format", "B")


def _exact(value, around):
    """Return a value with the name of its type; `around` are the containers that it is in."""
    kind = type(value)
    if value is None or kind is bool or kind is str:
        return value
    if isinstance(value, int):
        return ["int", str(int(value))]
    if isinstance(value, float):
        return ["float", struct.pack(">d", value).hex()]
    if isinstance(value, str):
        return str(value)
    if kind is bytes or kind is bytearray:
        return [kind.__name__, _hex(value)]
    if kind is memoryview:
        return ["memoryview", _hex(bytes(value)), _format(value)]
    if not isinstance(value, (list, tuple, dict)):
        raise TypeError(
            f"A {kind.__name__} cannot be stored. What can: None, bool, int, float, str, bytes, bytearray, memoryview, "
            "and list, tuple and dict of these [OT613]"
        )
    if any(value is one for one in around):
        raise TypeError("A container that is in itself cannot be stored together with tuples or bytes [OT613]")
    inside = around + [value]
    if isinstance(value, dict):
        return ["dict"] + [[_exact(key, inside), _exact(value[key], inside)] for key in value]
    return ["tuple" if isinstance(value, tuple) else "list"] + [_exact(item, inside) for item in value]


def _hex(data):
    # MicroPython makes no text of no bytes, and takes none.
    return data.hex() if data else ""


def _unhex(text):
    return bytes.fromhex(text) if text else b""


def _value(item):
    if not isinstance(item, list):
        return item
    kind, rest = item[0], item[1:]
    if kind == "int":
        return int(rest[0])
    if kind == "float":
        return struct.unpack(">d", _unhex(rest[0]))[0]
    if kind == "bytes":
        return _unhex(rest[0])
    if kind == "bytearray":
        return bytearray(_unhex(rest[0]))
    if kind == "memoryview":
        view = memoryview(bytearray(_unhex(rest[0])))
        return view if rest[1] == "B" else view.cast(rest[1])
    if kind == "dict":
        return {_value(pair[0]): _value(pair[1]) for pair in rest}
    if kind == "list":
        return [_value(part) for part in rest]
    if kind == "tuple":
        return tuple([_value(part) for part in rest])
    raise ValueError(f"it has a value of the type {kind!r}")
