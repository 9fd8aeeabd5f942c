"""The page around a bare Python file."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

from hypothesis import given
from hypothesis import strategies as st
from offthread.wrap import wrap

from .asgi import fetch
from .conftest import MakeApp


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_loads_the_style_the_module_and_the_file() -> None:
    found = Tags(wrap("app.py")).found
    assert ("link", {"rel": "stylesheet", "href": "/_offthread/offthread.css"}) in found
    assert ("script", {"type": "module", "src": "/_offthread/offthread.js"}) in found
    assert ("script", {"type": "py", "src": "./app.py"}) in found


def test_the_interpreter_is_an_option() -> None:
    assert Tags(wrap("app.py", "mpy")).found[-1] == ("script", {"type": "mpy", "src": "./app.py"})


@given(st.text(min_size=1))
def test_no_file_name_gets_out_of_its_attribute(name: str) -> None:
    plain, hostile = Tags(wrap("app.py")).found, Tags(wrap(name)).found
    assert [tag for tag, _ in hostile] == [tag for tag, _ in plain]
    source = hostile[-1][1]["src"]
    assert source is not None
    assert unquote(source) == f"./{name}"


def test_a_hostile_name_is_served_and_harmless(root: Path, make_app: MakeApp) -> None:
    name = '"><script>alert(1)<' + "'&#x.py"
    (root / name).write_text("print()")
    reply = fetch(make_app(), "/" + quote(name), headers={"sec-fetch-dest": "document"})
    assert reply.status == 200
    assert "<script>" not in reply.text
    assert fetch(make_app(name), "/").text == reply.text
