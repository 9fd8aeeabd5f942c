"""Has `print` write on the page, where the script that is running has its place. `input` asks there by itself."""

import builtins

from pyscript import display


def write(*values, sep=" ", end="\n"):
    """Write a paragraph for each call: a page knows no lines that go on later."""
    display(sep.join([str(value) for value in values]) + end.rstrip("\n"))


builtins.print = write
