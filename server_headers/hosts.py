"""Host names: which ones this server answers to, and which addresses are this machine's own.

A page of a hostile site can reach a loopback server by pointing its own name at 127.0.0.1 (DNS rebinding); then only
the `Host` header gives it away. So the server answers to loopback names, to the host it is bound to, and to names
that the user has allowed.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

_HOST_HEADER = re.compile(r"(?P<name>\[[0-9a-f:.%]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?", re.IGNORECASE | re.ASCII)


def host_name(header: str) -> str | None:
    """Return the lower-case name in a `Host` header, without port and brackets; `None` if it is malformed.

    >>> host_name("[::1]:8000")
    '::1'
    """
    match = _HOST_HEADER.fullmatch(header)
    return match["name"].strip("[]").lower().removesuffix(".") if match else None


def is_loopback(name: str) -> bool:
    """Tell whether a host name or address always means this machine (RFC 6761, section 6.3)."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and address.is_loopback


def is_wildcard(name: str) -> bool:
    """Tell whether a bound address takes connections on every network interface."""
    address = _address(name)
    return address is not None and address.is_unspecified


class AllowedHosts:
    """Decide which host names the server answers to.

    `bound` is the host the server listens on. `extra` are names that the user allows: exact, or with a dot in front
    for a domain and all below it (`.example.test`).
    """

    def __init__(self, bound: str = "127.0.0.1", extra: Iterable[str] = ()) -> None:
        self.bound = bound.strip("[]").lower()
        # With or without a port, as people copy them from the address bar.
        self.extra = tuple(host_name(name) or name.lower() for name in extra)

    def __contains__(self, name: object) -> bool:
        """Tell whether the server answers to `name`, given without port and brackets."""
        if not isinstance(name, str) or not name:
            return False
        if is_loopback(name) or name == self.bound or name in self.extra:
            return True
        # An address cannot be rebound as a name can, and a server on every interface has addresses it does not know.
        if is_wildcard(self.bound) and _address(name) is not None:
            return True
        return any(extra.startswith(".") and f".{name}".endswith(extra) for extra in self.extra)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None
