"""`urllib.request` and `http.client`, as they are in any Python, over the browser's requests. Pyodide only."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage

from .api import Holds
from .conftest import Run

pytestmark = pytest.mark.parametrize("kind", ["py"], scope="module")


def test_nothing_of_it_is_imported_before_it_is_asked_for(run: Run) -> None:
    run("""
    import sys
    assert not {"http.client", "urllib.request", "email.message", "offthread._http_client"} & set(sys.modules)
    """)


def test_urlopen_reads(run: Run) -> None:
    run("""
    from urllib.request import urlopen
    with urlopen(HERE + "/api/status/200") as response:
        assert (response.status, response.reason, response.getcode(), response.msg) == (200, "OK", 200, "OK")
        assert response.headers.get_content_type() == "text/plain"
        assert response.headers.get_content_charset() == "utf-8"
        assert response.getheader("Content-Length") == "15" and response.getheader("None", "x") == "x"
        assert response.info()["content-length"] == "15" and ("content-length", "15") in response.getheaders()
        assert response.geturl() == response.url == HERE + "/api/status/200"
        assert response.read(3) == b"the" and response.read() == b" body of 200" and response.read() == b""
    assert response.closed
    assert urlopen(HERE + "/api/bytes").read() == bytes(range(256))
    lines = b"one\\ntwo\\r\\nthree"
    assert list(urlopen(HERE + "/api/bytes", lines)) == [b"one\\n", b"two\\r\\n", b"three"]
    assert json.load(urlopen(HERE + "/api/echo"))["method"] == "GET"
    assert urlopen(HERE + "/api/gzip").read() == b"unpacked " * 1000
    """)


def test_urlopen_sends(run: Run) -> None:
    run("""
    import io
    from urllib.parse import urlencode
    from urllib.request import Request, urlopen

    def echo(*args, **options):
        found = json.load(urlopen(Request(*args, **options)))
        return found["method"], bytes.fromhex(found["body"]), found["headers"]

    form = urlencode({"a": "1 2", "b": "caf\\xe9"}).encode()
    method, body, headers = echo(HERE + "/api/echo", form, {"X-One": "1"})
    assert (method, body, headers["x-one"]) == ("POST", form, "1")
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    every = bytes(range(256)) * 1000
    for data in (every, io.BytesIO(every), (every[at : at + 1000] for at in range(0, len(every), 1000)), [every]):
        assert echo(HERE + "/api/echo", data, method="PUT")[:2] == ("PUT", every)
    sized = Request(HERE + "/api/echo", io.BytesIO(every), {"Content-Length": str(len(every))})
    assert bytes.fromhex(json.load(urlopen(sized))["body"]) == every
    for method in ("HEAD", "DELETE", "PATCH"):
        with urlopen(Request(HERE + "/api/echo?x=%20y", method=method)) as response:
            text = response.read()
            assert method == "HEAD" or (json.loads(text)["method"], json.loads(text)["query"]) == (method, "x=%20y")
    """)


def test_a_status_that_is_no_success_is_an_http_error(run: Run) -> None:
    run("""
    from urllib.error import HTTPError
    from urllib.request import urlopen
    for status, reason in ((404, "Not Found"), (500, "Internal Server Error")):
        error = raises(HTTPError, urlopen, HERE + f"/api/status/{status}")
        assert (error.code, error.reason, str(error)) == (status, reason, f"HTTP Error {status}: {reason}")
        assert error.read() == b"the body of %d" % status and error.headers["content-type"].startswith("text/plain")
    assert urlopen(HERE + "/api/status/204").read() == b""
    """)


def test_redirects_have_been_followed(run: Run) -> None:
    run("""
    from urllib.request import urlopen
    response = urlopen(HERE + "/api/redirect/302?to=/api/status/200")
    assert (response.status, response.geturl()) == (200, HERE + "/api/status/200")
    """)


def test_no_answer_is_a_url_error(run: Run) -> None:
    run("""
    from urllib.error import URLError
    from urllib.request import urlopen
    for url in ("http://127.0.0.1:9/x", ELSEWHERE + "/api/echo?cors=no"):
        error = raises(URLError, urlopen, url)
        assert isinstance(error.reason, ConnectionError) and "CORS" in str(error) and url in str(error), error
    assert json.load(urlopen(ELSEWHERE + "/api/echo"))["method"] == "GET"
    raises(ValueError, urlopen, "no-scheme")
    """)


def test_a_deadline_that_passes_is_a_timeout_error(run: Run, holding: Holds) -> None:
    run("""
    import socket
    from urllib.request import urlopen
    error = raises(TimeoutError, urlopen, HERE + "/api/hold/urllib", timeout=0.3)
    assert "0.3 seconds [OT602]" in str(error)
    socket.setdefaulttimeout(0.2)
    assert "0.2 seconds" in str(raises(TimeoutError, urlopen, HERE + "/api/hold/urllib"))
    socket.setdefaulttimeout(None)
    """)
    holding.release("urllib")


def test_http_client_keeps_to_its_own_ways(run: Run) -> None:
    run("""
    import http.client
    from urllib.parse import urlsplit
    connection = http.client.HTTPConnection(urlsplit(HERE).netloc, timeout=10)
    for number in range(3):
        connection.request("POST", f"/api/echo?{number}", body="text", headers={"X-One": "1"})
        response = connection.getresponse()
        found = json.loads(response.read())
        assert (found["query"], found["body"], response.version) == (str(number), b"text".hex(), 11)
    connection.putrequest("PUT", "/api/bytes")
    connection.putheader("X-Folded", "a", "b")
    connection.putheader("Content-Length", "4")
    connection.endheaders(b"ab")
    connection.send(b"cd")
    assert connection.getresponse().read() == b"abcd"
    lost = http.client.HTTPConnection("127.0.0.1", 9)
    for _ in range(2):
        lost.request("GET", "/")
        raises(ConnectionError, lost.getresponse)
    """)


def test_https_is_the_browser_s_affair(run: Run, warm: WatchedPage) -> None:
    warm.raw.context.route(
        "https://secure.test/**",
        lambda route: route.fulfill(body="secure", headers={"Access-Control-Allow-Origin": "*"}),
    )
    run("""
    import http.client
    from urllib.request import urlopen
    assert urlopen("https://secure.test/x").read() == b"secure"
    connection = http.client.HTTPSConnection("secure.test")
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"secure"
    """)
    warm.raw.context.unroute("https://secure.test/**")


def test_what_builds_on_urllib_goes_the_same_way(run: Run) -> None:
    run("""
    import pathlib, urllib.request, urllib.robotparser
    path, headers = urllib.request.urlretrieve(HERE + "/api/bytes")
    assert pathlib.Path(path).read_bytes() == bytes(range(256))
    opener = urllib.request.build_opener()
    opener.addheaders = [("X-Opener", "1")]
    assert json.load(opener.open(HERE + "/api/echo"))["headers"]["x-opener"] == "1"
    robots = urllib.robotparser.RobotFileParser(HERE + "/api/status/200")
    robots.read()
    assert urllib.request.urlopen("data:text/plain,here").read() == b"here"
    """)
