"""Requests of other sites get nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .asgi import Reply, fetch
from .conftest import MakeApp

Get = Callable[..., Reply]


@pytest.fixture
def get(root: Path, make_app: MakeApp) -> Get:
    (root / "file.txt").write_text("secret text")

    def get(method: str = "GET", **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return fetch(make_app(allowed_hosts=("friend.test",)), "/file.txt", method=method, headers=named)

    return get


def test_a_plain_request_passes(get: Get) -> None:
    assert get().text == "secret text"


@pytest.mark.parametrize("host", ["localhost:8000", "[::1]:8000", "app.localhost", "friend.test:80"])
def test_own_names_pass(get: Get, host: str) -> None:
    assert get(host=host).status == 200


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8000", "", "192.168.0.2", "localhost:8000, evil.test"])
def test_a_foreign_host_name_is_misdirected(get: Get, host: str) -> None:
    reply = get(host=host)
    assert reply.status == 421
    assert "--allowed-host" in reply.text
    assert "secret" not in reply.text


@pytest.mark.parametrize(
    "origin",
    ["https://evil.test", "http://evil.test:8000", "null", "", "file://", "http://localhost.evil.test", "http://["],
)
def test_a_foreign_origin_is_forbidden(get: Get, origin: str) -> None:
    reply = get(origin=origin)
    assert reply.status == 403
    assert "other sites" in reply.text


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://localhost:5173", "http://[::1]:8000"])
def test_an_own_origin_passes_but_gets_no_cors(get: Get, origin: str) -> None:
    reply = get(origin=origin)
    assert reply.status == 200
    assert not any(name.startswith("access-control") for name in reply.headers)


@pytest.mark.parametrize("destination", ["script", "image", "empty", "iframe", "worker"])
def test_other_sites_cannot_embed_a_file(get: Get, destination: str) -> None:
    mode = "navigate" if destination == "iframe" else "no-cors"
    reply = get(sec_fetch_site="cross-site", sec_fetch_mode=mode, sec_fetch_dest=destination)
    assert reply.status == 403
    assert "may link here" in reply.text


def test_other_sites_may_link_here(get: Get) -> None:
    assert get(sec_fetch_site="cross-site", sec_fetch_mode="navigate", sec_fetch_dest="document").status == 200


@pytest.mark.parametrize("site", ["none", "same-origin", "same-site"])
def test_requests_of_the_same_site_pass(get: Get, site: str) -> None:
    assert get(sec_fetch_site=site, sec_fetch_mode="no-cors", sec_fetch_dest="script").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "SOMETHING"])
def test_nothing_can_be_changed(get: Get, method: str) -> None:
    reply = get(method)
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD"


def test_head_is_answered(get: Get) -> None:
    reply = get("HEAD")
    assert (reply.status, reply.headers["content-length"], reply.body) == (200, "11", b"")
