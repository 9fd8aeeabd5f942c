"""`httpx`, waited for and awaited, over the browser's requests. Pyodide only."""

from __future__ import annotations

import json

import pytest
from browser.page import WatchedPage
from browser.site import Site

from .api import Holds
from .conftest import program
from .wheels import wheel_of

WHEELS = ("httpx", "httpcore", "h11", "anyio", "idna", "certifi")

SYNC = """
import sys
import httpx
assert httpx.get(HERE + "/api/status/200").text == "the body of 200"
response = httpx.get(HERE + "/api/echo", params={"a": "1 2"}, headers={"X-One": "1"}, timeout=10)
assert response.is_success and (response.status_code, response.reason_phrase) == (200, "OK")
found = response.json()
assert (found["method"], found["headers"]["x-one"]) == ("GET", "1") and found["query"] in ("a=1+2", "a=1%202")
every = bytes(range(256)) * 500
with httpx.Client(base_url=HERE, headers={"X-Client": "1"}) as client:
    assert client.post("/api/bytes", content=every).content == every
    assert bytes.fromhex(client.post("/api/echo", data={"k": "v"}).json()["body"]) == b"k=v"
    sent = client.put("/api/echo", json={"k": [1]}).json()
    assert json.loads(bytes.fromhex(sent["body"])) == {"k": [1]} and sent["headers"]["x-client"] == "1"
    upload = client.post("/api/echo", files={"file": ("name.bin", every)}).json()
    assert every in bytes.fromhex(upload["body"])
    with client.stream("GET", "/api/bytes") as streamed:
        assert b"".join(streamed.iter_bytes()) == bytes(range(256))
    assert client.get("/api/gzip").text == "unpacked " * 1000
    assert client.head("/api/echo").content == b""
    assert str(client.get("/api/redirect/302?to=/api/status/200").url) == HERE + "/api/status/200"
raises(httpx.HTTPStatusError, httpx.get(HERE + "/api/status/404").raise_for_status)
error = raises(httpx.ConnectError, httpx.get, ELSEWHERE + "/api/echo?cors=no")
assert "CORS" in str(error), error
raises(httpx.ReadTimeout, httpx.get, HERE + "/api/hold/httpx", timeout=0.3)
raises(httpx.UnsupportedProtocol, httpx.get, "no-scheme")
assert httpx.get(ELSEWHERE + "/api/echo").is_success
"""

ASYNC = """
import asyncio
import httpx
every = bytes(range(256)) * 500
async with httpx.AsyncClient(base_url=HERE) as client:
    found = await asyncio.gather(*[client.get(f"/api/echo?{number}") for number in range(10)])
    assert [one.json()["query"] for one in found] == [str(number) for number in range(10)]
    assert (await client.post("/api/bytes", content=every)).content == every
    async with client.stream("GET", "/api/stream/httpx-parts") as streamed:
        async for part in streamed.aiter_raw():
            assert part == b"first"
            break
    response = await client.get("/api/redirect/302?to=/api/headers")
    assert str(response.url) == HERE + "/api/headers" and response.headers["x-one"] == "1"
    assert (await client.get("/api/gzip")).text == "unpacked " * 1000
    assert (await client.get("/api/status/404")).status_code == 404
    for kind, url, seconds in (
        (httpx.ConnectError, ELSEWHERE + "/api/echo?cors=no", 10), (httpx.ReadTimeout, "/api/hold/httpx-async", 0.3)
    ):
        try:
            await client.get(url, timeout=seconds)
        except kind as error:
            assert "[OT60" in str(error)
        else:
            raise AssertionError(url)
    task = asyncio.create_task(client.get("/api/hold/httpx-async"))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
    else:
        raise AssertionError("not cancelled")
"""


@pytest.mark.parametrize(("name", "code"), [("httpx", SYNC), ("httpx-async", ASYNC)])
def test_httpx(page: WatchedPage, site: Site, holding: Holds, name: str, code: str) -> None:
    if code is ASYNC:
        # The page's own requests are heard on its console.
        for pattern in ("blocked by CORS policy", "net::ERR_FAILED", "status of 404"):
            page.expect_console(pattern)
    wheels = [wheel_of(wheel) for wheel in WHEELS]
    config = json.dumps({"packages": [f"./{wheel}" for wheel, _ in wheels]})
    files: dict[str, str | bytes] = {"main.py": program(code, site), **dict(wheels)}
    page.goto(site.page(f"<script type='py' id='s' src='main.py' config='{config}'></script>", files=files))
    end = page.wait_for_end("s")
    holding.release(name)
    if code is ASYNC:
        holding.release("httpx-parts")
    if end["name"] != "done":
        pytest.fail(f"{end.get('message')}\n{end.get('traceback')}", pytrace=False)
