"""Environment variables in MicroPython, which has none: `os.environ` and `os.getenv`.

Called by interpreters/micropython.js for a config with `env`. CPython gets its variables from Pyodide.
"""

import json
import os


def install(pairs):
    """Give `os` an environment; `pairs` is a JSON list of names and values."""
    environ = dict(json.loads(pairs))
    os.environ = environ  # noqa: B003 (there is none before)
    os.getenv = lambda name, default=None: environ.get(name, default)
