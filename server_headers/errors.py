"""The errors this package raises, as one tree.

    OffthreadError
    ├── DistNotBuiltError      the files for the browser are missing
    ├── TargetError            nothing to serve at the given path
    ├── AddressError           cannot listen on the given host and port
    └── UnknownPolicyError     also a ValueError

Each message says what happened, where, and what to do, and ends with a code that the documentation lists. The command
line prints the message and ends with exit code 2.
"""

from __future__ import annotations


class OffthreadError(Exception):
    """Stand for every error that this package raises on purpose."""


class DistNotBuiltError(OffthreadError):
    """Say that the files for the browser have not been built."""


class TargetError(OffthreadError):
    """Say that the path given to the server cannot be served."""


class AddressError(OffthreadError):
    """Say that the server cannot listen on the given host and port."""


class UnknownPolicyError(OffthreadError, ValueError):
    """Say that an isolation policy has no such name."""
