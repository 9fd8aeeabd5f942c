"""The folder /persist: plain files that outlive the page, in both interpreters."""

from __future__ import annotations

import random

import pytest
from browser.page import WatchedPage
from browser.site import Site

from .programs import run

PATHS = """
import os
HERE = "/persist/{name}"
os.mkdir(HERE)

def write(name, data, mode="wb"):
    with open(HERE + "/" + name, mode) as file:
        file.write(data)

def read(name, mode="rb"):
    with open(HERE + "/" + name, mode) as file:
        return file.read()
"""


@pytest.mark.parametrize("worker", [False, True])
def test_files_are_there_again_after_a_reload(page: WatchedPage, site: Site, kind: str, worker: bool) -> None:
    attributes = {"worker": True} if worker else {}
    page.goto(site.page(""))
    run(
        page,
        kind,
        PATHS.format(name="reload")
        + """
every = bytes(range(256)) * 1000
write("a.db", every)
write("text", "caf\\xe9", "w")
write("text", "+more", "a")
write("empty", b"")
os.mkdir(HERE + "/sub")
write("sub/deep", b"deep")
""",
        **attributes,
    )
    page.raw.reload()
    run(
        page,
        kind,
        """
import os
assert "reload" in os.listdir("/persist")
HERE = "/persist/reload"
assert sorted(os.listdir(HERE)) == ["a.db", "empty", "sub", "text"], os.listdir(HERE)
assert open(HERE + "/a.db", "rb").read() == bytes(range(256)) * 1000
assert open(HERE + "/text").read() == "caf\\xe9+more"
assert open(HERE + "/empty", "rb").read() == b"" and open(HERE + "/sub/deep").read() == "deep"
assert os.stat(HERE + "/a.db")[6] == 256000
""",
        **attributes,
    )


def test_files_are_as_anywhere(warm: WatchedPage, kind: str) -> None:
    run(
        warm,
        kind,
        PATHS.format(name="files")
        + """
write("f", b"0123456789")
with open(HERE + "/f", "r+b") as file:
    file.seek(3)
    file.write(b"abc")
    file.seek(0, 2)
    assert file.tell() == 10
    file.write(b"!")
    file.seek(0)
    assert file.read() == b"012abc6789!"
assert read("f") == b"012abc6789!"
# Writing beyond the end leaves zeros.
with open(HERE + "/f", "r+b") as file:
    file.seek(10000)
    file.write(b"end")
data = read("f")
assert data[:11] == b"012abc6789!" and data[11:10000] == bytes(9989) and data[10000:] == b"end"
# What another stream has written is seen, as soon as it is closed.
reader = open(HERE + "/f", "rb")
write("f", b"new")
assert reader.read() == b"new"
reader.close()
os.rename(HERE + "/f", HERE + "/g")
write("h", b"old")
os.rename(HERE + "/g", HERE + "/h")
assert sorted(os.listdir(HERE)) == ["h"] and read("h") == b"new"
os.mkdir(HERE + "/d")
write("d/x", b"x")
os.rename(HERE + "/d", HERE + "/e")
assert os.listdir(HERE + "/e") == ["x"] and read("e/x") == b"x"
raises(OSError, os.rmdir, HERE + "/e")
os.remove(HERE + "/e/x")
os.rmdir(HERE + "/e")
for missing in ("/nowhere", "/e", "/e/x"):
    raises(OSError, open, HERE + missing)
raises(OSError, os.remove, HERE + "/nowhere")
raises(OSError, os.mkdir, HERE + "/h")
raises(OSError, os.listdir, HERE + "/nowhere")
os.remove(HERE + "/h")
assert os.listdir(HERE) == []
""",
    )


def test_what_cpython_can_do_besides(warm: WatchedPage, kind: str) -> None:
    if kind == "mpy":
        # MicroPython has none of these; its own way of syncing a file is os.sync().
        run(warm, kind, "import os\nassert not hasattr(os, 'truncate') and not hasattr(os, 'replace')")
        return
    run(
        warm,
        kind,
        PATHS.format(name="cpython")
        + """
import errno, json, pathlib, shutil, tempfile
write("f", b"0123456789" * 1000)
os.truncate(HERE + "/f", 4)
assert read("f") == b"0123"
os.truncate(HERE + "/f", 9000)
assert read("f") == b"0123" + bytes(8996)
with open(HERE + "/f", "r+b") as file:
    file.truncate(2)
    file.seek(0)
    assert file.read() == b"01"
    os.fsync(file.fileno())
    assert pathlib.Path(HERE, "f").stat().st_size == 2
os.replace(HERE + "/f", HERE + "/g")
pathlib.Path(HERE, "data.json").write_text(json.dumps({"a": 1}))
assert json.loads(pathlib.Path(HERE, "data.json").read_text()) == {"a": 1}
error = raises(OSError, open, HERE + "/x/y", "w")
assert error.errno == errno.ENOENT and error.filename == HERE + "/x/y"
assert raises(FileExistsError, open, HERE + "/g", "x")
assert raises(IsADirectoryError, open, HERE, "w")
with tempfile.NamedTemporaryFile(dir=HERE) as file:
    file.write(b"temporary")
    file.flush()
    assert file.seek(0) == 0 and file.read() == b"temporary"
copy = shutil.copytree(HERE, "/persist/copied")
assert sorted(os.listdir(copy)) == ["data.json", "g"] == sorted(os.listdir(HERE))
shutil.rmtree(HERE)
shutil.rmtree(copy)
with open("/persist/gone", "w+") as file:
    file.write("still here")
    os.remove("/persist/gone")
    file.seek(0)
    assert file.read() == "still here"
assert not os.path.exists("/persist/gone")
""",
    )


def test_two_workers_see_one_folder_at_once(warm: WatchedPage, kind: str) -> None:
    shared = "from pyscript import sync\n" + PATHS.format(name="together")
    run(warm, kind, shared + "write('mine', b'1')\nwrite('changed', b'before')\nwrite('old', b'')\n")
    run(
        warm,
        kind,
        """
import os
HERE = "/persist/together"
assert sorted(os.listdir(HERE)) == ["changed", "mine", "old"]
with open(HERE + "/changed", "w") as file:
    file.write("after, and longer")
os.remove(HERE + "/old")
os.mkdir(HERE + "/new")
with open(HERE + "/mine", "a") as file:
    file.write("2")
""",
        worker=True,
    )
    run(
        warm,
        kind,
        """
import os
assert sorted(os.listdir(HERE)) == ["changed", "mine", "new"], os.listdir(HERE)
assert read("changed") == b"after, and longer" and read("mine") == b"12"
raises(OSError, open, HERE + "/old")
raises(OSError, os.stat, HERE + "/old")
""".replace("HERE", "'/persist/together'").replace(
            "read(", "(lambda name: open('/persist/together/' + name, 'rb').read())("
        ),
    )


def test_a_change_of_what_another_has_changed_is_refused(page: WatchedPage, site: Site) -> None:
    # MicroPython ignores that closing a file has failed.
    kind = "py"
    page.goto(site.page(""))
    path = f"/persist/refused-{kind}"
    run(page, kind, f"with open('{path}', 'w') as file: file.write('original')")
    # CPython writes to the file only when it is closed; it is a change of what was read all the same.
    end = page.add_script(kind, f"mine = open('{path}', 'r+')\nassert mine.read(3) == 'ori'\nmine.write('MINE')")
    assert end["name"] == "done", end
    run(page, kind, f"with open('{path}', 'w') as file: file.write('by another')", worker=True)
    close = """
try:
    mine.flush()
    mine.close()
except OSError as error:
    assert error.errno == 72, error
else:
    raise AssertionError("no error")
try:
    mine.close()
except OSError:
    pass
"""
    end = page.add_script(kind, close)
    assert end["name"] == "done", end
    run(page, kind, f"assert open('{path}').read() == 'by another'")


CHANGE = """
import os
file = open("/persist/contended-{kind}", "r+")
assert file.read() == "original"
log = open("/persist/log-{kind}", "a")
log.write("one ")
"""


def test_a_file_that_another_has_changed_is_not_overwritten(warm: WatchedPage, kind: str) -> None:
    for name, text in (("contended", "original"), ("log", "")):
        run(warm, kind, f"with open('/persist/{name}-{kind}', 'w') as file: file.write('{text}')")
    # Kept open across scripts: as globals.
    script = warm.add_script(kind, CHANGE.format(kind=kind).replace('log.write("one ")', ""))
    assert script["name"] == "done", script
    run(
        warm,
        kind,
        f"""
with open("/persist/contended-{kind}", "w") as file: file.write("by another")
with open("/persist/log-{kind}", "a") as file: file.write("two ")
""",
        worker=True,
    )
    end = warm.add_script(
        kind,
        f"""
log.write("three ")
log.close()
assert open("/persist/log-{kind}").read() == "two three "
# It was clean, so that reading gives what is there now.
file.seek(0)
assert file.read() == "by another"
file.close()
""",
    )
    assert end["name"] == "done", end


def test_a_log_that_nobody_closes_is_written_at_the_end_of_the_turn(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page("")).add_script(
        kind, "log = open('/persist/log', 'a')\nfor line in range(3):\n    log.write(f'{line}\\n')\n    log.flush()"
    )
    page.raw.reload()
    run(page, kind, "assert open('/persist/log').read() == '0\\n1\\n2\\n'")


def test_a_file_that_is_not_closed_is_as_it_was(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(""))
    run(page, kind, "with open('/persist/f', 'w') as file: file.write('whole')")
    # MicroPython buffers nothing, and its flush is that of the disk.
    flush = "file.flush()" if kind == "py" else ""
    end = page.add_script(kind, f"file = open('/persist/f', 'w')\nfile.write('half ')\n{flush}")
    assert end["name"] == "done"
    page.raw.reload()
    run(page, kind, "assert open('/persist/f').read() == 'whole'")


def test_sqlite_keeps_its_databases_there(page: WatchedPage, site: Site) -> None:
    page.goto(site.page(""))
    run(
        page,
        "py",
        """
import os, sqlite3
with sqlite3.connect("/persist/x.db") as database:
    database.execute("create table t (n integer primary key, text)")
    database.executemany("insert into t values (?, ?)", [(n, "x" * n) for n in range(500)])
database.execute("begin")
database.execute("delete from t")
assert database.execute("select count(*) from t").fetchone() == (0,)
database.rollback()
database.execute("vacuum")
database.execute("insert into t values (1000, 'not committed')")
""",
    )
    page.raw.reload()
    run(
        page,
        "py",
        """
import os, sqlite3
database = sqlite3.connect("/persist/x.db")
assert database.execute("pragma integrity_check").fetchone() == ("ok",)
assert database.execute("select count(*), sum(length(text)) from t").fetchone() == (500, 124750)
database.close()
assert [name for name in os.listdir("/persist") if name.startswith("x.db")] == ["x.db"]
""",
    )


def test_two_tabs_take_turns(page: WatchedPage, site: Site, kind: str) -> None:
    url = site.page("")
    page.goto(url)
    run(page, kind, "with open('/persist/tabs', 'w') as file: file.write('first')")
    second = WatchedPage(page.raw.context.new_page())
    try:
        second.goto(url)
        run(second, kind, "assert open('/persist/tabs').read() == 'first'")
        for number in range(3):
            run(second, kind, f"with open('/persist/tabs', 'a') as file: file.write(' second {number}')")
            run(page, kind, f"assert open('/persist/tabs').read().endswith(' second {number}')")
            run(page, kind, f"with open('/persist/tabs', 'a') as file: file.write(' first {number}')")
            run(second, kind, f"assert open('/persist/tabs').read().endswith(' first {number}')")
    finally:
        second.close()


WRITE = """
def write(name, data):
    with open("/persist/full/" + name, "wb") as file:
        file.write(data)
        file.flush()  # MicroPython does not raise what `close` does.

"""


def test_a_full_disk_is_an_error_and_loses_nothing(page: WatchedPage, site: Site, kind: str) -> None:
    if kind == "mpy":
        # The file is closed once more after what `flush` raised.
        page.expect_console(r"QuotaExceededError.*\[OT510\]")
    page.goto(site.page(""))
    run(page, kind, 'import os\nos.mkdir("/persist/full")\n' + WRITE + 'write("kept", b"before")')
    usage: int = page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)")
    devtools = page.raw.context.new_cdp_session(page.raw)
    origin = {"origin": site.isolated.rstrip("/")}
    devtools.send("Storage.overrideQuotaForOrigin", origin | {"quotaSize": usage + 1_000_000})
    run(
        page,
        kind,
        WRITE
        + """
try:
    write("large", bytes(4_000_000))
except OSError as error:
    assert error.errno == 51, error
else:
    raise AssertionError("four million bytes fit into one million")
assert open("/persist/full/kept", "rb").read() == b"before"
write("kept", b"after")
""",
    )
    page.raw.reload()
    devtools.send("Storage.overrideQuotaForOrigin", origin)
    run(
        page,
        kind,
        WRITE
        + """
assert open("/persist/full/kept", "rb").read() == b"after"
write("large", bytes(4_000_000))
assert len(open("/persist/full/large", "rb").read()) == 4_000_000
""",
    )


def test_a_browser_without_private_files_is_an_error(page: WatchedPage, site: Site) -> None:
    kind = "py"
    page.expect_console("OT510")
    page.raw.context.route(
        "**/keeper.js", lambda route: route.fulfill(body="throw new Error()", content_type="text/javascript")
    )
    page.goto(site.page(""))
    run(
        page,
        kind,
        """
import os
for action in (lambda: os.listdir("/persist"), lambda: open("/persist/f", "w"), lambda: os.stat("/persist/f")):
    error = raises(OSError, action)
    assert error.errno == 138, error
assert "persist" in os.listdir("/")
""",
    )
    page.raw.context.unroute("**/keeper.js")


def test_a_program_that_does_not_use_it_starts_nothing(page: WatchedPage, site: Site, kind: str) -> None:
    page.goto(site.page(""))
    run(page, kind, "import os\nassert 'persist' in os.listdir('/')\nos.stat('/persist')")
    assert not [worker for worker in page.raw.workers if "keeper" in worker.url]
    run(page, kind, "import os\nos.listdir('/persist')")
    assert [worker for worker in page.raw.workers if "keeper" in worker.url]


WRITER = """
import os, time
SIZES = (0, 1, 5000, 70000)

def version(number, size):
    "A content that tells whether it is whole."
    head = b"%08d %08d " % (number, size)
    return head + bytes([number % 251]) * size + b"end"

def number_of(data):
    assert len(data) >= 21, data
    number, size = int(data[:8]), int(data[9:17])
    assert data == version(number, size), ("torn", len(data), size, data[:20])
    return number

numbers = {}
for name in ("replaced", "patched", "renamed"):
    try:
        with open("/persist/" + name, "rb") as file:
            numbers[name] = number_of(file.read())
    except OSError:
        numbers[name] = -1
"""

ROUND = """
document.title = "%s" % (numbers,)
for number in range(max(numbers.values()) + 1, 10**8):
    size = SIZES[number % 4]
    with open("/persist/replaced", "wb") as file:
        data = version(number, size)
        file.write(data[:30])
        file.write(data[30:])
    document.body.dataset.replaced = str(number)
    try:
        file = open("/persist/patched", "r+b")
    except OSError:
        file = open("/persist/patched", "wb")
    file.write(version(number, 70000))
    file.close()
    document.body.dataset.patched = str(number)
    with open("/persist/temporary", "wb") as file:
        file.write(version(number, size))
    os.rename("/persist/temporary", "/persist/renamed")
    document.body.dataset.renamed = str(number)
"""

NAMES = ("replaced", "patched", "renamed")


def test_no_file_is_torn_when_the_page_is_killed_50_times(page: WatchedPage, site: Site) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    moments = random.Random(seed)
    url = site.page("<script type='mpy' id='s' src='main.py' worker></script>", files={
        "main.py": "from js import document\n" + WRITER + ROUND,
    })  # fmt: skip
    last = dict.fromkeys(NAMES, -1)
    for kill in range(50):
        page.goto(url)
        # A torn file would have ended the script before this.
        page.wait_for("document.body.dataset.renamed !== undefined || recorded.some(({ name }) => name === 'error')")
        assert not page.events("error"), (seed, kill, page.events("error"))
        found = eval(page.evaluate("document.title"))
        for name in NAMES:
            assert found[name] >= last[name], (seed, kill, name, found, last)
        milliseconds = moments.randrange(60)
        reported = page.evaluate(
            """async ([milliseconds, kill]) => {
                await new Promise((resolve) => setTimeout(resolve, milliseconds));
                const { dataset } = document.body;
                const reported = { ...dataset };
                if (kill) document.getElementById("s").remove();
                return reported;
            }""",
            [milliseconds, kill % 3 == 0],
        )
        last = {name: int(reported[name]) for name in NAMES}
        # Leaving the page kills its workers, the keeper as well, wherever they are.
        page.goto("about:blank")


TRANSACTIONS = """
import sqlite3
from js import document
database = sqlite3.connect("/persist/accounts.db")
assert database.execute("pragma integrity_check").fetchone() == ("ok",)
database.execute("create table if not exists accounts (name text primary key, amount integer, filler text)")
if not database.execute("select count(*) from accounts").fetchone()[0]:
    database.executemany("insert into accounts values (?, 100, ?)", [(str(n), "x" * 2000) for n in range(20)])
    database.commit()
found = database.execute("select count(*), sum(amount) from accounts").fetchone()
assert found == (20, 2000), found
document.title = "whole"
for number in range(10**8):
    database.execute("update accounts set amount = amount - 1 where name = ?", (str(number % 20),))
    database.execute("update accounts set amount = amount + 1 where name = ?", (str(number * 7 % 20),))
    database.commit()
    document.body.dataset.done = str(number)
"""


def test_no_transaction_of_sqlite_is_torn_either(page: WatchedPage, site: Site) -> None:
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    moments = random.Random(seed)
    url = site.page("<script type='py' id='s' src='main.py' worker></script>", files={"main.py": TRANSACTIONS})
    for kill in range(6):
        page.goto(url)
        page.wait_for("document.body.dataset.done > 0 || recorded.some(({ name }) => name === 'error')")
        assert not page.events("error"), (seed, kill, page.events("error"))
        page.evaluate("(ms) => new Promise((resolve) => setTimeout(resolve, ms))", moments.randrange(60))
        page.goto("about:blank")
