"""The codec against Python's `msgpack`: the same bytes for the same values, in both directions."""

from __future__ import annotations

import contextlib
import json
import math
import re
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).parent / "driver.mjs"
SAFE = 2**53 - 1

# Extension types of sync_bridge/protocol.js.
UNDEFINED, REFERENCE, CALLABLE, BIGINT, DATE, TYPED_ARRAY, ILL_FORMED, SET, MAP, ERROR = range(10)


class Codec:
    """The JavaScript codec in a Node process: one line of JSON for each request."""

    def __init__(self) -> None:
        self.failure: str | None = None
        self.process = subprocess.Popen(
            ["node", str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )

    def ask(self, operation: str, data: str) -> Any:
        """Run one operation and return its result, or raise what it failed with."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([operation, data]) + "\n")
        self.process.stdin.flush()
        result = json.loads(self.process.stdout.readline())
        self.failure = result.get("error")
        if self.failure:
            raise ValueError(self.failure)
        return result["value"]

    def recode(self, data: bytes, *, shared: bool = False) -> bytes:
        """Decode bytes in JavaScript and encode the value again."""
        return bytes.fromhex(self.ask("recode-shared" if shared else "recode", data.hex()))

    def describe(self, data: bytes) -> Any:
        """Decode bytes in JavaScript and describe the value as tagged JSON."""
        return self.ask("describe", data.hex())

    def encode(self, expression: str) -> bytes:
        """Encode the value of a JavaScript expression."""
        return bytes.fromhex(self.ask("encode", expression))


@pytest.fixture(scope="module")
def codec() -> Iterator[Codec]:
    """Start the codec once for all tests."""
    codec = Codec()
    yield codec
    codec.process.stdin.close()  # type: ignore[union-attr]
    codec.process.wait(timeout=10)
    codec.process.stdout.close()  # type: ignore[union-attr]


def pack(value: object) -> bytes:
    """Encode with Python's msgpack, what JavaScript cannot tell apart being made the same first."""
    return bytes(msgpack.packb(value, default=to_extension, use_bin_type=True, strict_types=True))


def to_extension(value: object) -> msgpack.ExtType:
    """Encode what msgpack has no type for as the bridge does."""
    if isinstance(value, set):
        return msgpack.ExtType(SET, pack(sorted(value)))
    raise TypeError(type(value))


def javascript_number(value: float) -> int | float:
    """Return what msgpack encodes for a number of JavaScript: an int wherever it is a safe one, but for -0."""
    whole = math.isfinite(value) and value == int(value) and abs(value) <= SAFE
    return int(value) if whole and not (value == 0 and math.copysign(1, value) < 0) else float(value)


integers = st.integers(-SAFE, SAFE)
floats = st.floats(allow_nan=False).map(javascript_number)
text = st.text(alphabet=st.characters(exclude_categories=["Cs"])) | st.text(min_size=60, max_size=300)
scalars = st.none() | st.booleans() | integers | floats | text
values = st.recursive(
    scalars,
    lambda children: st.lists(children, max_size=20) | st.dictionaries(text, children, max_size=20),
    max_leaves=60,
)


@settings(max_examples=500, deadline=None)
@given(value=values)
def test_any_value_has_the_same_bytes_in_both(codec: Codec, value: object) -> None:
    data = pack(value)
    again = codec.recode(data)
    assert msgpack.unpackb(again, strict_map_key=False) == msgpack.unpackb(data, strict_map_key=False)
    # Objects of JavaScript list keys that look like numbers first, so only without such are the bytes the same.
    if not has_numeric_key(value):
        assert again == data
        assert codec.recode(data, shared=True) == data


def has_numeric_key(value: object) -> bool:
    """Tell whether a dict somewhere has a key like "7"."""
    if isinstance(value, dict):
        return any((key.isascii() and key.isdigit()) or has_numeric_key(item) for key, item in value.items())
    return isinstance(value, list) and any(has_numeric_key(item) for item in value)


@settings(max_examples=200, deadline=None)
@given(number=st.integers())
def test_integers_of_any_size(codec: Codec, number: int) -> None:
    data = codec.encode(f"{number}n")
    magnitude = abs(number)
    digits = magnitude.to_bytes(max(1, (magnitude.bit_length() + 7) // 8), "big")
    assert data == pack(msgpack.ExtType(BIGINT, bytes([number < 0]) + digits))
    assert codec.describe(data) == {"bigint": str(number)}


@settings(max_examples=200, deadline=None)
@example(units=[0xFEFF, 0x61])
@example(units=[0xFEFF] * 100)
@example(units=[0xD800])
@given(units=st.lists(st.integers(0, 0xFFFF), max_size=100))
def test_any_utf16_survives(codec: Codec, units: list[int]) -> None:
    data = codec.encode(f"String.fromCharCode({','.join(map(str, units))})")
    assert codec.describe(data) == {"string": units}
    raw = struct.pack(f">{len(units)}H", *units)
    try:
        expected = pack(raw.decode("utf-16-be"))
    except UnicodeDecodeError:
        expected = pack(msgpack.ExtType(ILL_FORMED, raw))
    assert data == expected


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200))
def test_hostile_bytes_are_an_error_or_a_value_but_never_a_crash(codec: Codec, data: bytes) -> None:
    named = ("ProtocolError", "LimitError", "RangeError")
    with contextlib.suppress(ValueError):
        codec.describe(data)
    failure = codec.failure
    assert failure is None or failure.startswith(named), failure


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0", "00"),
        ("127", "7f"),
        ("128", "cc80"),
        ("65535", "cdffff"),
        ("65536", "ce00010000"),
        ("4294967296", "cf0000000100000000"),
        ("9007199254740991", "cf001fffffffffffff"),
        ("-1", "ff"),
        ("-32", "e0"),
        ("-33", "d0df"),
        ("-129", "d1ff7f"),
        ("-32769", "d2ffff7fff"),
        ("-2147483649", "d3ffffffff7fffffff"),
        ("-9007199254740991", "d3ffe0000000000001"),
        ("9007199254740992", "cb4340000000000000"),
        ("-0", "cb8000000000000000"),
        ("1.5", "cb3ff8000000000000"),
        ("NaN", "cb7ff8000000000000"),
        ("Infinity", "cb7ff0000000000000"),
        ("null", "c0"),
        ("true", "c3"),
        ("undefined", "d40000"),
        ("''", "a0"),
        ("'\\ufeffa'", "a4efbbbf61"),
        ("'x'.repeat(31)", "bf" + "78" * 31),
        ("'x'.repeat(32)", "d920" + "78" * 32),
        ("'x'.repeat(256)", "da0100" + "78" * 256),
        ("[]", "90"),
        ("Array(16).fill(0)", "dc0010" + "00" * 16),
        ("({a: 1})", "81a16101"),
        ("({['__proto__']: 1})", "81a95f5f70726f746f5f5f01"),
        ("new Set([1])", "c9000000020791 01"),
        ("new Map([[1, 2]])", "c900000003088101 02"),
        ("new Date(1000)", "d704408f400000000000"),
        ("new Uint8Array([1, 2])", "c70305010102"),
        ("new Uint8Array([9, 1, 2, 9]).subarray(1, 3)", "c70305010102"),
        ("new Float32Array([1])", "c70505080000803f"),
        ("5n", "d5030005"),
    ],
)
def test_golden_vectors(codec: Codec, expression: str, expected: str) -> None:
    assert codec.encode(expression).hex() == expected.replace(" ", "")


def test_binary_of_every_header_size(codec: Codec) -> None:
    for size in (0, 1, 255, 256, 65535, 65536):
        data = pack(bytes(size))
        assert codec.describe(data) == {"bytes": size}


def test_lengths_beyond_the_message_are_refused_before_anything_is_allocated(codec: Codec) -> None:
    for data in ("ddffffffff", "dfffffffff", "c6ffffffff", "dbffffffff", "c9ffffffff05"):
        with pytest.raises(ValueError, match="ends in the middle"):
            codec.describe(bytes.fromhex(data))


def test_nesting_has_a_limit(codec: Codec) -> None:
    codec.describe(b"\x91" * 60 + b"\xc0")
    with pytest.raises(ValueError, match="LimitError"):
        codec.describe(b"\x91" * 100 + b"\xc0")
    with pytest.raises(ValueError, match="LimitError"):
        codec.encode("Array(100).fill(0).reduce((inner) => [inner], [])")


def test_a_trailing_byte_is_an_error(codec: Codec) -> None:
    with pytest.raises(ValueError, match="1 bytes follow"):
        codec.describe(b"\xc0\xc0")


def test_the_native_part_knows_the_numbers_of_the_others() -> None:
    source = (ROOT / "worker/native/core.c").read_text()
    numbers = {name: int(value) for name, value in re.findall(r"\b([A-Z_]+) = (\d+)\b", source)}
    script = "import('./sync_bridge/protocol.js').then(({ EXTENSION }) => console.log(JSON.stringify(EXTENSION)))"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True, cwd=ROOT)
    for name, value in json.loads(done.stdout).items():
        assert numbers.get(f"EXTENSION_{name}", value) == value
    assert numbers["EXTENSION_REFERENCE"] == 1
    channel = (ROOT / "sync_bridge/channels/atomics_near.js").read_text()
    found = re.search(r"COMFORTABLE_BYTES = (\d+)", channel)
    assert found
    assert numbers["ARGUMENTS_BYTES"] < int(found[1])
    members = (ROOT / "worker/python/offthread/_members_cpython.py").read_text()
    found = re.search(r"^(_WAITS, .*) = range\(9\)$", members, re.MULTILINE)
    assert found
    for value, name in enumerate(found[1].split(", ")):
        assert numbers[{"_RETURNS_IT": "RETURNS"}.get(name, name[1:])] == value
    for name in ("LOOSE", "ALIAS"):
        assert f"\n_{name} = {numbers[name]}\n" in members
    assert [numbers[name] for name in ("PLAIN", "TEXT", "FINITE")] == [0, 1, 2]
    assert "_PLAIN, _TEXT, _FINITE = (kind << 32 for kind in range(3))" in members


def test_both_ends_agree_on_the_statuses() -> None:
    numbers: dict[str, object] = {}
    exec((ROOT / "worker/python/offthread/_status.py").read_text(), numbers)
    script = "import('./sync_bridge/near_end/status.js').then(({ STATUS }) => console.log(JSON.stringify(STATUS)))"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout) == {name: value for name, value in numbers.items() if name.isupper()}
