"""`requests` and urllib3, of now and as pip brings them, over the browser's requests. Pyodide only."""

from __future__ import annotations

import json

import pytest
from browser.page import WatchedPage
from browser.site import Site

from .api import Holds
from .conftest import program
from .wheels import wheel_of, wheel_of_pip_s_own_requests

NOW = ("requests", "urllib3", "idna", "certifi", "charset_normalizer")

PROGRAM = """
assert requests.get(HERE + "/api/status/200").text == "the body of 200"
response = requests.get(HERE + "/api/echo", params={"a": "1 2"}, headers={"X-One": "1"}, timeout=10)
assert response.ok and response.status_code == 200 and response.reason == "OK"
found = response.json()
assert (found["method"], found["query"], found["headers"]["x-one"]) == ("GET", "a=1+2", "1")
assert response.headers["Content-Type"] == "application/json"

every = bytes(range(256)) * 500
assert requests.post(HERE + "/api/bytes", data=every).content == every
assert requests.post(HERE + "/api/bytes", data=iter([every[:9], every[9:]])).content == every
form = requests.post(HERE + "/api/echo", data={"k": "v"}).json()
assert bytes.fromhex(form["body"]) == b"k=v"
sent = requests.put(HERE + "/api/echo", json={"k": [1]}).json()
assert (sent["method"], json.loads(bytes.fromhex(sent["body"]))) == ("PUT", {"k": [1]})
upload = requests.post(HERE + "/api/echo", files={"file": ("name.bin", every)}).json()
assert every in bytes.fromhex(upload["body"]) and "multipart/form-data" in upload["headers"]["content-type"]

assert requests.get(HERE + "/api/gzip").text == "unpacked " * 1000
streamed = requests.get(HERE + "/api/bytes", stream=True)
assert b"".join(streamed.iter_content(100)) == bytes(range(256))
assert requests.head(HERE + "/api/echo").content == b""

missing = requests.get(HERE + "/api/status/404")
assert (missing.status_code, missing.text) == (404, "the body of 404")
raises(requests.HTTPError, missing.raise_for_status)
assert requests.get(HERE + "/api/redirect/302?to=/api/status/200").url == HERE + "/api/status/200"

error = raises(requests.ConnectionError, requests.get, ELSEWHERE + "/api/echo?cors=no")
assert "CORS" in str(error), error
raises(requests.ConnectionError, requests.get, "http://127.0.0.1:9/")
raises(requests.ReadTimeout, requests.get, HERE + "/api/hold/requests", timeout=(10, 0.3))
assert requests.get(ELSEWHERE + "/api/echo").ok

with requests.Session() as session:
    session.headers["X-Session"] = "1"
    for _ in range(3):
        assert session.get(HERE + "/api/echo").json()["headers"]["x-session"] == "1"

assert requests.get("https://secure.test/x").text == "secure"
"""


OLD = f"from pip._vendor import requests\n{PROGRAM}".replace("/hold/", "/hold/old-")


def run_with(page: WatchedPage, site: Site, wheels: list[tuple[str, bytes]], code: str) -> None:
    """Run a program on a page that installs wheels."""
    page.raw.context.route(
        "https://secure.test/**",
        lambda route: route.fulfill(body="secure", headers={"Access-Control-Allow-Origin": "*"}),
    )
    config = json.dumps({"packages": [f"./{name}" for name, _ in wheels]})
    files: dict[str, str | bytes] = {"main.py": program(code, site), **dict(wheels)}
    page.goto(site.page(f"<script type='py' id='s' src='main.py' config='{config}'></script>", files=files))
    end = page.wait_for_end("s")
    if end["name"] != "done":
        pytest.fail(f"{end.get('message')}\n{end.get('traceback')}", pytrace=False)


def test_requests(page: WatchedPage, site: Site, holding: Holds) -> None:
    run_with(page, site, [wheel_of(name) for name in NOW], f"import requests\n{PROGRAM}")
    holding.release("requests")


def test_requests_of_before_under_another_name(page: WatchedPage, site: Site, holding: Holds) -> None:
    run_with(page, site, [wheel_of_pip_s_own_requests()], OLD)
    holding.release("old-requests")


def test_a_build_without_ssl(page: WatchedPage, site: Site, holding: Holds) -> None:
    code = f"""
import sys
sys.modules["ssl"] = None
import http.client, requests, urllib.request
assert urllib.request.urlopen("https://secure.test/").read() == b"secure"
{PROGRAM.replace("/hold/", "/hold/ssl-")}
"""
    run_with(page, site, [wheel_of(name) for name in NOW], code)
    holding.release("ssl-requests")


URLLIB3 = """
import urllib3
response = urllib3.request("POST", HERE + "/api/echo", json={"a": 1}, timeout=10)
assert response.status == 200 and json.loads(bytes.fromhex(response.json()["body"])) == {"a": 1}
pool = urllib3.PoolManager(retries=False)
assert pool.request("GET", HERE + "/api/gzip").data == b"unpacked " * 1000
body = pool.request("GET", HERE + "/api/bytes", preload_content=False)
assert b"".join(body.stream(7)) == bytes(range(256))
raises(urllib3.exceptions.ReadTimeoutError, pool.request, "GET", HERE + "/api/hold/urllib3", timeout=0.3)
error = raises(urllib3.exceptions.ProtocolError, pool.request, "GET", "http://127.0.0.1:9/")
assert "CORS" in str(error)
assert pool.request("GET", "https://secure.test/").data == b"secure"
"""


def test_urllib3(page: WatchedPage, site: Site, holding: Holds) -> None:
    run_with(page, site, [wheel_of("urllib3")], URLLIB3)
    holding.release("urllib3")
