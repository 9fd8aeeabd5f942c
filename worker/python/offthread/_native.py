"""What differs between the interpreters, in one place: everything else is one source for both.

CPython (Pyodide) and MicroPython differ in how bytes cross, in how they learn that an object has died, in which numbers
and strings the crossing into JavaScript bends, and in their event loops.
"""

import sys

import _offthread_port as port

CPYTHON = sys.implementation.name == "cpython"

# The built-in one, which the library uses: users' is another in MicroPython (`_run.py`).
isinstance = isinstance

# The kinds of buffer that have a number on the wire, by their `struct` code (protocol.js, TYPED_ARRAYS).
_CODES = {"B": 1, "b": 2, "c": 1, "H": 4, "h": 5, "I": 6, "i": 7, "f": 8, "d": 9, "Q": 10, "q": 11}
_FORMATS = {1: "B", 2: "b", 3: "B", 4: "H", 5: "h", 6: "I", 7: "i", 8: "f", 9: "d", 10: "Q", 11: "q"}

if CPYTHON:
    import asyncio
    import inspect
    import types

    from pyodide.ffi import JsDoubleProxy, JsProxy
    from pyodide.ffi import jsnull as JSNULL

    # What crosses into JavaScript and back without being bent.
    PLAIN = frozenset((str, bool, float, int))

    def crosses(value):
        """Tell whether a value of a PLAIN type crosses exactly."""
        return True

    _put_buffer = port.put_buffer
    _take_bytes = port.take_bytes

    def put_buffer(value):
        """Put bytes or any other buffer. Returns the status and whether the callee may change it."""
        view = memoryview(value)
        code = _CODES.get(view.format)
        if code is None:
            # `l` and `L` have the size of the platform's pointers, which on wasm32 are 4 bytes.
            code = {("l", 4): 7, ("L", 4): 6}.get((view.format, view.itemsize), 1)
        if not view.c_contiguous:
            return _put_buffer(view.tobytes(), code, False), False
        writable = not view.readonly
        return _put_buffer(value if isinstance(value, (bytes, bytearray)) else view, code, writable), writable

    def fill_buffer(value):
        """Write the taken bytes back into a buffer that was sent."""
        memoryview(value).cast("B")[:] = _take_bytes().to_bytes()

    def take_bytes():
        """Take the bytes that belong to the last status."""
        return _take_bytes().to_bytes()

    def keep_body(value):
        """Hand over the bytes that the next request sends."""
        port.keep_body(value if isinstance(value, (bytes, bytearray)) else memoryview(value).tobytes())

    def keep_local(value):
        """Hand over the bytes that go with the next call of the worker's JavaScript."""
        port.local_keep(value if isinstance(value, (bytes, bytearray)) else memoryview(value).tobytes())

    def keep_bytes(value):
        """Hand over bytes for an object of the worker's JavaScript."""
        port.object_keep(value if isinstance(value, (bytes, bytearray)) else memoryview(value).tobytes())

    def typed_array(code):
        """Take a typed array as a writable memoryview of its format."""
        view = memoryview(bytearray(take_bytes()))
        return view.cast(_FORMATS.get(code, "B"))

    def native_value(value):
        """Return what an object of the worker's own JavaScript is in Python, as far as it is data or from there."""
        if not isinstance(value, JsProxy):
            return value
        known = value.unwrap() if isinstance(value, JsDoubleProxy) else value.to_py()
        return value if isinstance(known, JsProxy) else known

    def method_name(value):
        """Return the page's name of a method that was taken from a proxy, or None for other callables."""
        return getattr(value.__func__, "_ot_name", None) if isinstance(value, types.MethodType) else None

    is_coroutine = inspect.iscoroutine
    _tasks = set()

    def spawn(coroutine):
        """Run a coroutine on the event loop. The loop itself holds tasks only weakly."""
        task = asyncio.ensure_future(coroutine)
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)

else:
    # asyncio takes its timers from the worker's own `js`, which is replaced later.
    import asyncio

    class _Null:
        """JavaScript's null where None would be undefined: as an argument."""

        def __bool__(self):
            return False

        def __repr__(self):
            return "jsnull"

    JSNULL = _Null()

    PLAIN = frozenset((str, bool, float, int))
    _INT32 = 0x80000000

    def crosses(value):
        """Tell whether a value of a PLAIN type crosses exactly.

        Integers do up to 32 bits. Text ends at a NUL, and where it is longer than a few characters goes through a
        decoder that drops a leading byte order mark and replaces lone surrogates, whose UTF-8 begins with 0xED.
        """
        kind = type(value)
        if kind is int:
            return -_INT32 <= value < _INT32
        if kind is str:
            return "\0" not in value and value[:1] != "\ufeff" and (len(value) < 6 or b"\xed" not in value.encode())
        return True

    # Bytes cross through a device file, whose reads and writes get a view of the interpreter's memory: one copy.
    _device = open("/dev/offthread", "r+b")  # noqa: SIM115 - never closed
    _aim_buffer = port.aim_buffer
    _buffer_status = port.buffer_status
    _load_bytes = port.load_bytes

    def _code_of(value):
        if isinstance(value, (bytes, bytearray, memoryview)):
            return 1
        # An array does not tell its type code, but an empty slice of it prints as array('f').
        return _CODES.get(repr(value[0:0])[7], 1)

    def put_buffer(value):
        """Put bytes or any other buffer. Returns the status and whether the callee may change it."""
        # A memoryview of bytes cannot be told from a writable one without trying.
        writable = not isinstance(value, (bytes, memoryview))
        _aim_buffer(_code_of(value), writable, len(value) == 0)
        if len(value):
            _device.write(value)
        return _buffer_status(), writable

    def fill_buffer(value):
        """Write the taken bytes back into a buffer that was sent."""
        _load_bytes()
        _device.readinto(value)

    def take_bytes():
        """Take the bytes that belong to the last status."""
        size = _load_bytes()
        return _device.read(size) if size else b""

    def keep_body(value):
        """Hand over the bytes that the next request sends."""
        port.aim_body(len(value) == 0)
        if len(value):
            _device.write(value)

    def keep_local(value):
        """Hand over the bytes that go with the next call of the worker's JavaScript."""
        port.aim_local(len(value) == 0, False)
        if len(value):
            _device.write(value)

    def keep_bytes(value):
        """Hand over bytes for an object of the worker's JavaScript."""
        port.aim_local(len(value) == 0, True)
        if len(value):
            _device.write(value)

    def typed_array(code):
        """Take a typed array: a bytearray, or an array of its format."""
        data = take_bytes()
        if code in (0, 1, 3, 12):
            return memoryview(bytearray(data))
        import array

        return array.array(_FORMATS[code], data)

    def native_value(value):
        """Return the value: of the worker's own JavaScript MicroPython tells nothing."""
        return value

    def method_name(value):
        """Return None: a bound method does not tell what it is bound to, so the page calls it as any function."""
        return None

    _coroutine = type((lambda: (yield))())

    def is_coroutine(value):
        """Tell whether a call returned a coroutine; MicroPython knows no difference between those and generators."""
        return isinstance(value, _coroutine)

    def spawn(coroutine):
        """Run a coroutine on the event loop."""
        asyncio.create_task(coroutine)  # noqa: RUF006 - MicroPython's loop holds its tasks
