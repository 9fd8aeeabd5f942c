"""The dev server as a whole: every kind of response has every header it should."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from offthread import DistNotBuiltError, TargetError, isolation_headers
from offthread.dev_server import ServeOptions, create_app
from offthread.policies import POLICIES

from .asgi import Reply, fetch
from .conftest import MakeApp

KINDS: list[tuple[str, int, dict[str, Any]]] = [
    ("gallery", 200, {"target": "/"}),
    ("page", 200, {"target": "/page.html"}),
    ("file", 200, {"target": "/file.txt"}),
    ("worker module", 200, {"target": "/_offthread/offthread.js"}),
    ("reload script", 200, {"target": "/_offthread/reload.js"}),
    ("event stream", 200, {"target": "/_offthread/reload", "method": "HEAD"}),
    ("range", 206, {"target": "/file.txt", "headers": {"range": "bytes=0-1"}}),
    ("redirect", 307, {"target": "/sub"}),
    ("not modified", 304, {"target": "/file.txt", "headers": {"if-none-match": "*"}}),
    ("bad range", 400, {"target": "/file.txt", "headers": {"range": "x"}}),
    ("foreign origin", 403, {"target": "/", "headers": {"origin": "http://evil.test"}}),
    ("not found", 404, {"target": "/missing"}),
    ("not found as a page", 404, {"target": "/missing", "headers": {"sec-fetch-dest": "document"}}),
    ("asset not found", 404, {"target": "/_offthread/missing"}),
    ("not a path", 404, {"target": "http://evil.test/"}),
    ("wrong method", 405, {"target": "/", "method": "POST"}),
    ("wrong range", 416, {"target": "/file.txt", "headers": {"range": "bytes=100-"}}),
    ("wrong host", 421, {"target": "/", "headers": {"host": "evil.test"}}),
]


@pytest.fixture
def app_files(root: Path) -> None:
    (root / "page.html").write_text("<p>page")
    (root / "file.txt").write_text("text")
    (root / "sub").mkdir()


@pytest.mark.usefixtures("app_files")
@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(("kind", "status", "request_"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_every_response_carries_the_policy(
    make_app: MakeApp, policy: Any, kind: str, status: int, request_: dict[str, Any]
) -> None:
    reply = fetch(make_app(policy=policy, reload=True), **request_)
    assert reply.status == status
    assert_headers(reply, policy, open_to_others=kind == "worker module")


def assert_headers(reply: Reply, policy: Any, *, open_to_others: bool = False) -> None:
    expected = dict(isolation_headers(policy))
    if open_to_others:
        expected["cross-origin-resource-policy"] = "cross-origin"
    isolating = {
        name: value
        for name, value in reply.headers.items()
        if name.startswith("cross-origin-") or name == "document-isolation-policy"
    }
    assert isolating == expected
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] in ("no-cache", "no-store")
    assert not any(name.startswith("access-control") for name in reply.headers)


def test_an_unexpected_error_carries_the_policy_and_hides_itself(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("secret reason")

    monkeypatch.setattr("offthread.site.resolve", fail)
    reply = fetch(make_app(), "/file.txt", raises=RuntimeError)
    assert reply.status == 500
    assert "secret" not in reply.text
    assert_headers(reply, "coop-coep")


def test_assets_stay_open_to_other_origins_when_revalidated(make_app: MakeApp) -> None:
    # The headers of a 304 replace those of the stored response.
    reply = fetch(make_app(), "/_offthread/engine.wasm", headers={"if-none-match": "*"})
    assert reply.status == 304
    assert_headers(reply, "coop-coep", open_to_others=True)


def test_assets_have_their_types(make_app: MakeApp) -> None:
    assert fetch(make_app(), "/_offthread/engine.wasm").headers["content-type"] == "application/wasm"
    assert fetch(make_app(), "/_offthread/offthread.js").headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("path", ["", "/", "/..", "/../secret.txt", "/%2e%2e/secret.txt", "/.hidden", "//offthread.js"])
def test_nothing_but_assets_is_below_the_prefix(make_app: MakeApp, path: str) -> None:
    assert fetch(make_app(), f"/_offthread{path}").status == 404


def test_without_reload_there_is_no_trace_of_it(make_app: MakeApp) -> None:
    app = make_app()
    assert app.channel is None
    assert fetch(app, "/_offthread/reload").status == 404
    assert fetch(app, "/_offthread/reload.js").status == 404


def test_a_missing_build_is_said_at_once(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offthread.dist._PACKAGE", tmp_path / "nowhere")
    with pytest.raises(DistNotBuiltError, match="make build"):
        create_app(root)


def test_a_missing_target_is_said_at_once(dist: Path) -> None:
    with pytest.raises(TargetError, match="no file or folder"):
        create_app("no/such/folder", ServeOptions(dist=dist))


def test_options_keep_their_safe_defaults() -> None:
    options = ServeOptions()
    assert (options.host, options.policy, options.allowed_hosts) == ("127.0.0.1", "coop-coep", ())
