"""`fetch_sync`: a request that Python waits for, in both interpreters."""

from __future__ import annotations

from browser.page import WatchedPage
from browser.site import Site

from .api import Holds
from .conftest import Run, program


def test_the_answer_is_there_when_the_call_returns(run: Run) -> None:
    run("""
    response = fetch_sync(HERE + "/api/status/200")
    assert (response.ok, response.status, response.statusText) == (True, 200, "OK")
    assert response.text() == response.text() == "the body of 200"
    assert response.headers["Content-Type"].startswith("text/plain"), response.headers
    assert response.headers.get("content-length") == "15" and "CONTENT-LENGTH" in response.headers
    assert response.headers.get("x-none") is None and response.headers.get("x-none", 1) == 1
    assert response.url == HERE + "/api/status/200"
    """)


def test_a_request_makes_no_round_trip(run: Run) -> None:
    run("""
    before = round_trips()
    fetch_sync("/api/bytes", method="POST", body=b"x").bytearray()
    assert round_trips() == before
    """)


def test_relative_urls_are_relative_to_the_page(page: WatchedPage, site: Site, kind: str) -> None:
    code = program(
        """
        assert fetch_sync("data.json").json() == {"here": [1, None]}
        assert await fetch("data.json").json() == {"here": [1, None]}
        assert fetch_sync("/api/status/200").ok
        """,
        site,
    )
    files = {"data.json": '{"here": [1, null]}', "main.py": code}
    page.goto(site.page(f"<script type='{kind}' id='s' src='main.py'></script>", files=files))
    end = page.wait_for_end("s")
    assert end["name"] == "done", end


def test_relative_urls_are_relative_to_the_base_of_the_page(page: WatchedPage, site: Site, kind: str) -> None:
    code = program("assert fetch_sync('x.txt').text() == await fetch('x.txt').text() == 'deep'", site)
    html = f"<base href='deep/er/'><script type='{kind}' id='s' src='../../main.py'></script>"
    page.goto(site.page(html, files={"deep/er/x.txt": "deep", "main.py": code}))
    end = page.wait_for_end("s")
    assert end["name"] == "done", end


def test_bodies_are_exact_in_both_directions(run: Run) -> None:
    run("""
    import array
    every = bytes(range(256))
    assert fetch_sync("/api/bytes").bytearray() == bytearray(every)
    for body in (every, bytearray(every), memoryview(every)[10:20], array.array("H", [0, 1, 65535]), every * 40000):
        back = fetch_sync("/api/bytes", method="POST", body=body)
        assert back.bytearray() == bytes(body) and bytes(back.arrayBuffer()) == bytes(body)
    echo = fetch_sync("/api/echo", method="POST", body=b"").json()
    assert echo["body"] == "" and echo["headers"]["content-length"] == "0"
    # What was handed over for a request that could not be sent is not sent with the next one.
    raises(ValueError, fetch_sync, "http://[", method="POST", body=b"stale")
    assert fetch_sync("/api/echo", method="POST").json()["body"] == ""
    """)


def test_text_is_sent_and_read_as_utf_8(run: Run) -> None:
    run("""
    text = "n\\0ul, caf\\xe9, \\u20ac, \\U0001f40d, \\r\\n" * 100
    echo = fetch_sync("/api/echo", method="post", body=text).json()
    assert bytes.fromhex(echo["body"]) == text.encode() and echo["method"] == "POST"
    assert echo["headers"]["content-type"] == "text/plain;charset=UTF-8"
    assert fetch_sync("/api/bytes", method="PUT", body=text).text() == text
    assert fetch_sync("/api/bytes", method="PUT", body=b"\\xef\\xbb\\xbfabc").text() == "abc"
    assert fetch_sync("/api/bytes", method="PUT", body=b"a\\xff\\0b").text() == "a\\ufffd\\0b"
    """)


def test_methods_headers_and_query_arrive(run: Run) -> None:
    run("""
    headers = {"X-One": "1", "Content-Type": "application/json", "X-Latin": "caf\\xe9", "X-Number": 7}
    for method in ("DELETE", "PATCH", "PUT"):
        echo = fetch_sync("/api/echo?a=1&b=%20", method=method, headers=headers, body=json.dumps([1])).json()
        assert (echo["method"], echo["query"]) == (method, "a=1&b=%20")
        got = echo["headers"]
        assert [got[name] for name in ("x-one", "content-type", "x-latin", "x-number")] == [
            "1", "application/json", "caf\\xe9", "7"]
        assert json.loads(bytes.fromhex(echo["body"])) == [1]
    pairs = [("X-Many", "a"), ("x-many", "b")]
    assert fetch_sync("/api/echo", headers=pairs).json()["headers"]["x-many"] == "a, b"
    page = window.Headers.new({"X-Page": "p"})
    assert fetch_sync("/api/echo", headers=page).json()["headers"]["x-page"] == "p"
    response = fetch_sync("/api/echo", method="HEAD")
    assert response.ok and response.bytearray() == b"" and int(response.headers["content-length"]) > 0
    """)


def test_headers_of_the_browser_are_passed_over_in_silence(run: Run) -> None:
    run("""
    own = {"User-Agent": "me", "Host": "x", "Content-Length": "9", "Accept-Encoding": "x", "Connection": "close",
           "Cookie": "a=b", "Origin": "x", "Sec-Any": "x", "Proxy-Any": "x", "X-Mine": "sent"}
    got = fetch_sync("/api/echo", headers=own).json()["headers"]
    assert got["x-mine"] == "sent" and "cookie" not in got and "sec-any" not in got and "proxy-any" not in got
    assert got["user-agent"] != "me" and got["host"] != "x"
    """)


def test_headers_of_the_answer(run: Run) -> None:
    run("""
    headers = fetch_sync("/api/headers").headers
    assert (headers["x-one"], headers["X-Latin"], headers["x-MANY"]) == ("1", "caf\\xe9", "a, b")
    assert "x-one" in list(headers) and ("x-one", "1") in list(headers.items()) and headers.has("X-One")
    assert fetch_sync("/api/gzip").text() == "unpacked " * 1000
    """)


def test_every_status_is_an_answer(run: Run) -> None:
    run("""
    for status in (201, 204, 404, 418, 500):
        response = fetch_sync(f"/api/status/{status}")
        assert response.status == status and response.ok == (status < 300)
        assert response.text() == ("" if status == 204 else f"the body of {status}")
    """)


def test_redirects_are_followed_by_the_browser(run: Run) -> None:
    run("""
    response = fetch_sync("/api/redirect/302?to=/api/redirect/307%3Fto=/api/echo")
    assert response.url == HERE + "/api/echo" and response.json()["method"] == "GET"
    echo = fetch_sync("/api/redirect/307?to=/api/echo", method="POST", body=b"kept").json()
    assert (echo["method"], bytes.fromhex(echo["body"])) == ("POST", b"kept")
    assert fetch_sync("/api/redirect/303?to=/api/echo", method="POST", body=b"lost").json()["method"] == "GET"
    """)


def test_other_origins_answer_where_they_permit_it(run: Run) -> None:
    run("""
    # Only what Python's clients always send: nothing that has to be permitted first.
    echo = fetch_sync(ELSEWHERE + "/api/echo", headers={"User-Agent": "x", "Accept": "*/*"}).json()
    assert echo["headers"]["host"] in ELSEWHERE and "cookie" not in echo["headers"]
    assert fetch_sync(ELSEWHERE + "/api/echo", method="PUT", headers={"X-Mine": "1"}, body="x").ok
    assert fetch_sync(ELSEWHERE + "/api/headers").headers["x-one"] == "1"
    error = raises(OSError, fetch_sync, ELSEWHERE + "/api/echo?cors=no")
    assert type(error).__name__ == "ConnectionError", type(error)
    assert ELSEWHERE + "/api/echo?cors=no" in str(error) and "CORS" in str(error) and "[OT601]" in str(error)
    """)


def test_what_was_written_before_is_done_before_the_request(run: Run, kind: str) -> None:
    run(f"""
    window.eval('''customElements.define("slow-{kind}", class extends HTMLElement {{
        static observedAttributes = ["value"];
        attributeChangedCallback(name, old, value) {{
            for (const end = performance.now() + 60; performance.now() < end;);
            document.cookie = `slow=${{value}}; path=/`;
        }}
    }})''')
    element = document.createElement("slow-{kind}")
    element.setAttribute("value", "{kind}")
    assert fetch_sync("/api/echo").json()["headers"]["cookie"] == "slow={kind}"
    document.cookie = "slow=; path=/; max-age=0"
    """)


def test_cookies_go_to_other_origins_where_that_is_asked_for(run: Run) -> None:
    run("""
    document.cookie = "mine=1; path=/"
    assert fetch_sync("/api/echo").json()["headers"]["cookie"] == "mine=1"
    # Ports share their cookies.
    assert "cookie" not in fetch_sync(ELSEWHERE + "/api/echo").json()["headers"]
    echo = fetch_sync(ELSEWHERE + "/api/echo", credentials="include").json()
    assert echo["headers"]["cookie"] == "mine=1"
    document.cookie = "mine=; path=/; max-age=0"
    """)


def test_a_server_that_is_not_there_is_an_error(run: Run) -> None:
    run("""
    error = raises(OSError, fetch_sync, "http://127.0.0.1:9/")
    assert type(error).__name__ == "ConnectionError" and "GET http://127.0.0.1:9/ failed" in str(error)
    import pyscript
    from pyscript.fetch import RequestFailed, RequestTimeout
    assert type(error) is RequestFailed and not isinstance(error, RequestTimeout)
    assert pyscript.fetch is fetch and pyscript.fetch_sync is fetch_sync
    assert fetch_sync("/api/status/200").ok
    """)


def test_a_request_has_a_deadline(run: Run, holding: Holds) -> None:
    name = holding.new_name("deadline")
    run(f"""
    error = raises(OSError, fetch_sync, "/api/hold/{name}", timeout=0.3)
    assert type(error).__name__ == "TimeoutError", type(error)
    assert "GET /api/hold/{name} timed out" in str(error) and "0.3 seconds [OT602]" in str(error), error
    assert fetch_sync("/api/status/200").ok
    """)
    holding.release(name)


def test_what_is_no_request_is_refused(run: Run) -> None:
    run("""
    for options in (
        {"method": "TRACE"}, {"method": "G ET"}, {"body": b"with GET"}, {"headers": {"A B": "c"}},
        {"headers": {"A": "c\\r\\nD: e"}}, {"headers": {"A": "c\\0"}}, {"headers": {"A": "\\u20ac"}},
        {"headers": {"A:b": "c"}}, {"timeout": 0}, {"timeout": -1}, {"timeout": 0, "cache": "no-store"},
        {"credentials": "sometimes"}, {"body": b"with GET", "cache": "no-store"},
    ):
        error = raises(ValueError, fetch_sync, "/api/echo", **options)
        assert "[OT603]" in str(error), error
    for url in ("http://[", "http://x:99999/"):
        assert url in str(raises(ValueError, fetch_sync, url))
    """)


def test_a_body_as_a_blob_of_the_page(run: Run) -> None:
    run("""
    blob = fetch_sync("/api/bytes", method="POST", body=b"a\\0b").blob()
    assert (blob.size, blob.type) == (3, "application/octet-stream")
    assert (await blob.arrayBuffer()).to_bytes() == b"a\\0b"
    """)


ALIVE = """async () => {
    window.clicks = 0;
    const button = document.createElement("button");
    button.id = "alive";
    button.textContent = "Click";
    button.addEventListener("click", () => window.clicks++);
    document.body.append(button);
    for (let frames = 0; frames < 10; frames++) await new Promise(requestAnimationFrame);
    return document.getElementById("shown").textContent;
}"""


def test_the_page_lives_while_python_waits(warm: WatchedPage, site: Site, kind: str, holding: Holds) -> None:
    name = holding.new_name("alive")
    code = f"""
    shown = document.createElement("p")
    shown.id = "shown"
    shown.textContent = "before the request"
    document.body.append(shown)
    shown.textContent = fetch_sync("/api/hold/{name}").text()
    """
    script = warm.insert_script(kind, program(code, site))
    warm.wait_until(lambda: name in holding.waiting, "the request")
    # Frames are painted, with what was written before the request, and clicks are heard.
    assert warm.evaluate(ALIVE) == "before the request"
    warm.locator("#alive").click()
    assert warm.evaluate("clicks") == 1
    assert warm.events("done", target=script) == []
    holding.release(name)
    assert warm.wait_for_end(script)["name"] == "done"
    assert warm.text("#shown") == "released"
    warm.evaluate("() => document.querySelectorAll('#alive, #shown').forEach((element) => element.remove())")


def test_a_worker_that_waits_can_be_ended(page: WatchedPage, site: Site, kind: str, holding: Holds) -> None:
    name = holding.new_name("ended")
    page.goto(site.page(f"<script type='{kind}' id='s' src='main.py' worker></script>", files={
        "main.py": program(f"fetch_sync('/api/hold/{name}')", site)
    }))  # fmt: skip
    page.wait_until(lambda: name in holding.waiting, "the request")
    page.evaluate("document.getElementById('s').remove()")
    page.wait_until(lambda: not page.raw.workers, "the worker's end")
    holding.release(name)
