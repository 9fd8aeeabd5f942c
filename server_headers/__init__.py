"""Offthread for servers: the headers that make a page cross-origin isolated, and a dev server that sends them.

What is listed in `__all__` is for applications of any kind and imports no web framework. The dev server is in
`offthread.dev_server` and `offthread.server`, its command in `offthread.cli`.
"""

from __future__ import annotations

from importlib.metadata import version

from .dist import dist_folder
from .errors import AddressError, DistNotBuiltError, OffthreadError, TargetError, UnknownPolicyError
from .middleware import IsolationHeaders, IsolationHeadersWSGI
from .policies import POLICIES, isolation_headers

__version__ = version("offthread")

__all__ = [
    "POLICIES",
    "AddressError",
    "DistNotBuiltError",
    "IsolationHeaders",
    "IsolationHeadersWSGI",
    "OffthreadError",
    "TargetError",
    "UnknownPolicyError",
    "__version__",
    "dist_folder",
    "isolation_headers",
]
