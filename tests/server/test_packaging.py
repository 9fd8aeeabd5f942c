"""What the build puts into a wheel and into an editable install."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a copy of what a build reads, so that nothing is built in the real checkout."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    shutil.copytree(CHECKOUT / "server_headers", copy / "server_headers")
    shutil.copytree(CHECKOUT / "worker" / "stubs", copy / "worker" / "stubs")
    for name in ("pyproject.toml", ".gitignore"):
        shutil.copy(CHECKOUT / name, copy)
    for name in ("README.md", "LICENSE", "CHANGELOG.md"):
        (copy / name).write_text(f"{name}\n")
    return copy


def build(checkout: Path, hook: str) -> subprocess.CompletedProcess[str]:
    """Call one hook of the build backend as pip does, in a process of its own."""
    code = f"from hatchling import build; print(build.{hook}('out'))"
    return subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, timeout=60)


def make_dist(checkout: Path) -> None:
    (checkout / "dist" / "engines").mkdir(parents=True)
    (checkout / "dist" / "offthread.js").write_text("export {};\n")
    (checkout / "dist" / "engines" / "engine.wasm").write_bytes(b"\0asm")
    (checkout / "build" / "stubs" / "js-stubs").mkdir(parents=True)
    (checkout / "build" / "stubs" / "js-stubs" / "__init__.pyi").write_text("document: object\n")


def test_a_wheel_has_the_sources_the_data_and_the_build(checkout: Path) -> None:
    make_dist(checkout)
    result = build(checkout, "build_wheel")
    assert result.returncode == 0, result.stderr
    with zipfile.ZipFile(checkout / "out" / result.stdout.strip()) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        entry_points = next(wheel.read(name) for name in wheel.namelist() if name.endswith("entry_points.txt"))
    sources = {
        f"offthread/{path.relative_to(checkout / 'server_headers').as_posix()}"
        for path in (checkout / "server_headers").rglob("*")
        if path.is_file() and path.suffix != ".pyc" and path.name != "_build_hook.py"
    }
    assert {"offthread/__init__.py", "offthread/py.typed", "offthread/reload.js"} <= sources
    written = (checkout / "worker" / "stubs").rglob("*.pyi")
    stubs = {path.relative_to(checkout / "worker" / "stubs").as_posix() for path in written} | {"js-stubs/__init__.pyi"}
    assert {"offthread/__init__.pyi", "pyscript-stubs/web.pyi"} <= stubs
    assert names == sources | stubs | {"offthread/dist/offthread.js", "offthread/dist/engines/engine.wasm"}
    assert b"offthread = offthread.cli:main" in entry_points


def test_a_wheel_without_the_build_is_refused(checkout: Path) -> None:
    result = build(checkout, "build_wheel")
    assert result.returncode != 0
    assert "Run `make build` first" in result.stderr


def test_an_editable_install_works_before_the_first_build(checkout: Path, tmp_path: Path) -> None:
    result = build(checkout, "build_editable")
    assert result.returncode == 0, result.stderr
    installed = tmp_path / "installed"
    with zipfile.ZipFile(checkout / "out" / result.stdout.strip()) as wheel:
        wheel.extractall(installed)
    code = "import offthread.hosts; print(offthread.hosts.__file__); print(offthread.__file__)"
    # Isolated from this environment's own editable install by coming first on the path.
    script = f"import sys; sys.path.insert(0, {str(installed)!r}); {code}"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, cwd=tmp_path)
    source = checkout.resolve() / "server_headers"
    assert result.stdout.split() == [str(source / "hosts.py"), str(source / "__init__.py")], result.stderr


def test_a_source_archive_has_what_a_wheel_is_built_from(checkout: Path) -> None:
    make_dist(checkout)
    result = build(checkout, "build_sdist")
    assert result.returncode == 0, result.stderr
    shutil.unpack_archive(checkout / "out" / result.stdout.strip(), checkout / "unpacked", filter="data")
    (unpacked,) = (checkout / "unpacked").iterdir()
    assert build(unpacked, "build_wheel").returncode == 0
