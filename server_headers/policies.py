"""The isolation policies: which response headers make a page cross-origin isolated.

One table and one function. The middleware and the dev server read both; nothing here knows a server interface.

Browsers give a page `SharedArrayBuffer`, and with it synchronous access to the DOM from a worker, only when it is
cross-origin isolated (HTML Standard, "cross-origin isolation mode").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from .errors import UnknownPolicyError

PolicyName = Literal["coop-coep", "credentialless", "dip", "none"]
ResourcePolicy = Literal["same-origin", "same-site", "cross-origin"]


@dataclass(frozen=True)
class Policy:
    """Describe one policy: its headers and where a page with them is isolated."""

    headers: tuple[tuple[str, str], ...]
    isolated: str


_COOP = ("cross-origin-opener-policy", "same-origin")
_COEP = "cross-origin-embedder-policy"

POLICIES: Mapping[PolicyName, Policy] = MappingProxyType(
    {
        # Every browser. Resources from other origins need CORS or a Cross-Origin-Resource-Policy of their own.
        "coop-coep": Policy((_COOP, (_COEP, "require-corp")), "yes"),
        # Resources from other origins load without cookies instead of being refused.
        "credentialless": Policy((_COOP, (_COEP, "credentialless")), "yes, except in Safari"),
        # Isolates one document and leaves its frames and popups alone, so sign-in popups keep working.
        "dip": Policy((("document-isolation-policy", "isolate-and-credentialless"),), "only in Chrome and Edge"),
        # Adds nothing, to see how a page does on a host that cannot send headers.
        "none": Policy((), "no"),
    }
)

_RESOURCE_POLICIES = ("same-origin", "same-site", "cross-origin")


def isolation_headers(
    policy: PolicyName = "coop-coep", *, resource_policy: ResourcePolicy | None = "same-origin"
) -> tuple[tuple[str, str], ...]:
    """Return the response headers of an isolation policy, names in lower case.

    `resource_policy` is the value of `Cross-Origin-Resource-Policy`: who may embed the response. The default keeps
    other origins out; files that other isolated pages embed need `"cross-origin"`; `None` leaves the header away.
    The policy `"none"` has no headers at all.

    Raises `UnknownPolicyError`, a `ValueError`, for an unknown policy.

    >>> dict(isolation_headers("dip"))["document-isolation-policy"]
    'isolate-and-credentialless'
    """
    if policy not in POLICIES:
        known = ", ".join(POLICIES)
        raise UnknownPolicyError(f"There is no isolation policy {policy!r}. Choose one of: {known} [OT701]")
    if resource_policy is not None and resource_policy not in _RESOURCE_POLICIES:
        known = ", ".join(_RESOURCE_POLICIES)
        raise UnknownPolicyError(
            f"There is no Cross-Origin-Resource-Policy {resource_policy!r}. Choose one of: {known}, or None [OT702]"
        )
    headers = POLICIES[policy].headers
    if headers and resource_policy is not None:
        headers = (*headers, ("cross-origin-resource-policy", resource_policy))
    return headers
