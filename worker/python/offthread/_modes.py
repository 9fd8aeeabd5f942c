"""How much is waited for, and batches: blocks of a program in which that differs."""

import _offthread_port as port

from .remote import members

_LEVELS = {"strict": 0, "default": 1, "fast": 2}


class _Mode:
    def __init__(self, level):
        self._level = level
        self._before = []

    def __enter__(self):
        self._before.append(members.get_level())
        members.set_level(self._level)
        return self

    def __exit__(self, *_):
        members.set_level(self._before.pop())
        return False


def set_mode(name):
    """Set the mode by its name, for good."""
    members.set_level(_LEVELS[name])


def strict():
    """Wait for every operation, so that each error rises where it was caused.

    with strict():
        form.submit()
    """
    return _Mode(0)


def default():
    """Wait for what may fail in practice and for what has a result that is not known."""
    return _Mode(1)


def fast():
    """Wait only for results. An error rises at the next operation that has one, or at the end of the turn.

    with fast():
        for row in rows:
            row.remove()
    """
    return _Mode(2)


class batch:
    """Apply all that is written in the block in one task of the page, so that no half of it is ever painted.

        with batch():
            old.remove()
            host.append(new)

    What is read inside sees what was written; the page then waits for the end of the block, for 100 ms at most. Blocks
    may be nested; after an exception, what was written before it is applied.
    """

    def __enter__(self):
        port.begin_batch()
        return self

    def __exit__(self, *_):
        port.end_batch()
        return False
