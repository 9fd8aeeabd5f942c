"""Compile what is C: `build.py core TARGET` for Pyodide, `build.py members TARGET` for MicroPython.

The compiler is Zig's, as it comes as a Python package for every system and brings clang and a linker for wasm.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
# What every engine has that runs these interpreters. Later features would have the linker write constants that others
# refuse.
FEATURES = "mvp+bulk_memory+mutable_globals+sign_ext"
COMPILE = ["cc", f"-mcpu={FEATURES}", "-O2", "-ffreestanding", "-Werror", "-Wall", "-Wextra"]
COMPILE += ["-Wno-unused-parameter", "-Wno-missing-field-initializers"]
LINK = ["wasm-ld", "--allow-undefined", "--import-memory", "--no-entry", "--strip-all"]
# A dynamic library, which Pyodide loads as it loads any extension module; and a module without data and without a stack
# that shares the memory and the functions of MicroPython.
PARTS = {
    "core": (
        ["-target", "wasm32-emscripten", "-fPIC"],
        ["-shared", "--experimental-pic", "--export=PyInit__offthread_core"],
    ),
    "members": (["-target", "wasm32-freestanding", "-fno-builtin"], ["--import-table"]),
}


def zig(*arguments: str) -> None:
    """Run Zig. Raises CalledProcessError if that fails."""
    subprocess.run([sys.executable, "-m", "ziglang", *arguments], check=True)


def build(part: str, target: Path) -> None:
    """Compile and link; the target's folder is made where it is missing."""
    compile_options, link_options = PARTS[part]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        compiled = str(Path(folder) / f"{part}.o")
        zig(*COMPILE, *compile_options, "-c", str(HERE / f"{part}.c"), "-o", compiled)
        zig(*LINK, *link_options, compiled, "-o", str(target))


if __name__ == "__main__":
    build(sys.argv[1], Path(sys.argv[2]))
