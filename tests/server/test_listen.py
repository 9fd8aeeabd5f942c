"""Ports and addresses."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

import pytest
from offthread import AddressError
from offthread.listen import listen, url_of


@pytest.fixture
def taken() -> Iterator[int]:
    with listen("127.0.0.1", 0) as listening:
        yield listening.getsockname()[1]


def test_port_0_is_any_free_one() -> None:
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        assert port > 0
        assert url_of(listening, "127.0.0.1") == f"http://127.0.0.1:{port}"


def test_the_next_free_port_follows_a_taken_default(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offthread.listen.DEFAULT_PORT", taken)
    with listen("127.0.0.1") as listening:
        assert taken < listening.getsockname()[1] < taken + 100


def test_no_free_port_at_all_is_said(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offthread.listen.DEFAULT_PORT", taken)
    monkeypatch.setattr("offthread.listen._TRIED_PORTS", 1)
    with pytest.raises(AddressError, match="is in use"):
        listen("127.0.0.1")


def test_a_taken_port_is_refused_when_it_was_asked_for(taken: int) -> None:
    with pytest.raises(AddressError, match=rf"Port {taken} of 127\.0\.0\.1 is in use.*--port 0"):
        listen("127.0.0.1", taken)


def test_the_socket_listens_already() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname(), timeout=5):
        pass


@pytest.mark.parametrize("host", ["no-such-host.invalid", "", "host name", "x" * 300])
def test_an_unknown_host_is_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(AddressError, match="no such host"):
        listen(host, 0)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.EACCES, "administrator rights"),
        (errno.EADDRNOTAVAIL, "not an address of this machine"),
        (errno.ENOBUFS, "Cannot listen on port 80"),
    ],
)
def test_other_failures_are_one_sentence(number: int, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(socket.socket, "bind", fail)
    with pytest.raises(AddressError, match=message):
        listen("127.0.0.1", 80)


@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_ipv6_works_with_and_without_brackets(host: str) -> None:
    try:
        listening = listen(host, 0)
    except AddressError:
        pytest.skip("this machine has no IPv6")
    with listening:
        assert url_of(listening, host) == f"http://[::1]:{listening.getsockname()[1]}"


def test_the_url_of_every_interface_is_a_trustworthy_one() -> None:
    with listen("0.0.0.0", 0) as listening:
        assert url_of(listening, "0.0.0.0").startswith("http://127.0.0.1:")
