"""Make `python -m offthread` the same as the command `offthread`."""

from __future__ import annotations

from .cli import main

main(prog_name="offthread")
