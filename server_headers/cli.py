"""The command `offthread`.

Only options, messages and exit codes are here; `dev_server` and `server` do the work. Exit codes: 0 when the user
stops the server, 2 when something about the call is wrong.
"""

from __future__ import annotations

import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import click

from . import __version__
from .dev_server import ServeOptions, create_app
from .errors import OffthreadError
from .hosts import is_loopback
from .listen import DEFAULT_PORT, listen, url_of
from .policies import POLICIES, PolicyName
from .server import Server, log_to_stderr
from .wrap import Interpreter


class _Failure(click.ClickException):
    """Print one sentence, without the usage lines, and end with exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(f"offthread: {self.message}", file=file, err=file is None)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "OFFTHREAD"})
@click.version_option(__version__, prog_name="offthread")
def main() -> None:
    """Python in the browser, in a Web Worker, with the page's DOM as if it were local."""


@main.command(epilog="Example:  offthread serve examples --open")
@click.argument("target", type=click.Path(path_type=Path), default=".", metavar="[DIR|FILE.html|FILE.py]")
@click.option("--host", default="127.0.0.1", show_default=True, help="Name or address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help=f"Default: the first free one from {DEFAULT_PORT}; 0: any.")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the default browser.")
@click.option("--reload/--no-reload", default=True, show_default=True, help="Reload pages when files change.")
@click.option(
    "--policy",
    type=click.Choice(list(POLICIES)),
    default="coop-coep",
    show_default=True,
    help="How pages become cross-origin isolated.",
)
@click.option(
    "--interpreter",
    type=click.Choice(["py", "mpy"]),
    default="py",
    show_default=True,
    help="What runs a bare Python file: Pyodide or MicroPython.",
)
@click.option("--allowed-host", "allowed_hosts", multiple=True, help="Further host name to answer to; repeatable.")
@click.option(
    "--dist", type=click.Path(path_type=Path), help="Serve this build of the browser's files, not the package's."
)
@click.option("--verbose", is_flag=True, help="Log every request.")
def serve(
    *,
    target: Path,
    host: str,
    port: int | None,
    open_browser: bool,
    reload: bool,
    policy: PolicyName,
    interpreter: Interpreter,
    allowed_hosts: tuple[str, ...],
    dist: Path | None,
    verbose: bool,
) -> None:
    """Serve a folder, a page or a Python file with the headers that make pages cross-origin isolated.

    A Python file needs no page: the server makes one that runs it. Every option can be given in the environment too,
    such as OFFTHREAD_SERVE_PORT.
    """
    options = ServeOptions(
        policy=policy, reload=reload, interpreter=interpreter, host=host, allowed_hosts=allowed_hosts, dist=dist
    )
    try:
        app = create_app(target, options)
        listening = listen(host, port)
    except OffthreadError as error:
        raise _Failure(str(error)) from error
    url = url_of(listening, host)
    shown = display_name(target)

    def announce() -> None:
        click.echo(f"Offthread serving {shown} at {url} ({isolation_note(policy, host)}; press Ctrl-C to stop)")
        if not is_loopback(host.strip("[]")):
            click.echo(f"Warning: everyone who reaches this machine can read {shown} at --host {host}", err=True)
        if open_browser:
            # Some browsers run in the terminal and return only when they are closed.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    log_to_stderr(access_log=verbose)
    # uvicorn stops in good order, then raises the signal again. Ctrl-C is how the user says "done".
    with suppress(KeyboardInterrupt):
        Server(app, on_started=announce, access_log=verbose).run([listening])


def display_name(target: Path) -> str:
    """Return what the printed line calls the target: as the user wrote it, folders with a slash."""
    name = str(target) if target.name else target.resolve().name
    return f"{name}/" if target.is_dir() and not name.endswith("/") else name


def isolation_note(policy: PolicyName, host: str) -> str:
    """Return what the printed line says about isolation."""
    isolated = POLICIES[policy].isolated
    if isolated != "no" and not is_loopback(host.strip("[]")):
        # Isolation needs a trustworthy origin: https, or this machine (Secure Contexts, section 3.1).
        isolated += ", on other machines only over https"
    return f"cross-origin isolated: {isolated}, policy {policy}"
