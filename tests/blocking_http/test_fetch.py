"""`await fetch`: the page's own, with values of Python, in both interpreters."""

from __future__ import annotations

from browser.page import WatchedPage

from .api import Holds
from .conftest import Run


def test_a_response_is_awaited(run: Run) -> None:
    run("""
    response = await fetch("/api/status/200")
    assert (response.ok, response.status, response.statusText) == (True, 200, "OK")
    assert response.url == HERE + "/api/status/200"
    assert response.headers["content-type"].startswith("text/plain")
    assert await response.text() == "the body of 200"
    """)


def test_its_body_is_awaited_at_once(run: Run) -> None:
    run("""
    every = bytes(range(256))
    assert await fetch("/api/status/200").text() == "the body of 200"
    assert (await fetch("/api/echo").json())["method"] == "GET"
    data = await fetch("/api/bytes").bytearray()
    assert type(data) is bytearray and data == every
    view = await fetch("/api/bytes").arrayBuffer()
    assert type(view) is memoryview and bytes(view) == every
    blob = await fetch("/api/bytes").blob()
    assert (blob.size, blob.type) == (256, "application/octet-stream")
    large = every * 4000
    assert await fetch("/api/bytes", method="POST", body=large).bytearray() == large
    """)


def test_options_are_those_of_the_page(run: Run) -> None:
    run("""
    options = {"method": "PUT", "headers": {"X-One": "1"}, "body": json.dumps([1]), "cache": "no-store", "mode": None}
    echo = await fetch("/api/echo", **options).json()
    assert (echo["method"], echo["headers"]["x-one"], bytes.fromhex(echo["body"])) == ("PUT", "1", b"[1]")
    assert echo["headers"]["cache-control"] == "no-cache"
    form = window.URLSearchParams.new({"a": "1 2"})
    assert bytes.fromhex((await fetch("/api/echo", method="POST", body=form).json())["body"]) == b"a=1+2"
    """)


def test_its_synchronous_twin_says_the_same(run: Run, warm: WatchedPage) -> None:
    warm.expect_console("the server responded with a status of 404")
    run("""
    for path in ("/api/status/404", "/api/redirect/302?to=/api/headers", "/api/gzip", "/api/status/204"):
        one, two = await fetch(path), fetch_sync(path)
        for name in ("ok", "status", "statusText", "url"):
            assert getattr(one, name) == getattr(two, name), name
        for name in ("x-one", "x-latin", "x-many", "content-type", "content-encoding"):
            assert one.headers.get(name) == two.headers.get(name), name
        assert await one.text() == two.text()
    """)


def test_many_requests_are_on_their_way_at_once(run: Run, holding: Holds, warm: WatchedPage, kind: str) -> None:
    name = f"many-{kind}"
    holding.release(name)
    run(f"""
    import asyncio
    async def one(number):
        return await fetch(f"/api/echo?{{number}}").json()
    found = await asyncio.gather(*[one(number) for number in range(20)])
    assert [echo["query"] for echo in found] == [str(number) for number in range(20)]
    assert await fetch("/api/hold/{name}").text() == "released"
    """)


def test_a_deadline_can_be_set(run: Run, holding: Holds, kind: str) -> None:
    name = f"fetch-{kind}"
    run(f"""
    for signal in (None, window.AbortController.new().signal):
        try:
            await fetch("/api/hold/{name}", timeout=0.2, signal=signal)
        except OSError as error:
            assert type(error).__name__ == "TimeoutError" and "0.2 seconds [OT602]" in str(error)
        else:
            raise AssertionError("no error")
    assert await fetch("/api/status/200", timeout=10).text() == "the body of 200"
    """)
    holding.release(name)


def test_a_request_that_fails_raises(run: Run, warm: WatchedPage) -> None:
    warm.expect_console("blocked by CORS policy")
    warm.expect_console("net::ERR_FAILED")
    run("""
    from offthread import errors
    try:
        await fetch(ELSEWHERE + "/api/echo?cors=no")
    except errors.TypeError_ as error:
        assert "fetch" in str(error)
    else:
        raise AssertionError("no error")
    """)
