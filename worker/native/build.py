"""Compile core.c to a dynamic library for Pyodide: `build.py TARGET`.

The compiler is Zig's, as it comes as a Python package for every system and brings clang and a linker for wasm.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parent / "core.c"
# What every engine has that runs Pyodide. Later features would have the linker write constants that older ones refuse.
FEATURES = "mvp+bulk_memory+mutable_globals+sign_ext"
COMPILE = ["cc", "-target", "wasm32-emscripten", f"-mcpu={FEATURES}", "-O2", "-fPIC", "-ffreestanding", "-Werror"]
COMPILE += ["-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-missing-field-initializers"]
LINK = ["wasm-ld", "-shared", "--experimental-pic", "--allow-undefined", "--import-memory", "--no-entry", "--strip-all"]


def zig(*arguments: str) -> None:
    """Run Zig. Raises CalledProcessError if that fails."""
    subprocess.run([sys.executable, "-m", "ziglang", *arguments], check=True)


def build(target: Path) -> None:
    """Compile and link; the target's folder is made where it is missing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        compiled = str(Path(folder) / "core.o")
        zig(*COMPILE, "-c", str(SOURCE), "-o", compiled)
        zig(*LINK, "--export=PyInit__offthread_core", compiled, "-o", str(target))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
