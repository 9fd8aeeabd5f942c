"""Fixtures for the tests of configs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config.driver import Reader


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Start the code that reads configs once for all tests of a module."""
    reader = Reader()
    yield reader
    reader.close()
