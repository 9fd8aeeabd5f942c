"""Commands that nobody waited for and that failed: the exceptions they would have raised."""

import _offthread_port as port

from ._native import CPYTHON
from ._places import place_of


def failed(count, read):
    """Make the exception for several failures: the first one, with the others chained to it.

    `read()` gives the next field of a failure: index, ticket, what was done, name, message, stack, thrown value.
    """
    errors = [_one(read) for _ in range(count)]
    first = errors[0]
    first.also = errors[1:]
    if CPYTHON:
        at = first
        for error in errors[1:]:
            at.__context__ = error
            at = error
    return first


def _one(read):
    from ._values import make_exception

    read()  # its index
    ticket, operation = read(), read()
    error = make_exception(read(), read(), read(), read())
    error.operation = operation
    place = place_of(ticket)
    error.place = place
    where = f"{operation}, in line {place[1]} of {place[0]}" if place else operation
    note = f"Nobody waited for this command: {where}"
    if CPYTHON:
        error.add_note(note)
    else:
        error.note = note
    return error


def settle():
    """Sync, unless there is nothing to learn."""
    if port.unsettled():
        sync()


def sync():
    """Wait until the page has executed every command so far, and raise what any of them failed with: one trip."""
    from ._values import finish, operate

    finish(operate(port.op.SYNC, port.root, ""))
