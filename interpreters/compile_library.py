"""Compile our Python library to the bytecode of our MicroPython: `compile_library.py TARGET`.

Compiling it took MicroPython half of the time in which it imports it, in every worker. The target is one file: a line
of JSON, `[[path, size], ...]`, and after it what these paths contain, one after the other. worker/library.js reads it.
Other builds of MicroPython, whose bytecode may be another one, compile the sources.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "worker" / "python"
# Where it lies in MicroPython's file system: the names of files in tracebacks.
INSTALLED = "/lib"
PACKAGE = "@micropython/micropython-webassembly-pyscript"
# What only CPython imports, and MicroPython could not read.
CPYTHON_ALONE = {
    "_offthread_library.py",
    "offthread/_http_client.py",
    "offthread/_httpx.py",
    "offthread/_members_cpython.py",
    "offthread/_pyodide_names.py",
    "offthread/matplotlib_backend.py",
}


def mpy_cross(*arguments: str) -> str:
    """Run the compiler and return what it says. Raises CalledProcessError if that fails, with its reason on stderr."""
    command = [sys.executable, "-m", "mpy_cross", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def check_version() -> None:
    """Exit unless the compiler is of the version of the MicroPython that is shipped."""
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"][PACKAGE]
    said = mpy_cross("--version")
    if f"MicroPython v{wanted} " not in said:
        sys.exit(f"package.json asks for MicroPython {wanted}, and the compiler says: {said.strip()}. Pin the same one")


def build(target: Path) -> None:
    """Write the compiled library; the target's folder is made where it is missing."""
    check_version()
    entries = []
    contents = []
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "compiled.mpy"
        for source in sorted(LIBRARY.rglob("*.py")):
            path = source.relative_to(LIBRARY).as_posix()
            if path in CPYTHON_ALONE:
                continue
            mpy_cross("-s", f"{INSTALLED}/{path}", "-o", str(compiled), str(source))
            content = compiled.read_bytes()
            entries.append([path.removesuffix(".py") + ".mpy", len(content)])
            contents.append(content)
    target.parent.mkdir(parents=True, exist_ok=True)
    head = json.dumps(entries, separators=(",", ":")).encode()
    target.write_bytes(b"\n".join([head, b"".join(contents)]))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
