"""A Pyodide begins with the memory of the first one of the page, as it was before that ran anything."""

from __future__ import annotations

import json
from typing import Any

from browser.page import WatchedPage
from browser.site import DIST, Site

# Pyodide draws a seed for its hashes when it starts, which whoever begins with the same memory has as well.
SAY = """
import builtins, json, os, random, sys
known = {"hash": hash("x"), "random": random.random(), "path": sys.path, "modules": sorted(sys.modules)}
known["left"] = hasattr(builtins, "left") or os.path.exists("left.txt")
print(json.dumps(known))
builtins.left = True
open("left.txt", "w").close()
"""


def say(page: WatchedPage, number: int, **attributes: str) -> dict[str, Any]:
    """Start a worker of its own, and return what its Python says of itself."""
    end = page.add_script("py", SAY, worker=True, id=f"s{number}", **attributes)
    assert end["name"] == "done", end
    page.wait_until(lambda: len(page.logged()) > number, "what Python says")
    said: dict[str, Any] = json.loads(page.logged()[number])
    return said


def end_workers(page: WatchedPage) -> None:
    page.evaluate("() => document.querySelectorAll('script[worker]').forEach((script) => script.remove())")


def test_it_is_the_same_python_but_for_what_is_random_and_what_has_run(page: WatchedPage, site: Site) -> None:
    page.goto(site.page(""))
    first, second, third = (say(page, number) for number in range(3))
    assert first["hash"] == second["hash"] == third["hash"]
    assert len({first["random"], second["random"], third["random"]}) == 3
    assert first["path"] == second["path"]
    assert first["modules"] == second["modules"]
    assert [first["left"], second["left"], third["left"]] == [False, False, False]
    end_workers(page)


def test_what_needs_the_worker_s_javascript_works_in_it(page: WatchedPage, site: Site) -> None:
    page.goto(site.page('<script type="py" id="first">pass</script>'))
    assert page.wait_for_end("first")["name"] == "done"
    code = """
import asyncio, ctypes, datetime, decimal, hashlib, os, time, zlib
assert os.urandom(8) != os.urandom(8)
assert ctypes.string_at(ctypes.create_string_buffer(b"text")) == b"text"
assert zlib.decompress(zlib.compress(b"x" * 1000)) == b"x" * 1000
assert hashlib.sha256(b"").hexdigest().startswith("e3b0c442")
assert decimal.Decimal(1) / 3 < 1
assert abs(datetime.datetime.now().timestamp() - time.time()) < 60
before = time.monotonic()
await asyncio.sleep(0.01)
assert time.monotonic() > before
from js import document
document.title = "works"
print(document.title)
"""
    end = page.add_script("py", code, worker=True)
    assert end["name"] == "done", end
    page.wait_for_log("^works$")
    end_workers(page)


def test_a_build_of_the_page_starts_by_itself(page: WatchedPage, site: Site) -> None:
    page.goto(site.page(""))
    first = say(page, 0)
    own = say(page, 1, config='{"interpreter": "/_offthread/interpreters/pyodide/pyodide.mjs"}')
    assert first["hash"] != own["hash"]
    end_workers(page)


def test_without_such_memory_each_starts_by_itself(page: WatchedPage, site: Site) -> None:
    page.expect_console("The memory of Pyodide could not be copied for other workers: Error: not here")
    source = (DIST / "interpreters/pyodide/pyodide.asm.mjs").read_text("utf-8")
    begin = "API.serializeHiwireState=function(t,e){"
    assert begin in source
    changed = source.replace(begin, f"{begin}throw new Error('not here');")
    page.raw.route("**/pyodide.asm.mjs", lambda route: route.fulfill(content_type="text/javascript", body=changed))
    page.goto(site.page(""))
    first, second = (say(page, number) for number in range(2))
    assert first["hash"] != second["hash"]
    end_workers(page)
