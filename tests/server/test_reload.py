"""Live reload: what counts as a change, and the event stream."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from offthread.reload import ReloadChannel, change_kind, is_watched, watch

from .asgi import scope_of


@pytest.mark.parametrize(
    ("paths", "kind"),
    [
        (["a.css"], "css"),
        (["a.css", "sub/B.CSS"], "css"),
        (["a.css", "a.py"], "reload"),
        (["a.html"], "reload"),
    ],
)
def test_only_stylesheets_spare_the_page(paths: list[str], kind: str) -> None:
    assert change_kind(paths) == kind


@pytest.mark.parametrize("path", ["a.py", "sub/a.html", "data.bin"])
def test_files_are_watched(path: str) -> None:
    # The hidden folder is above the root, which does not hide the root's files.
    assert is_watched(Path("/.home/site"), f"/.home/site/{path}")


@pytest.mark.parametrize("path", [".git/index", "sub/.x", "__pycache__/a.pyc", "node_modules/a/b.js", "a.py~"])
def test_caches_and_hidden_files_are_not(path: str) -> None:
    assert not is_watched(Path("/site"), f"/site/{path}")


class Client:
    """Hold one open stream: what it has received, and a way to leave."""

    def __init__(self, leave: asyncio.Event, messages: asyncio.Queue[dict[str, Any]], task: asyncio.Task[None]) -> None:
        self.leave = leave
        self.messages = messages
        self.task = task

    async def next_event(self) -> str:
        message = await self.messages.get()
        return message["body"].decode() if message["more_body"] else "end"


@asynccontextmanager
async def connected(channel: ReloadChannel) -> AsyncIterator[Client]:
    leave = asyncio.Event()
    messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def receive() -> dict[str, Any]:
        await leave.wait()
        return {"type": "http.disconnect"}

    task = asyncio.create_task(channel(scope_of("/"), receive, messages.put))  # type: ignore[arg-type]
    client = Client(leave, messages, task)
    start = await messages.get()
    assert (b"content-type", b"text/event-stream") in start["headers"]
    try:
        yield client
    finally:
        leave.set()
        await task


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def with_deadline() -> None:
        async with asyncio.timeout(10):
            await test()

    asyncio.run(with_deadline())


def test_every_page_hears_of_every_change() -> None:
    async def test() -> None:
        channel = ReloadChannel()
        async with connected(channel) as one, connected(channel) as two:
            for client in (one, two):
                assert await client.next_event() == f"retry: 500\nevent: hello\ndata: {channel.id}:0\n\n"
            channel.publish("css")
            channel.publish("reload")
            for client in (one, two):
                assert await client.next_event() == "event: css\ndata: 2\n\n"
                assert await client.next_event() == "event: reload\ndata: 2\n\n"
        async with connected(channel) as late:
            assert f"data: {channel.id}:2" in await late.next_event()

    run(test)


def test_two_servers_never_have_the_same_id() -> None:
    assert ReloadChannel().id != ReloadChannel().id


def test_a_page_that_leaves_is_forgotten() -> None:
    async def test() -> None:
        channel = ReloadChannel()
        async with connected(channel) as client:
            await client.next_event()
            assert channel.listeners == 1
            client.leave.set()
            await client.task
            assert channel.listeners == 0

    run(test)


def test_closing_ends_all_streams_and_later_ones_end_at_once() -> None:
    async def test() -> None:
        channel = ReloadChannel()
        async with connected(channel) as client:
            await client.next_event()
            channel.close()
            assert await client.next_event() == "end"
            await client.task
        async with connected(channel) as late:
            await late.task
        assert channel.listeners == 0

    run(test)


def test_a_change_on_disk_reaches_the_channel(root: Path) -> None:
    async def test() -> None:
        channel, stop = ReloadChannel(), asyncio.Event()
        watching = asyncio.create_task(watch(root, channel, stop))
        async with connected(channel) as client:
            await client.next_event()
            event = asyncio.create_task(client.next_event())
            written = 0
            # The watcher does not tell when it is ready, so write until it notices.
            while not event.done():
                written += 1
                (root / "style.css").write_text(f"/* {written} */")
                await asyncio.wait([event], timeout=0.1)
            assert event.result().startswith("event: css\n")
        stop.set()
        await watching

    run(test)


@pytest.mark.parametrize("error", [OSError("limit reached"), RuntimeError("limit reached")])
def test_a_folder_that_cannot_be_watched_is_a_warning(
    root: Path, error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    monkeypatch.setattr("offthread.reload.awatch", fail)
    asyncio.run(watch(root, ReloadChannel(), asyncio.Event()))
    assert "Live reload is off" in caplog.text
    assert "limit reached" in caplog.text
