"""Where in the program a command was issued that nobody waited for.

CPython remembers it (worker/native/core.c). MicroPython does not tell who called a function.
"""

from ._native import CPYTHON

if CPYTHON:
    import _offthread_core as core

    def place_of(ticket):
        """Return file and line of the command with a ticket, or None where they are forgotten."""
        known = core.place_of(ticket)
        if known is None:
            return None
        code, offset = known
        return code.co_filename, _line_of(code, offset)

    def _line_of(code, offset):
        for start, end, line in code.co_lines():
            if start <= offset < end:
                return line or 0
        return 0

else:

    def place_of(ticket):
        """Return None."""
        return None
