"""Open the socket to listen on.

The server gets an open socket rather than a port number, so that nobody can take the port in between, and so that
port 0 has become a real port by the time its URL is printed.
"""

from __future__ import annotations

import errno
import os
import socket

from .errors import AddressError
from .hosts import is_wildcard

DEFAULT_PORT = 8000
_TRIED_PORTS = 100
_BACKLOG = 128


def listen(host: str, port: int | None = None) -> socket.socket:
    """Return a listening socket; `port` 0 means any free one, `None` the first free one from 8000 on.

    Raises `AddressError` if the host is not this machine's or the port is taken.
    """
    host = host.strip("[]")
    if port is not None:
        return _listen(host, port)
    last = DEFAULT_PORT + _TRIED_PORTS - 1
    for candidate in range(DEFAULT_PORT, last):
        try:
            return _listen(host, candidate)
        except _PortTakenError:
            continue
    return _listen(host, last)


def url_of(listening: socket.socket, host: str) -> str:
    """Return the URL under which a browser on this machine reaches the socket."""
    name = host.strip("[]")
    if is_wildcard(name):
        # Browsers do not treat the wildcard address as trustworthy, so it would not be isolated.
        name = "::1" if ":" in name else "127.0.0.1"
    port = listening.getsockname()[1]
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


class _PortTakenError(AddressError):
    """Say that something else listens on the port."""


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise AddressError(f"Cannot listen on {host!r}: no such host. Try --host 127.0.0.1 [OT731]") from error
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            # A port stays reserved for a minute after a server has stopped; on Windows the same option would let
            # two servers share the port.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        # At once: two sockets may be bound to one port until the first of them listens.
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise _explain(error, host, port) from error
    return listening


def _explain(error: OSError, host: str, port: int) -> AddressError:
    if error.errno == errno.EADDRINUSE:
        return _PortTakenError(f"Port {port} of {host} is in use. Choose another, or --port 0 for a free one [OT732]")
    if error.errno == errno.EACCES:
        return AddressError(f"Port {port} needs administrator rights. Choose one from 1024 on [OT733]")
    if error.errno == errno.EADDRNOTAVAIL:
        return AddressError(f"{host} is not an address of this machine. Try --host 127.0.0.1 [OT734]")
    return AddressError(f"Cannot listen on port {port} of {host}: {error.strerror} [OT735]")
