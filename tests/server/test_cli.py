"""The command: messages and exit codes that need no running server."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from offthread import __version__
from offthread.cli import display_name, isolation_note, main
from offthread.listen import listen


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def assert_sentence(result: Result, *parts: str) -> None:
    """Check that a call failed as a user expects: exit code 2 and one line on standard error."""
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("offthread: ")
    assert result.stderr.count("\n") == 1
    for part in parts:
        assert part in result.stderr


def test_the_version_is_printed() -> None:
    assert __version__ in call("--version").stdout


def test_the_help_has_an_example() -> None:
    result = call("serve", "--help")
    assert result.exit_code == 0
    assert "Example:  offthread serve examples --open" in result.stdout


def test_a_missing_folder_is_one_sentence(dist: Path) -> None:
    assert_sentence(call("serve", "missing", "--dist", dist), "no file or folder 'missing'")


def test_a_file_of_another_type_is_one_sentence(root: Path, dist: Path) -> None:
    (root / "notes.txt").touch()
    assert_sentence(call("serve", root / "notes.txt", "--dist", dist), "notes.txt", ".html or a .py")


def test_a_missing_build_is_one_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offthread.dist._PACKAGE", root)
    assert_sentence(call("serve", root), "make build")
    assert_sentence(call("serve", root, "--dist", root), "not a build")


def test_a_taken_port_is_one_sentence(root: Path, dist: Path) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert_sentence(call("serve", root, "--dist", dist, "--port", port), f"Port {port}", "in use")


@pytest.mark.parametrize(
    "arguments", [["--policy", "strict"], ["--port", "-1"], ["--interpreter", "js"], ["--nothing"]]
)
def test_a_wrong_option_is_refused(arguments: list[str]) -> None:
    result = call("serve", *arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_the_line_names_what_the_user_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "app.py").touch()
    monkeypatch.chdir(root.parent)
    assert display_name(Path("site")) == "site/"
    assert display_name(Path("site/app.py")) == "site/app.py"
    assert display_name(Path()) == f"{root.parent.name}/"


def test_the_line_tells_where_pages_are_isolated() -> None:
    assert isolation_note("coop-coep", "127.0.0.1") == "cross-origin isolated: yes, policy coop-coep"
    assert isolation_note("none", "0.0.0.0") == "cross-origin isolated: no, policy none"
    assert "only in Chrome and Edge" in isolation_note("dip", "localhost")
    assert "on other machines only over https" in isolation_note("coop-coep", "0.0.0.0")
