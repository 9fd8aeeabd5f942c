"""What a path of the served folder gives."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from offthread.inject import RELOAD_TAG

from .asgi import fetch
from .conftest import MakeApp

NAVIGATION = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate"}


def test_the_start_is_the_index(root: Path, make_app: MakeApp) -> None:
    (root / "index.html").write_text("<p>index")
    assert fetch(make_app(), "/").text == "<p>index"


def test_a_page_as_target_is_the_start_and_its_folder_is_served(root: Path, make_app: MakeApp) -> None:
    (root / "index.html").write_text("<p>index")
    (root / "other.html").write_text("<p>other")
    app = make_app("other.html")
    assert fetch(app, "/").text == fetch(app, "/other.html").text == "<p>other"
    assert fetch(app, "/index.html").text == "<p>index"


def test_a_python_file_as_target_is_wrapped(root: Path, make_app: MakeApp) -> None:
    (root / "app.py").write_text("print()")
    app = make_app("app.py", interpreter="mpy")
    assert '<script type="mpy" src="./app.py"></script>' in fetch(app, "/").text
    assert fetch(app, "/app.py").text == "print()"


def test_a_python_file_is_a_page_for_navigations_and_source_for_scripts(root: Path, make_app: MakeApp) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "app.py").write_text("print()")
    page = fetch(make_app(), "/sub/app.py", headers=NAVIGATION)
    source = fetch(make_app(), "/sub/app.py", headers={"sec-fetch-dest": "empty"})
    assert '<script type="py" src="./app.py"></script>' in page.text
    assert page.headers["content-type"].startswith("text/html")
    assert source.text == "print()"
    assert source.headers["content-type"] == "text/x-python; charset=utf-8"
    # One URL has two answers, so caches must keep them apart, after a revalidation too.
    again = fetch(make_app(), "/sub/app.py", headers={"if-none-match": source.headers["etag"]})
    assert page.headers["vary"] == source.headers["vary"] == again.headers["vary"] == "Sec-Fetch-Dest"


def test_a_folder_redirects_to_its_slash_without_leaving_the_host(root: Path, make_app: MakeApp) -> None:
    (root / "sub folder").mkdir()
    (root / "evil.test").mkdir()
    reply = fetch(make_app(), "/sub%20folder?a=1")
    assert (reply.status, reply.headers["location"]) == (307, "./sub%20folder/?a=1")
    for path in ("//evil.test", "/%2fevil.test", "//evil.test/", "/\\evil.test", "///evil.test"):
        assert fetch(make_app(), path).status == 404
    assert fetch(make_app(), "/evil.test").headers["location"] == "./evil.test/"


def test_missing_files_are_a_page_in_a_tab_and_text_elsewhere(make_app: MakeApp) -> None:
    page = fetch(make_app(), "/%3Cscript%3Ealert()%3C/script%3E", headers=NAVIGATION)
    text = fetch(make_app(), "/missing.png", headers={"sec-fetch-dest": "image"})
    assert page.status == text.status == 404
    assert "/&lt;script&gt;alert()&lt;/script&gt;" in page.text
    assert "<script>" not in page.text
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "/missing.png" in text.text


def test_a_missing_favicon_is_no_error(root: Path, make_app: MakeApp) -> None:
    assert fetch(make_app(), "/favicon.ico").status == 204
    (root / "favicon.ico").write_bytes(b"icon")
    assert fetch(make_app(), "/favicon.ico").body == b"icon"


def test_ranges_are_served(root: Path, make_app: MakeApp) -> None:
    (root / "data.bin").write_bytes(bytes(range(100)))
    part = fetch(make_app(), "/data.bin", headers={"range": "bytes=10-19"})
    assert (part.status, part.body) == (206, bytes(range(10, 20)))
    assert part.headers["content-range"] == "bytes 10-19/100"
    assert fetch(make_app(), "/data.bin", headers={"range": "bytes=200-"}).status == 416
    assert fetch(make_app(), "/data.bin", headers={"range": "lines=1-2"}).status == 400


@pytest.mark.parametrize("name", ["file.txt", "page.html", "app.py"])
def test_what_the_client_has_already_is_not_sent_again(root: Path, make_app: MakeApp, name: str) -> None:
    (root / name).write_text("text")
    first = fetch(make_app(), f"/{name}")
    assert first.headers["cache-control"] == "no-cache"
    for tag in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = fetch(make_app(), f"/{name}", headers={"if-none-match": tag})
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    (root / name).write_text("other text")
    changed = fetch(make_app(), f"/{name}", headers={"if-none-match": first.headers["etag"]})
    assert (changed.status, changed.text) == (200, "other text")


def test_dates_work_as_validators_too(root: Path, make_app: MakeApp) -> None:
    (root / "file.txt").write_text("text")
    os.utime(root / "file.txt", (1_000_000_000, 1_000_000_000))
    modified = fetch(make_app(), "/file.txt").headers["last-modified"]
    assert fetch(make_app(), "/file.txt", headers={"if-modified-since": modified}).status == 304
    assert fetch(make_app(), "/file.txt", headers={"if-modified-since": "Sat, 01 Jan 2000 00:00:00 GMT"}).status == 200
    assert fetch(make_app(), "/file.txt", headers={"if-modified-since": "nonsense"}).status == 200


def test_a_link_has_the_type_of_its_own_name(root: Path, make_app: MakeApp) -> None:
    (root / "blob").write_text("a,b")
    (root / "table.csv").symlink_to("blob")
    assert fetch(make_app(), "/table.csv").headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("name", ["file.txt", "page.html"])
def test_unreadable_files_are_forbidden(
    root: Path, make_app: MakeApp, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / name).write_text("text")
    app = make_app()

    def refuse(*args: object) -> bytes:
        raise PermissionError

    # By patching, since the tests may run as a user who can read everything.
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(Path, "read_bytes", refuse)
    reply = fetch(app, f"/{name}")
    assert reply.status == 403
    assert "permissions" in reply.text


def test_pages_get_the_reload_script_only_with_reload(root: Path, make_app: MakeApp) -> None:
    (root / "page.html").write_bytes(b"<p>caf\xe9</p></body>")
    with_reload = fetch(make_app(reload=True), "/page.html")
    without = fetch(make_app(), "/page.html")
    assert with_reload.body == b"<p>caf\xe9</p>" + RELOAD_TAG + b"</body>"
    assert without.body == b"<p>caf\xe9</p></body>"
    assert with_reload.headers["etag"] != without.headers["etag"]
    for reply in (with_reload, without):
        assert reply.headers["content-length"] == str(len(reply.body))


def test_the_servers_own_pages_reload_too(root: Path, make_app: MakeApp) -> None:
    (root / "app.py").write_text("print()")
    for path in ("/", "/app.py", "/missing"):
        assert RELOAD_TAG in fetch(make_app(reload=True), path, headers=NAVIGATION).body
        assert b"reload" not in fetch(make_app(), path, headers=NAVIGATION).body


def test_only_pages_are_changed(root: Path, make_app: MakeApp) -> None:
    for name in ("a.svg", "a.txt", "a.js", "a.xhtml"):
        (root / name).write_text("</body>")
        assert fetch(make_app(reload=True), f"/{name}").text == "</body>"
