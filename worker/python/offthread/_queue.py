"""Commands that nobody waits for, on their way to the near end.

A call into JavaScript costs CPython as much as a dozen bytecodes, so it collects commands in a list and hands over many
at once, as marshal bytes; how many at a time, the near end says after each delivery: one, unless they come in quick
succession. Whatever waits hands over first. MicroPython hands over each command at once: this file does little there.

CPython also remembers the place in the program that issued a command, should that fail. MicroPython does not tell who
called a function.
"""

import _offthread_port as port

from ._native import CPYTHON

if CPYTHON:
    import signal
    import weakref
    from marshal import dumps

    _take_commands = port.take_commands
    # Where a bytes object has its bytes: behind its header, which ends with the first byte of the content.
    _CONTENT = bytes.__basicsize__ - 1
    _RELEASE = -1
    _MANY_DEAD = 200
    _MANY_PLACES = 16384

    # The number of the delivery, then for each command: form, receiver, number of the result if it has one, operands.
    queue = [0]
    # For each command: code object and offset of the instruction that issued it.
    places = []
    # How long the queue may become.
    limit = [0]
    # Handles of proxies that are gone.
    dead = []
    # Handles by number.
    handles = {}
    # How often the page has introduced objects, beyond the first time, by number.
    again = {}
    _first_ticket = [1]
    # How many want places beyond the fate of their commands.
    keep_places = [0]
    _busy = [False]

    class Handle(weakref.ref):
        """A weak reference to a proxy, with what outlives it.

        Attributes: `id`; `loose`, whether it is a node created here and not put anywhere; `parts`, objects that belong
        to it for good, by name; `owner`, the proxy whose part it is; `alias`, whether the page may know it by another
        number as well.
        """

        __slots__ = ("alias", "id", "loose", "owner", "parts")

    def flush():
        """Hand over all commands."""
        if _busy[0]:
            return  # the page asks, and this is under way
        _busy[0] = True
        try:
            if dead:
                bury()
            data = dumps(queue, 2)
            # An interrupt may come between any two of these lines. Then the same delivery is made once more, and the
            # near end knows by its number and length what it has got already.
            more = _take_commands(id(data) + _CONTENT, len(data))
            if more < 0:
                return  # not now
            limit[0] = more
            queue[:] = (queue[0] + 1,)
        finally:
            _busy[0] = False
        if len(places) > _MANY_PLACES and not keep_places[0]:
            done = port.synced() - _first_ticket[0] + 1
            del places[: 2 * done]
            _first_ticket[0] += done

    def bury():
        """Queue the release of what the proxies stood for that are gone."""
        before = _busy[0]
        _busy[0] = True  # or what the page asks for comes in between and releases the same once more
        gone = dead[:]
        del dead[: len(gone)]  # and not what has died since
        numbers = [handle.id for handle in gone]
        for number in numbers:
            handles.pop(number, None)
        for handle in gone:
            handle.owner = None  # whose list of parts holds this handle
        if again:
            for number in numbers[:]:
                numbers += [number] * again.pop(number, 0)
        # At once, as half a command is none.
        queue.extend([_RELEASE, len(numbers)] + numbers)
        _busy[0] = before

    def flush_pending():
        """Hand over what there is, before something that waits."""
        if len(queue) > 1 or len(dead) > _MANY_DEAD:
            flush()

    def issued():
        """Return what differs after every command and every trip."""
        return queue[0], len(queue), port.round_trips()

    def end_turn():
        """Hand over everything: Python returns to the event loop."""
        if len(queue) > 1 or dead:
            flush()
        limit[0] = 0

    def place_of(ticket):
        """Return file and line of the command with a ticket."""
        at = 2 * (ticket - _first_ticket[0])
        if not 0 <= at < len(places):
            return None
        code = places[at]
        return code.co_filename, line_of(code, places[at + 1])

    def line_of(code, offset):
        """Return the line of an instruction, 0 where it has none."""
        for start, end, line in code.co_lines():
            if start <= offset < end:
                return line or 0
        return 0

    # The page's way to ask for commands that are held here while Python computes without end.
    signal.signal(signal.SIGUSR1, lambda number, frame: flush())

else:
    again = bury = dead = handles = None
    places = keep_places = line_of = None

    def flush():
        """Do nothing: no command is held back."""

    flush_pending = end_turn = flush

    def issued():
        """Return what differs after every command and every trip."""
        return port.commands()

    def place_of(ticket):
        """Return None: MicroPython does not tell who called a function."""
        return None
