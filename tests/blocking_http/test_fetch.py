"""`await fetch`: the page's own, with values of Python, in both interpreters."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage

from .api import Holds
from .conftest import Run

pytestmark = pytest.mark.parametrize("run", ["shared", "own"], indirect=True)


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


def test_many_requests_are_on_their_way_at_once(run: Run, holding: Holds, warm: WatchedPage) -> None:
    name = holding.new_name("many")
    holding.release(name)
    run(f"""
    import asyncio
    async def one(number):
        return await fetch(f"/api/echo?{{number}}").json()
    found = await asyncio.gather(*[one(number) for number in range(20)])
    assert [echo["query"] for echo in found] == [str(number) for number in range(20)]
    assert await fetch("/api/hold/{name}").text() == "released"
    """)


def test_a_deadline_can_be_set(run: Run, holding: Holds) -> None:
    name = holding.new_name("fetch")
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
    try:
        await fetch(ELSEWHERE + "/api/echo?cors=no")
    except OSError as error:
        assert type(error).__name__ == "ConnectionError" and "CORS" in str(error) and "[OT601]" in str(error)
        assert "GET " + ELSEWHERE in str(error)
    else:
        raise AssertionError("no error")
    """)


def test_what_is_no_request_is_a_value_error(run: Run) -> None:
    run("""
    for url, options in (("http://[", {}), ("/api/echo", {"method": "TRACE"}), ("/api/echo", {"body": b"with GET"})):
        try:
            await fetch(url, **options)
        except ValueError as error:
            assert url in str(error) and "[OT603]" in str(error), error
        else:
            raise AssertionError("no error")
    """)


def test_bodies_of_every_kind_are_sent(run: Run) -> None:
    run("""
    import array
    every = bytes(range(256))
    for body in (every, bytearray(every), memoryview(every)[10:20], array.array("H", [0, 1, 65535])):
        assert await fetch("/api/bytes", method="POST", body=body).bytearray() == bytes(body)
    form = window.FormData.new()
    form.append("file", window.Blob.new([every]), "name.bin")
    for send in (fetch, fetch_sync):
        if send is fetch:
            echo = await fetch("/api/echo", method="POST", body=form).json()
        else:
            echo = fetch_sync("/api/echo", method="POST", body=form).json()
        assert every in bytes.fromhex(echo["body"]) and "multipart/form-data" in echo["headers"]["content-type"]
    blob = window.Blob.new([every], type="x/y")
    echo = fetch_sync("/api/echo", method="PUT", body=blob).json()
    assert bytes.fromhex(echo["body"]) == every and echo["headers"]["content-type"] == "x/y"
    """)


def test_a_body_is_streamed(run: Run, holding: Holds) -> None:
    name = holding.new_name("stream")
    run(f"""
    every = bytes(range(256)) * 4000
    response = await fetch("/api/bytes", method="POST", body=every)
    parts = []
    async for part in response.stream():
        assert type(part) is bytes
        parts.append(part)
    assert b"".join(parts) == every
    first = []
    stream = fetch("/api/stream/{name}").stream()
    async for part in stream:
        # The server sends the rest only when it is told to: this part has come before the whole.
        first.append(part)
        if b"".join(first) == b"first":
            break
    await stream.aclose()
    async for part in stream:
        raise AssertionError("it is closed")
    async for part in fetch("/api/status/204").stream():
        raise AssertionError("no body")
    """)
    holding.release(name)


def test_a_request_can_be_aborted(run: Run, holding: Holds) -> None:
    name = holding.new_name("abort")
    run(f"""
    import asyncio
    controller = window.AbortController.new()

    async def abort():
        controller.abort()

    task = asyncio.create_task(abort())
    try:
        await fetch("/api/hold/{name}", signal=controller.signal)
    except OSError as error:
        assert type(error).__name__ == "ConnectionAbortedError" and "[OT604]" in str(error), error
        from pyscript.fetch import RequestAborted, RequestFailed
        assert isinstance(error, RequestAborted) and issubclass(RequestAborted, RequestFailed)
    else:
        raise AssertionError("no error")
    await task
    # The same for a request that is waited for; it has been aborted before it began.
    error = raises(OSError, fetch_sync, "/api/status/200", signal=controller.signal)
    assert type(error).__name__ == "ConnectionAbortedError", error
    """)
    holding.release(name)


def test_a_deadline_counts_for_the_body_as_well(run: Run, holding: Holds) -> None:
    name = holding.new_name("late")
    run(f"""
    response = await fetch("/api/stream/{name}", timeout=0.5)
    assert response.ok
    try:
        await response.text()
    except OSError as error:
        assert type(error).__name__ == "TimeoutError" and "[OT602]" in str(error), error
    else:
        raise AssertionError("no error")
    error = raises(OSError, fetch_sync, "/api/hold/{name}", timeout=0.3, cache="no-store")
    assert type(error).__name__ == "TimeoutError" and "0.3 seconds [OT602]" in str(error), error
    """)
    holding.release(name)


def test_the_synchronous_twin_takes_the_options_of_the_page(run: Run, warm: WatchedPage) -> None:
    warm.expect_console("net::ERR_FAILED")
    run("""
    echo = fetch_sync("/api/echo", method="PUT", headers={"X-One": "1"}, body=b"x", cache="no-store", mode=None).json()
    assert (echo["method"], echo["headers"]["x-one"], bytes.fromhex(echo["body"])) == ("PUT", "1", b"x")
    assert echo["headers"]["cache-control"] == "no-cache"
    response = fetch_sync("/api/headers", redirect="error")
    assert (response.status, response.headers["X-One"], response.headers["x-many"]) == (200, "1", "a, b")
    document.cookie = "mine=1; path=/"
    assert "cookie" not in fetch_sync("/api/echo", credentials="omit").json()["headers"]
    document.cookie = "mine=; path=/; max-age=0"
    error = raises(OSError, fetch_sync, "/api/redirect/302?to=/api/echo", redirect="error")
    assert "[OT601]" in str(error)
    """)
