"""The chat example: its server, and the page as two people use it."""

from __future__ import annotations

import importlib.util
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from browser.page import WatchedPage
from browser.site import DIST
from playwright.sync_api import expect


@pytest.fixture
def server() -> Any:
    """The example's server module, by its file: tests of our own server have a package of that name."""
    path = Path(__file__).parents[2] / "examples" / "chat" / "server.py"
    spec = importlib.util.spec_from_file_location("chat_server", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_messages_are_sent_on(server: Any) -> None:
    assert server.checked('{"name": " Ada ", "text": " hi ", "more": 1}') == '{"name": "Ada", "text": "hi"}'
    long = '{"name": "Ada", "text": "' + "x" * 1001 + '"}'
    for text in ("", "5", "[]", "{}", '{"name": "", "text": "hi"}', '{"name": "Ada", "text": 5}', long):
        assert server.checked(text) is None, text


@pytest.fixture
def chat_url(server: Any) -> Iterator[str]:
    """Run the server on a free port."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    # Whoever comes before the server runs waits for it.
    listening.listen()
    config = uvicorn.Config(server.make_app(DIST), ws="websockets-sansio", log_config=None, lifespan="off")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/chat/"
    running.should_exit = True
    thread.join()


def test_two_people_talk(page: WatchedPage, chat_url: str) -> None:
    page.goto(chat_url)
    expect(page.locator("#state")).to_have_text("You are alone.")
    other = WatchedPage(page.raw.context.new_page())
    other.goto(chat_url)
    expect(page.locator("#state")).to_have_text("2 people are here.")
    page.locator("#name").fill("Ada")
    page.locator("#text").fill("Hello <b>there</b>")
    page.locator("#send").click()
    expect(page.locator("#said li.mine")).to_have_text("AdaHello <b>there</b>")
    expect(page.locator("#text")).to_have_value("")
    expect(other.locator("#said li")).to_have_text("AdaHello <b>there</b>")
    other.locator("#name").fill("Grace")
    other.locator("#text").fill("Hi!")
    other.locator("#text").press("Enter")
    expect(page.locator("#said li")).to_have_text(["AdaHello <b>there</b>", "GraceHi!"])
    # Its context is that of the first page.
    other.raw.close()
    expect(page.locator("#state")).to_have_text("You are alone.")
    # What was said, and one's name, are there again.
    page.raw.reload()
    expect(page.locator("#said li")).to_have_count(2)
    expect(page.locator("#name")).to_have_value("Grace")
    page.goto("about:blank")


def test_without_its_server_the_page_says_so(page: WatchedPage, examples_url: str) -> None:
    page.goto(f"{examples_url}/chat/")
    expect(page.locator("#state")).to_contain_text("python examples/chat/server.py")
    expect(page.locator("#send")).to_be_disabled()
