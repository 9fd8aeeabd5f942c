"""An editor knows the page: mypy finds the stubs of an installed wheel, accepts what is right, names what is not."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]

GOOD = """
import js
import offthread
from js import Array, Event, console, document, fetch, localStorage, window
from offthread import batch, dist_folder
from pyscript import HTML, WebSocket, config, display, fs, storage, web, when, workers
from pyscript.ffi import to_js

text = js.document.getElementById("x").textContent
document.title = "title"
button = document.createElement("button")
button.addEventListener("click", lambda event: None, once=True)
button.disabled = True
button.cloneNode(True).disabled = False
field = document.getElementById("field")
field.value = "5"
field.style.color = "red"
field.dataset.kind = "note"
assert isinstance(field, js.HTMLInputElement)
for item in document.querySelectorAll("li"):
    item.hidden = item.children[0].id == ""
event = Event.new("ping", bubbles=True)
document.body.append(button, "text")
localStorage.setItem("a", "b")
console.log("x", 1)
context = document.createElement("canvas").getContext("2d")
context.fillStyle = "red"
context.fillRect(0, 0, 1, 1)
Array.of(1, 2).sort(lambda a, b: a - b)
window.requestAnimationFrame(lambda time: None)
js.setTimeout(lambda: None, 5)
js.location.href = "other.html"


@when("click", "#go")
def go(event: js.Event) -> None:
    event.preventDefault()
    print(event.target.value)


async def more() -> str:
    store = await storage("name")
    store["a"] = 1
    await store.sync()
    await fs.mount("/folder")
    print(await (await workers["stats"]).mean([1]))
    response = await fetch("data.json", method="POST")
    return await response.text()


with batch():
    element = web.div(web.p("text"), id="a", classes=["b"])
    element.classes.add("c")
display("x", HTML("<b>x</b>"), target="out").update(1)
print(offthread.round_trips(), dist_folder(), to_js([1]), config["type"], WebSocket)
"""

# Each line is wrong, and what mypy says of it names this.
BAD = [
    ('js.document.getElementById("x").textContnt', '"textContnt"'),
    ("js.documnt", '"documnt"'),
    ('js.document.createElement("canvas").getContxt("2d")', '"getContxt"'),
    ("js.document.title = 5", '"int"'),
    ('js.Event.new("x", bubles=True)', '"bubles"'),
    ('js.document.createElement("p").addEventListener("click", print, onec=True)', '"onec"'),
    ('pyscript.displai("x")', '"displai"'),
    ('pyscript.display("x", targt="out")', '"targt"'),
    ('pyscript.web.buton("x")', '"buton"'),
    ("offthread.round_trip()", '"round_trip"'),
]


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with nothing but the wheel."""
    folder = tmp_path_factory.mktemp("stubs")
    code = f"from hatchling import build; print(build.build_wheel({str(folder)!r}))"
    built = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    venv.create(folder / "environment", with_pip=False)
    (packages,) = (folder / "environment").glob("lib/python*/site-packages")
    with zipfile.ZipFile(folder / built.stdout.strip()) as wheel:
        wheel.extractall(packages, [name for name in wheel.namelist() if not name.startswith("offthread/dist/")])
    return folder


def mypy(folder: Path, program: str) -> list[str]:
    """Return what mypy says of a program, a line each."""
    (folder / "program.py").write_text(program, "utf-8")
    python = folder / "environment" / "bin" / "python"
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        f"--python-executable={python}",
        "program.py",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return [line for line in done.stdout.splitlines() if ": error: " in line]


def test_a_good_program_passes(check: Path) -> None:
    assert mypy(check, GOOD) == []


def test_each_mistake_is_found_where_it_is(check: Path) -> None:
    program = "import js\nimport offthread\nimport pyscript\n" + "\n".join(line for line, _ in BAD)
    complaints = mypy(check, program)
    by_line = {int(match[1]): line for line in complaints if (match := re.match(r"program\.py:(\d+):", line))}
    assert sorted(by_line) == list(range(4, 4 + len(BAD)))
    for number, (_, name) in enumerate(BAD, 4):
        assert name in by_line[number]


def test_every_name_of_the_library_is_in_the_stubs() -> None:
    for package, stub in (
        ("pyscript", "pyscript-stubs"),
        ("polyscript", "polyscript-stubs"),
        ("offthread", "offthread"),
    ):
        source = (CHECKOUT / "worker" / "python" / package / "__init__.py").read_text("utf-8")
        listed = re.search(r"__all__ = \[(.*?)\]", source, re.DOTALL)
        assert listed
        text = (CHECKOUT / "worker" / "stubs" / stub / "__init__.pyi").read_text("utf-8")
        missing = [name for name in re.findall(r'"(\w+)"', listed[1]) if not re.search(rf"\b{name}\b", text)]
        assert missing == [], package
