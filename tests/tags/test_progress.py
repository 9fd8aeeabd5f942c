"""How a page hears, and a person sees, what is being loaded."""

from __future__ import annotations

import asyncio
import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from browser.page import DEADLINE_SECONDS, WatchedPage
from browser.site import DIST, SCRIPT, Site
from offthread.dev_server import DevApp, ServeOptions, create_app
from offthread.server import run_in_thread
from playwright.sync_api import expect
from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = {"py": "Pyodide", "mpy": "MicroPython"}
FOLDERS = {"py": "pyodide", "mpy": "micropython"}
# What the events count of each interpreter, besides modules of JavaScript.
FILES = {
    "py": ("pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json", "_offthread_core.so"),
    "mpy": ("micropython.wasm", "_offthread_members.wasm"),
}
PILL = ".offthread-progress"

# Playwright's own default is five seconds, which Pyodide alone may need to start.
expect.set_options(timeout=DEADLINE_SECONDS * 1000)

RECORD = """
window.progress = [];
for (const type of ["py", "mpy"]) {
    addEventListener(`${type}:progress`, (event) => {
        const { what, name, loaded, total, worker, done } = event.detail;
        const text = `${event.detail}`;
        const isPlain = event.detail instanceof String && event.target === window && !event.cancelable;
        progress.push({ text, type, what, name, loaded, total, worker, done, isPlain });
    });
    addEventListener(`${type}:ready`, () => progress.push({ text: "ready", type }));
}
"""


def size_of(kind: str) -> int:
    return sum((DIST / "interpreters" / FOLDERS[kind] / name).stat().st_size for name in FILES[kind])


def told(page: WatchedPage, what: str) -> list[dict[str, Any]]:
    """Return the details of the events of one stage so far."""
    found: list[dict[str, Any]] = page.evaluate("(what) => progress.filter((one) => one.what === what)", what)
    return found


@pytest.fixture
def recording(page: WatchedPage) -> WatchedPage:
    """Open a page that keeps all events of progress."""
    page.raw.add_init_script(RECORD)
    return page


class HeldApp(DevApp):
    """The dev server, which sends half of a `.wasm` and goes on when the gate is open."""

    gate: threading.Event
    compressed: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = GZipMiddleware(self._send_half) if self.compressed else self._send_half
        await app(scope, receive, send)

    async def _send_half(self, scope: Scope, receive: Receive, send: Send) -> None:
        left = 0

        async def hold(message: Message) -> None:
            nonlocal left
            await send(message)
            if message["type"] == "http.response.start":
                left = int(Headers(raw=message["headers"]).get("content-length", 0)) // 2
            elif left > 0:
                left -= len(message["body"])
                if left <= 0:
                    await asyncio.to_thread(self.gate.wait, DEADLINE_SECONDS)

        await super().__call__(scope, receive, hold if scope.get("path", "").endswith(".wasm") else send)


@dataclass
class Held:
    """A page whose interpreter stays half loaded until `release()`."""

    url: str
    release: Callable[[], None]


Serve = Callable[..., Held]


@pytest.fixture
def serve(site: Site) -> Iterator[Serve]:
    """Return a function that writes a page like `site.page` and holds what it loads."""
    gate = threading.Event()
    with ExitStack() as servers:

        def serve(body: str, *, compressed: bool = False, **options: Any) -> Held:
            app = create_app(site.root, ServeOptions(reload=False, dist=DIST))
            app.__class__ = HeldApp
            vars(app).update(gate=gate, compressed=compressed)
            origin = servers.enter_context(run_in_thread(app)).rstrip("/")
            return Held(site.page(body, origin=origin, **options), gate.set)

        yield serve
        gate.set()


def half_loaded(page: WatchedPage, kind: str) -> dict[str, Any]:
    """Wait until the half of the interpreter that comes has come, and return the event that said so."""
    # The rest of the stage, as far as it is no part of the module, is there sooner or later.
    enough = (DIST / "interpreters" / FOLDERS[kind] / FILES[kind][0]).stat().st_size // 3
    found: dict[str, Any] = page.wait_for(
        "(enough) => progress.find(({ what, loaded }) => what === 'interpreter' && loaded > enough)", enough
    )
    return found


def test_an_interpreter_is_told_of_from_its_first_byte_to_its_start(
    recording: WatchedPage, site: Site, kind: str
) -> None:
    recording.goto(site.page(f'<script type="{kind}" id="s">pass</script>'))
    assert recording.wait_for_end("s")["name"] == "done"
    events = told(recording, "interpreter")
    name = NAMES[kind]
    assert (events[0]["text"], events[0]["loaded"]) == (f"Loading {name}", 0)
    assert (events[-1]["text"], events[-1]["loaded"], events[-1]["total"]) == (
        f"Loaded {name}",
        size_of(kind),
        size_of(kind),
    )
    assert [event["done"] for event in events] == [False] * (len(events) - 1) + [True]
    loaded = [event["loaded"] for event in events]
    assert loaded == sorted(loaded)
    for event in events:
        assert (event["type"], event["name"], event["worker"], event["isPlain"]) == (kind, name, False, True)
    # All of it comes before the script's own events.
    assert recording.evaluate("progress.at(-1).text") == "ready"


def test_every_worker_tells_of_its_own_start(recording: WatchedPage, site: Site, kind: str) -> None:
    recording.goto(site.page(f'<script type="{kind}" id="s">pass</script>'))
    assert recording.wait_for_end("s")["name"] == "done"
    recording.evaluate("() => { progress.length = 0; }")
    script = recording.insert_script(kind, "pass", worker=True)
    assert recording.wait_for_end(script)["name"] == "done"
    events = told(recording, "interpreter")
    assert events[0]["text"] == f"Loading {NAMES[kind]}"
    assert events[-1]["text"] == f"Loaded {NAMES[kind]}"
    assert {event["worker"] for event in events} == {True}
    recording.evaluate("(id) => document.getElementById(id).remove()", script)


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "compressed"])
def test_the_share_that_is_there_is_known_however_it_is_sent(
    recording: WatchedPage, serve: Serve, kind: str, compressed: bool
) -> None:
    held = serve(f'<script type="{kind}" id="s">pass</script>', compressed=compressed)
    recording.goto(held.url)
    event = half_loaded(recording, kind)
    assert event["total"] == size_of(kind)
    share = 100 * event["loaded"] // event["total"]
    assert 0 < share < 100
    assert event["text"] == f"Loading {NAMES[kind]} {share} %"
    held.release()
    assert recording.wait_for_end("s")["name"] == "done"
    assert f"Starting {NAMES[kind]}" in [event["text"] for event in told(recording, "interpreter")]


def test_files_and_packages_of_a_config_are_told_of(recording: WatchedPage, site: Site, kind: str) -> None:
    config = '{ "files": { "a.txt": "", "b.txt": "" }, "packages": ["./one-1-py3-none-any.whl"] }'
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("one.py", "number = 1")
    files: dict[str, str | bytes] = {
        "a.txt": "a" * 1000,
        "b.txt": "b" * 500,
        "one-1-py3-none-any.whl": wheel.getvalue(),
    }
    html = f"""<script type="{kind}" id="s" config='{config}'>import one</script>"""
    recording.goto(site.page(html, files=files))
    assert recording.wait_for_end("s")["name"] == "done"
    for what, size in (("files", 1500), ("packages", len(wheel.getvalue()))):
        events = told(recording, what)
        assert events[0]["text"] == f"Loading {what}"
        assert (events[-1]["text"], events[-1]["loaded"], events[-1]["total"]) == (f"Loaded {what}", size, size)


def test_the_library_and_modules_of_javascript_are_told_of(recording: WatchedPage, site: Site, kind: str) -> None:
    config = '{ "js_modules": { "worker": { "./one.js": "one", "./two.js": "two" } } }'
    html = f"""<script type="{kind}" id="s" config='{config}'>from polyscript.js_modules import one, two</script>"""
    files: dict[str, str | bytes] = {"one.js": "export const one = 1;", "two.js": "export const two = 2;"}
    recording.goto(site.page(html, files=files))
    assert recording.wait_for_end("s")["name"] == "done"
    events = told(recording, "library")
    assert (events[0]["text"], events[-1]["text"]) == ("Loading library", "Loaded library")
    assert max(event["loaded"] for event in events) > 10_000
    events = told(recording, "modules")
    assert (events[0]["text"], events[-1]["text"]) == ("Loading JS modules", "Loaded JS modules")
    assert [event["done"] for event in events].count(True) == 1


def test_a_module_of_javascript_that_is_missing_is_never_said_to_be_there(
    recording: WatchedPage, site: Site, kind: str
) -> None:
    recording.expect_console("OT508|404")
    config = '{ "js_modules": { "worker": { "./none.js": "none" } } }'
    recording.goto(site.page(f"""<script type="{kind}" id="s" config='{config}'>pass</script>"""))
    assert recording.wait_for_end("s")["code"] == "OT508"
    assert [event["text"] for event in told(recording, "modules")] == ["Loading JS modules"]


def test_what_cannot_be_loaded_is_never_said_to_be(recording: WatchedPage, site: Site, kind: str) -> None:
    recording.expect_console("OT501|404")
    html = f"""<script type="{kind}" id="s" config='files = {{ "no.txt" = "" }}'>pass</script>"""
    recording.goto(site.page(html))
    assert recording.wait_for_end("s")["code"] == "OT501"
    texts = [event["text"] for event in told(recording, "files")]
    assert "Loading files" in texts
    assert "Loaded files" not in texts


def test_a_display_shows_what_takes_a_while(recording: WatchedPage, serve: Serve, kind: str) -> None:
    policy = (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; "
        "worker-src 'self'; img-src data:"
    )
    head = f'<meta http-equiv="Content-Security-Policy" content="{policy}">{SCRIPT}'
    held = serve(f'<script type="{kind}" id="s" src="main.py"></script>', head=head, files={"main.py": "pass"})
    recording.goto(held.url)
    half_loaded(recording, kind)
    pill = recording.locator(PILL)
    expect(pill).to_be_visible()
    expect(pill.get_by_role("status")).to_have_text(f"Loading {NAMES[kind]}")
    expect(pill.get_by_role("progressbar", name=f"Loading {NAMES[kind]}")).to_be_visible()
    share = recording.evaluate("document.querySelector('.offthread-progress-bar').value")
    assert 0 < share < 100
    expect(pill).to_contain_text(f"{share} %")
    seen = pill.evaluate(
        """(pill) => {
            const { left, top, width, height } = pill.getBoundingClientRect();
            const below = document.elementFromPoint(left + width / 2, top + height / 2);
            return [pill.contains(below), document.body.contains(pill), getComputedStyle(pill).position];
        }"""
    )
    assert seen == [False, False, "fixed"]
    held.release()
    assert recording.wait_for_end("s")["name"] == "done"
    expect(pill).to_have_count(0)


def test_the_display_is_gone_when_the_script_begins(recording: WatchedPage, serve: Serve, kind: str) -> None:
    code = f"from js import document\nprint(document.querySelectorAll('{PILL}').length)"
    held = serve(f'<script type="{kind}" id="s">\n{code}</script>')
    recording.goto(held.url)
    expect(recording.locator(PILL)).to_be_visible()
    held.release()
    recording.wait_for_log("^0$")


# Timers of 0.4 seconds wait until the test has them run.
PATIENCE = """
const { setTimeout } = window;
window.patience = [];
window.setTimeout = (action, ms, ...rest) => ms === 400 ? patience.push(action) : setTimeout(action, ms, ...rest);
"""


def test_the_display_waits_for_four_tenths_of_a_second(recording: WatchedPage, serve: Serve) -> None:
    recording.raw.add_init_script(PATIENCE)
    held = serve('<script type="mpy" id="s">pass</script><script type="mpy" id="t" worker>pass</script>')
    recording.goto(held.url)
    half_loaded(recording, "mpy")
    assert recording.locator(PILL).count() == 0
    recording.evaluate("() => { for (const action of patience) action(); }")
    expect(recording.locator(PILL)).to_have_count(1)
    assert recording.evaluate("patience.length") == 1
    held.release()
    assert recording.wait_for_end("s")["name"] == recording.wait_for_end("t")["name"] == "done"
    expect(recording.locator(PILL)).to_have_count(0)
    recording.evaluate("() => document.getElementById('t').remove()")


def test_a_page_can_do_without_the_display(recording: WatchedPage, serve: Serve) -> None:
    requested: list[str] = []
    recording.raw.on("request", lambda request: requested.append(request.url.rpartition("/")[2]))
    recording.raw.add_init_script(PATIENCE)
    held = serve(
        '<script type="mpy" id="s">pass</script>', head=SCRIPT.replace("<script", '<script data-progress="off"')
    )
    recording.goto(held.url)
    half_loaded(recording, "mpy")
    recording.evaluate("() => { for (const action of patience) action(); }")
    held.release()
    assert recording.wait_for_end("s")["name"] == "done"
    assert "page-progress_display.js" not in requested


def test_the_display_goes_where_an_interpreter_cannot_start(recording: WatchedPage, serve: Serve, kind: str) -> None:
    held = serve(f'<script type="{kind}" id="s" worker>pass</script>')
    recording.goto(held.url)
    expect(recording.locator(PILL)).to_be_visible()
    recording.evaluate("() => document.getElementById('s').remove()")
    expect(recording.locator(PILL)).to_have_count(0)
