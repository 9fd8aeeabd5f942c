"""The examples in the documentation strings run."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from pathlib import Path

import offthread
import pytest

MODULES = sorted(
    f"offthread.{path.stem}"
    for path in Path(offthread.__file__).parent.glob("*.py")
    if path.stem not in ("__init__", "__main__", "_build_hook")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str, dist: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offthread.dist._PACKAGE", dist.parent)
    monkeypatch.chdir(root)
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
    for _, member in inspect.getmembers(module):
        if getattr(member, "__module__", None) == name and (text := inspect.getdoc(member)):
            for example in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
                exec(compile(example, name, "exec"), {})


@pytest.mark.parametrize("name", offthread.__all__)
def test_everything_public_is_documented(name: str) -> None:
    member = getattr(offthread, name)
    assert not callable(member) or inspect.getdoc(member)
