"""Which names the server answers to."""

from __future__ import annotations

import pytest
from offthread.hosts import AllowedHosts, host_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost:8000", "localhost"),
        ("LocalHost", "localhost"),
        ("localhost.", "localhost"),
        ("127.0.0.1:1", "127.0.0.1"),
        ("[::1]:8000", "::1"),
        ("[::1]", "::1"),
        ("a.example.test:80", "a.example.test"),
    ],
)
def test_a_host_header_is_read(header: str, name: str) -> None:
    assert host_name(header) == name


@pytest.mark.parametrize(
    "header", ["", ":80", "a b", "a/b", "user@localhost", "localhost:port", "[::1", "::1", "a:1:2"]
)
def test_a_malformed_host_header_has_no_name(header: str) -> None:
    assert host_name(header) is None


@pytest.mark.parametrize("name", ["localhost", "app.localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_loopback_names_are_always_allowed(name: str) -> None:
    assert name in AllowedHosts()


@pytest.mark.parametrize(
    "name", ["evil.test", "localhost.evil.test", "notlocalhost", "192.168.0.2", "10.0.0.1", "", None]
)
def test_other_names_are_not(name: str | None) -> None:
    assert name not in AllowedHosts()


def test_the_bound_host_and_the_allowed_ones_are_allowed() -> None:
    hosts = AllowedHosts("Machine.Test", ["Other.test:8000", ".domain.test", "fd00::1"])
    for name in ("machine.test", "other.test", "domain.test", "a.b.domain.test", "fd00::1"):
        assert name in hosts
    for name in ("a.other.test", "notdomain.test", "192.168.0.2"):
        assert name not in hosts


def test_a_server_on_every_interface_answers_to_addresses_but_not_to_names() -> None:
    hosts = AllowedHosts("0.0.0.0")
    assert "192.168.0.2" in hosts
    assert "evil.test" not in hosts
