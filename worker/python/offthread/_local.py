"""Calls of the worker's own JavaScript, where Python uses it: worker/local/ has the parts.

`await call(part, function, *args)` loads a part when it is first used; `now(…)` calls one that is there and waits for
nothing. Arguments are text that has only ASCII, numbers that fit into 32 bits, and booleans; what else there is goes as
JSON (`ascii_json`) or as bytes.
"""

import json

import _offthread_port as port

from ._native import CPYTHON, keep_local, take_bytes


class LocalError(Exception):
    """What JavaScript has thrown: its `name` and `message`."""

    def __init__(self, name, message):
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message


async def call(part, function, *args, data=None):
    """Call a function of a part, with bytes if there are some. Returns its value, or (value, bytes)."""
    if data is not None:
        keep_local(data)
    outcome = await port.local_call(part, function, *args)
    if outcome.failed:
        raise LocalError(outcome.name, outcome.value)
    if not outcome.has_bytes:
        return outcome.value
    port.local_bytes(outcome)
    return outcome.value, take_bytes()


def now(part, function, *args, data=None):
    """Call a function of a part that has been used before. Returns its value."""
    if data is not None:
        keep_local(data)
    if port.local_now(part, function, *args):
        return port.take()
    name = port.take()
    raise LocalError(name, port.take())


if CPYTHON:
    ascii_json = json.dumps
else:

    def ascii_json(value):
        """Return the JSON of a value in ASCII: other text does not always cross as it is."""
        text = json.dumps(value)
        if len(text) == len(text.encode()):
            return text
        return "".join([character if ord(character) < 128 else _escaped(ord(character)) for character in text])

    def _escaped(code):
        if code < 0x10000:
            return f"\\u{code:04x}"
        code -= 0x10000
        return f"\\u{0xD800 | (code >> 10):04x}\\u{0xDC00 | (code & 0x3FF):04x}"
