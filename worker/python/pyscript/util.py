"""Small things that code for PyScript uses: bytes of a buffer, what is not there, which functions are asynchronous."""

from offthread import RemoteBuffer
from offthread._native import CPYTHON, isinstance

if CPYTHON:
    import inspect


def as_bytearray(buffer):
    """Return the bytes of an ArrayBuffer or a typed array of the page as a bytearray: one trip for each 256 KB.

    A buffer of Python, or one of the worker's own JavaScript, is copied as well.
    """
    if not isinstance(buffer, RemoteBuffer):
        to_bytes = getattr(buffer, "to_bytes", None)
        return bytearray(to_bytes() if to_bytes is not None and not isinstance(buffer, int) else buffer)
    return bytearray(buffer.to_bytes())


class NotSupported:
    """Something that there is not, and that says so when it is used: `NotSupported("name", "what is the matter")`."""

    def __init__(self, name, error):
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "error", error)

    def __repr__(self):
        return f"<NotSupported {self.name} [{self.error}]>"

    def __getattr__(self, attribute):
        raise AttributeError(self.error)

    def __setattr__(self, attribute, value):
        raise AttributeError(self.error)

    def __call__(self, *args, **kwargs):
        raise TypeError(self.error)


if CPYTHON:

    def is_awaitable(function):
        """Tell whether calling a function gives something to await."""
        return inspect.iscoroutinefunction(function)

else:
    _generator_function = type(lambda: (yield))

    def is_awaitable(function):
        """Tell whether calling a function gives something to await: MicroPython makes no difference to generators."""
        if isinstance(function, _generator_function):
            return True
        # A closure and a bound method tell what they are made of only when they are printed.
        text = repr(function)
        return "<generator>" in text and (text.startswith("<closure") or text.startswith("<bound_method"))
