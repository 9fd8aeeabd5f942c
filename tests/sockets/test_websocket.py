"""`pyscript.WebSocket`, against a real server, in both interpreters."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from persistence.programs import run


@pytest.mark.parametrize("worker", [False, True])
def test_messages_go_both_ways(warm: WatchedPage, kind: str, socket_server: str, worker: bool) -> None:
    run(
        warm,
        kind,
        f"""
import asyncio, array
from offthread import round_trips
from pyscript import WebSocket, websocket
assert websocket.WebSocket is WebSocket
before = round_trips()
events, end = [], asyncio.Event()
def note(event):
    assert event.target is socket
    events.append((event.type, getattr(event, "data", None)))
    if len(events) == 8:
        socket.close(3000, "done")
async def closed(event):
    events.append((event.type, event.code, event.reason, event.wasClean))
    end.set()
socket = WebSocket("{socket_server}/echo", onmessage=note, onclose=closed)
socket.onopen = note
assert (socket.readyState, socket.CONNECTING, WebSocket.OPEN) == (0, 0, 1)
await socket.opened()
assert (socket.readyState, socket.url) == (WebSocket.OPEN, "{socket_server}/echo")
text = "caf\\xe9 \\u20ac \\U0001f40d \\0 \\ufeff" * 10
every = bytes(range(256)) * 1000
for message in (text, "", every, bytearray(b"ab"), memoryview(every)[10:20], array.array("H", [1, 513]), b""):
    socket.send(message)
await end.wait()
assert [kind for kind, *_ in events] == ["open"] + ["message"] * 7 + ["close"]
got = [event[1] for event in events[1:8]]
assert got[:2] == [text, ""]
assert all([type(part) is memoryview for part in got[2:]])
assert [bytes(part) for part in got[2:]] == [every, b"ab", every[10:20], b"\\1\\0\\1\\2", b""]
assert events[-1] == ("close", 3000, "done", True)
assert socket.readyState == WebSocket.CLOSED == 3 and socket.bufferedAmount == 0
socket.close()
assert round_trips() == before
""",
        **({"worker": True} if worker else {}),
    )


def test_messages_are_iterated_over_in_order(warm: WatchedPage, kind: str, socket_server: str) -> None:
    run(
        warm,
        kind,
        f"""
from pyscript import WebSocket
found = []
async for message in WebSocket("{socket_server}/count"):
    found.append(message)
assert found[:-1] == [str(number) for number in range(100)] and bytes(found[-1]) == b"last"
""",
    )


def test_a_protocol_is_chosen(warm: WatchedPage, kind: str, socket_server: str) -> None:
    run(
        warm,
        kind,
        f"""
from pyscript import WebSocket
for asked, chosen in (("chat", "chat"), (["unknown", "talk"], "talk")):
    socket = await WebSocket("{socket_server}/echo", protocols=asked).opened()
    assert socket.protocol == chosen and isinstance(socket.extensions, str)
    socket.close()
""",
    )


def test_the_server_s_reason_for_an_end(warm: WatchedPage, kind: str, socket_server: str) -> None:
    run(
        warm,
        kind,
        f"""
import asyncio
from pyscript import WebSocket
socket = WebSocket("{socket_server}/close")
events = []
socket.onclose = lambda event: events.append((event.code, event.reason, event.wasClean))
async for message in socket:
    raise AssertionError(message)
assert events == [(4321, "enough", True)]
error = raises(OSError, socket.send, "late")
assert type(error).__name__ == "ConnectionError" and "is closed" in str(error) and "[OT621]" in str(error)
""",
    )


def test_a_connection_that_is_lost_or_never_made_is_an_error(warm: WatchedPage, kind: str, socket_server: str) -> None:
    run(
        warm,
        kind,
        f"""
from pyscript import WebSocket
async def all_of(socket):
    async for message in socket:
        raise AssertionError(message)
error = await raises_later(OSError, all_of(WebSocket("{socket_server}/lose")))
assert type(error).__name__ == "ConnectionError" and "code 1006" in str(error) and "[OT622]" in str(error)
events = []
socket = WebSocket("ws://127.0.0.1:9/", onerror=lambda event: events.append(event.type))
socket.onclose = lambda event: events.append(event.code)
error = raises(OSError, socket.send, "early")
assert "not open yet" in str(error) and "[OT621]" in str(error)
error = await raises_later(OSError, socket.opened())
assert "ws://127.0.0.1:9/" in str(error) and "[OT622]" in str(error)
assert await raises_later(OSError, all_of(socket)) and events == ["error", 1006], events
""",
    )


def test_what_is_no_socket_is_refused(warm: WatchedPage, kind: str, socket_server: str) -> None:
    run(
        warm,
        kind,
        f"""
from pyscript import WebSocket
for arguments in (("http://[",), ("ftp://x/",), ("{socket_server}/echo", ["a b"])):
    assert "[OT623]" in str(raises(ValueError, WebSocket, *arguments)), arguments
assert "`onmesage`" in str(raises(TypeError, WebSocket, "{socket_server}/echo", onmesage=print))
socket = await WebSocket("{socket_server}/echo").opened()
for arguments in ((999,), (1001,), (3000, "x" * 200)):
    assert "[OT623]" in str(raises(ValueError, socket.close, *arguments)), arguments
raises(TypeError, socket.send, 5)
socket.send("still open")
async for message in socket:
    assert message == "still open"
    break
socket.close(reason="bye")
""",
    )


def test_a_handler_that_fails_does_not_keep_others_from_running(
    warm: WatchedPage, kind: str, socket_server: str
) -> None:
    warm.expect_console("ZeroDivisionError")
    script = warm.insert_script(
        kind,
        f"""
import asyncio
from pyscript import WebSocket
got = asyncio.Event()
def received(event):
    if event.data == "bad":
        1 / 0
    got.set()
socket = WebSocket("{socket_server}/echo", onmessage=received)
await socket.opened()
socket.send("bad")
socket.send("good")
await got.wait()
socket.close()
""",
    )
    assert "ZeroDivisionError" in warm.wait_for_event("error", target=script)["traceback"]
    warm.wait_for_event("done", target=script)


def test_relative_urls_are_relative_to_the_page(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        """
from pyscript import WebSocket, window
socket = WebSocket("some/where")
base = window.document.baseURI
assert socket.url == "ws" + base[4:].rpartition("/")[0] + "/some/where", socket.url
assert "[OT622]" in str(await raises_later(OSError, socket.opened()))
""",
    )
