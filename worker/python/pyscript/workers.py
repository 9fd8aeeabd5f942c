"""Workers made from Python, in every worker alike."""

import json

from offthread import window, workers
from polyscript import XWorker

__all__ = ["PyWorker", "create_named_worker", "workers"]

# What PyScript calls the interpreters.
_TYPES = {"pyodide": "py", "micropython": "mpy"}


def PyWorker(url, **options):
    """Run a file in a worker of its own: `worker = PyWorker("./stats.py", type="micropython")`.

    `await worker.ready` waits until the file has run; `worker.sync.name(...)` calls what it exports and gives a
    promise; `worker.sync.name = function` gives it a function. Other options are `config`, `name` and `version`.
    """
    kind = options.get("type")
    if kind in _TYPES:
        options["type"] = _TYPES[kind]
    return XWorker(url, **options)


async def create_named_worker(src, name, config=None, type="py"):
    """Add `<script type=… worker name=…>` to the page and return what it exports, once it has run.

    `config` is a dict, or the text of the attribute.
    """
    document = window.document
    script = document.createElement("script")
    script.type = type
    script.src = src
    script.setAttribute("worker", "")
    script.setAttribute("name", name)
    if config:
        script.setAttribute("config", config if isinstance(config, str) else json.dumps(config))
    document.body.append(script)
    return await workers[name]
