"""Functions of one worker are called by another: asynchronously, synchronously, both ways, without a deadlock."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.page import WatchedPage

SERVER = """
from pyscript import workers
from js import document
import time
__export__ = ["mean", "fail", "nap", "later", "back", "block"]
calls = 0
def mean(numbers):
    global calls
    calls += 1
    return sum(numbers) / len(list(numbers))
def fail(text):
    raise ValueError(text)
def nap(seconds):
    time.sleep(seconds)
    return "awake"
async def later(value):
    return {"value": value}
def back(name, n):
    return n if n == 0 else workers[name].sync.back("server", n - 1) + 1
def block():
    from offthread import wait
    return wait(workers["client"].block(), serve=False)
"""


@pytest.fixture
def server(warm: WatchedPage, kind: str) -> Iterator[str]:
    """Start a named worker that exports functions; both go with the test."""
    script = warm.insert_script(kind, SERVER, worker=True, name="server", id=f"server-{kind}")
    yield script
    warm.evaluate("(id) => document.getElementById(id).remove()", script)


def end_of(warm: WatchedPage, kind: str, code: str) -> None:
    end = warm.add_script(kind, code, worker=True, name="client", id=f"client-{len(warm.events())}")
    assert end["name"] == "done", f"{end.get('message')}\n{end.get('traceback')}"


def test_functions_are_called_by_name(warm: WatchedPage, kind: str, server: str) -> None:
    end_of(
        warm,
        kind,
        """
from pyscript import workers
import offthread
server = await workers["server"]
assert await server.mean([1, 2, 6]) == 3
promises = [server.mean([n, n + 2]) for n in range(20)]
means = []
for promise in promises:
    means.append(await promise)
assert means == [n + 1 for n in range(20)]
assert server.sync.mean([1, 2]) == 1.5
assert workers["server"].sync.mean([3, 3]) == 3
assert (await server.later(5)).value == 5
assert server.sync.later(6).value == 6
try:
    server.sync.fail("no")
except offthread.JsException as error:
    assert "ValueError: no" in str(error)
else:
    raise AssertionError("not raised")
assert server.sync.nap(0.05) == "awake"
try:
    server.nothing
except AttributeError as error:
    assert "nothing" in str(error)
else:
    raise AssertionError("found")
try:
    await workers["nobody"]
except offthread.JsException as error:
    assert "OT212" in str(error) and "server" in str(error)
else:
    raise AssertionError("found")
""",
    )


def test_workers_that_call_each_other_do_not_hang(warm: WatchedPage, kind: str, server: str) -> None:
    end_of(
        warm,
        kind,
        """
from pyscript import workers
from offthread import wait
import offthread
__export__ = ["back", "block"]
def back(name, n):
    return n if n == 0 else workers[name].sync.back("client", n - 1) + 1
def block():
    return wait(workers["server"].block(), serve=False)
from offthread import _workers, _run
_workers.offer(globals())
assert workers["server"].sync.back("client", 6) == 6
""",
    )


def test_workers_that_wait_for_each_other_are_told(warm: WatchedPage, kind: str, server: str) -> None:
    end_of(
        warm,
        kind,
        """
from pyscript import workers
from offthread import wait
import offthread
__export__ = ["block"]
def block():
    return "never asked"
from offthread import _workers, _run
_workers.offer(globals())
try:
    # This one takes no calls while it waits, and the other waits for a call of this one.
    wait(workers["server"].block(), serve=False)
except offthread.JsException as error:
    assert "OT211" in str(error), error
else:
    raise AssertionError("no deadlock")
assert workers["server"].sync.mean([1]) == 1
""",
    )


def test_a_worker_that_ends_rejects_its_callers(warm: WatchedPage, kind: str, server: str) -> None:
    warm.wait_for_end(server)
    script = warm.insert_script(
        kind,
        """
from pyscript import workers
import offthread
from js import window
server = await workers["server"]
window.calling = True
try:
    server.sync.nap(60)
except offthread.JsException as error:
    assert "OT205" in str(error), error
else:
    raise AssertionError("not raised")
""",
        worker=True,
    )
    warm.wait_for("() => window.calling")
    warm.evaluate("(id) => document.getElementById(id).xworker.terminate()", server)
    end = warm.wait_for_end(script)
    assert end["name"] == "done", end


def test_a_worker_interrupts_another(warm: WatchedPage, kind: str, server: str) -> None:
    end_of(
        warm,
        kind,
        """
from pyscript import workers
import offthread, time
server = await workers["server"]
promise = server.nap(60)
time.sleep(0.2)
server.interrupt()
try:
    await promise
except offthread.JsException as error:
    assert "KeyboardInterrupt" in str(error), error
else:
    raise AssertionError("not raised")
assert server.sync.mean([5]) == 5
""",
    )
