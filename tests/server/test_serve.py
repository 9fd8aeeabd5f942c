"""The real command in a process of its own, from the first line to Ctrl-C."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from offthread.dev_server import ServeOptions, create_app
from offthread.server import run_in_thread

from .conftest import SECRET, MakeApp

COMMAND = Path(sys.executable).with_name("offthread")
DEADLINE_SECONDS = 20

pytestmark = [
    pytest.mark.timeout(60),
    pytest.mark.skipif(os.name == "nt", reason="Windows cannot send Ctrl-C to one process"),
]


class Served:
    """Hold a running `offthread serve`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.line = process.stdout.readline()
        assert self.line, process.communicate()[1]
        match = re.search(r" at (http://\S+):(\d+) ", self.line)
        assert match, self.line
        self.port = int(match[2])

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_SECONDS)

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        connection = self.connect()
        try:
            connection.request("GET", path, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str, str, float]:
        """Send a signal; return exit code, the rest of both outputs, and the seconds it took."""
        begin = time.monotonic()
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=DEADLINE_SECONDS)
        return self.process.returncode, out, err, time.monotonic() - begin


Serve = Callable[..., Served]


@pytest.fixture
def serve(root: Path, dist: Path) -> Iterator[Serve]:
    processes: list[subprocess.Popen[str]] = []

    def start(*arguments: str, target: Path = root, port: int = 0, **environment: str) -> Served:
        process = subprocess.Popen(
            [COMMAND, "serve", target, "--port", str(port), "--dist", dist, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        processes.append(process)
        return Served(process)

    yield start
    for process in processes:
        process.kill()
        process.communicate()


class Events:
    """Read an event stream line by line."""

    def __init__(self, served: Served) -> None:
        self.connection = served.connect()
        self.connection.request("GET", "/_offthread/reload")
        self.response = self.connection.getresponse()
        assert self.response.headers["content-type"] == "text/event-stream"
        assert self.response.headers["cross-origin-embedder-policy"] == "require-corp"

    def next(self) -> tuple[str, str]:
        fields: dict[str, str] = {}
        while line := self.response.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        return fields.get("event", "end"), fields.get("data", "")

    def close(self) -> None:
        self.connection.close()
        self.response.close()


def test_it_says_one_line_serves_and_stops_at_ctrl_c(root: Path, serve: Serve) -> None:
    (root / "index.html").write_text("<p>hello</p>")
    served = serve()
    assert served.line == (
        f"Offthread serving {root}/ at http://127.0.0.1:{served.port} "
        "(cross-origin isolated: yes, policy coop-coep; press Ctrl-C to stop)\n"
    )
    assert served.get("/")[0] == 200
    assert served.stop()[:3] == (0, "", "")


def test_an_edit_reaches_an_open_page_and_an_open_page_does_not_hold_the_server(root: Path, serve: Serve) -> None:
    (root / "app.py").write_text("print(0)")
    served = serve()
    events, leaver = Events(served), Events(served)
    try:
        assert events.next()[0] == leaver.next()[0] == "hello"
        leaver.close()
        (root / "app.py").write_text("print(1)")
        assert events.next()[0] == "reload"
        (root / "style.css").write_text("body {}")
        assert events.next()[0] == "css"
        code, out, err, seconds = served.stop()
        assert (code, out, err) == (0, "", "")
        assert seconds < 5
        assert events.next()[0] == "end"
    finally:
        events.close()
        leaver.close()


def test_a_restarted_server_has_another_id(serve: Serve) -> None:
    ids = []
    for _ in range(2):
        served = serve()
        events = Events(served)
        ids.append(events.next())
        events.close()
        served.stop()
    assert ids[0][0] == ids[1][0] == "hello"
    assert ids[0] != ids[1]


def test_a_download_does_not_hold_the_server(root: Path, serve: Serve) -> None:
    with (root / "big.bin").open("wb") as file:
        file.truncate(1 << 30)
    served = serve("--no-reload")
    connection = served.connect()
    try:
        connection.request("GET", "/big.bin")
        response = connection.getresponse()
        response.read(1)
        code, _, err, seconds = served.stop()
        assert (code, err) == (0, "")
        assert seconds < 5
        response.close()
    finally:
        connection.close()


def test_a_python_file_runs_at_the_start(root: Path, serve: Serve) -> None:
    (root / "app.py").write_text("print()")
    served = serve("--no-reload", "--interpreter", "mpy", target=root / "app.py")
    assert b'<script type="mpy" src="./app.py"></script>' in served.get("/")[1]
    assert served.get("/app.py")[1] == b"print()"


@pytest.mark.parametrize("target", ["/../secret.txt", "/%2e%2e/secret.txt", "/%2e%2e%2fsecret.txt", "/.env", "//"])
def test_raw_hostile_paths_are_not_found(root: Path, serve: Serve, target: str) -> None:
    (root / ".env").write_text(SECRET)
    served = serve("--no-reload")
    status, body = served.get(target)
    assert status == 404
    assert SECRET.encode() not in body


def test_policy_none_says_so(serve: Serve) -> None:
    assert "(cross-origin isolated: no, policy none;" in serve("--policy", "none").line


def test_a_foreign_host_is_refused_unless_allowed(serve: Serve) -> None:
    served = serve("--no-reload", "--allowed-host", "friend.test")
    assert served.get("/", {"Host": "evil.test"})[0] == 421
    assert served.get("/", {"Host": "friend.test"})[0] == 200


def test_other_machines_are_mentioned_when_they_can_see_the_folder(root: Path, serve: Serve) -> None:
    served = serve("--no-reload", "--host", "0.0.0.0")
    assert "on other machines only over https" in served.line
    code, out, err, _ = served.stop()
    assert (code, out) == (0, "")
    assert err == f"Warning: everyone who reaches this machine can read {root}/ at --host 0.0.0.0\n"


def test_verbose_logs_requests_to_standard_error(serve: Serve) -> None:
    served = serve("--no-reload", "--verbose")
    served.get("/missing")
    code, out, err, _ = served.stop()
    assert (code, out) == (0, "")
    assert '"GET /missing HTTP/1.1" 404' in err


def test_the_browser_opens_once_connections_are_answered(tmp_path: Path, serve: Serve) -> None:
    opened = tmp_path / "opened"
    os.mkfifo(opened)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{opened}"\n')
    browser.chmod(0o755)
    served = serve("--no-reload", "--open", BROWSER=f"{browser} %s")
    # Reading a pipe waits for the browser to write.
    assert opened.read_text() == f"http://127.0.0.1:{served.port}"


def test_options_come_from_the_environment_too(serve: Serve) -> None:
    assert "policy dip" in serve(OFFTHREAD_SERVE_POLICY="dip").line


def test_the_module_is_the_command() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "offthread", "--version"], capture_output=True, text=True, timeout=DEADLINE_SECONDS
    )
    assert result.stdout.startswith("offthread, version ")
    assert shutil.which(COMMAND) is not None


def test_a_server_error_shows_its_traceback_in_the_terminal(
    root: Path, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("offthread.site.resolve", fail)
    with run_in_thread(make_app()) as url:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=DEADLINE_SECONDS)
        connection.request("GET", "/")
        response = connection.getresponse()
        assert response.status == 500
        assert response.headers["cross-origin-embedder-policy"] == "require-corp"
        connection.close()
        response.close()
    assert "RuntimeError: on purpose" in caplog.text


def test_a_server_in_a_thread_frees_its_port(root: Path, dist: Path) -> None:
    (root / "index.html").write_text("<p>hello</p>")
    app = create_app(root, ServeOptions(dist=dist))
    with run_in_thread(app) as url, urlopen(url, timeout=DEADLINE_SECONDS) as response:
        assert b"<p>hello</p>" in response.read()
    port = int(url.rpartition(":")[2])
    with pytest.raises(OSError, match="refused"), socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
