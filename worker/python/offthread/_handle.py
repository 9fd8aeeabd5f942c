"""What the page's handle of this interpreter can do: `wrap.interpreter`, `await env.py`, hooks of the page.

Each function is called by the page, by its name here (main_thread/wrapper.js). Nothing else uses this module.
"""

import builtins
import sys

import _offthread_port as port

from ._native import CPYTHON
from ._waiting import service

_scope = sys.modules["__main__"].__dict__ if CPYTHON else __import__("__main__").__dict__


def _get(name):
    return _scope.get(name)


def _set(name, value):
    _scope[name] = value


def _has(name):
    return name in _scope


def _delete(name):
    del _scope[name]


def _find(path):
    """Return what a dotted name of the script's globals stands for."""
    first, *rest = path.split(".")
    if first not in _scope:
        raise NameError(f"name '{first}' is not defined")
    found = _scope[first]
    for name in rest:
        found = getattr(found, name)
    return found


def _event(path, event):
    return _find(path)(event)


def _read(path):
    with open(path, "rb") as file:
        return file.read()


def _write(path, data):
    folder = path.rpartition("/")[0]
    if folder:
        _make_folders(folder)
    with open(path, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else bytes(data))


def _make_folders(path):
    import os

    made = "/" if path.startswith("/") else ""
    for part in path.split("/"):
        made = made + part + "/"
        try:
            os.stat(made)
        except OSError:
            os.mkdir(made)


if CPYTHON:
    from pyodide.code import eval_code, eval_code_async

    def _run(code):
        return eval_code(code, _scope, filename="<page>")

    async def _run_async(code):
        return await eval_code_async(code, _scope, filename="<page>")

else:

    def _run(code):
        try:
            compiled = compile(code.strip(), "<page>", "eval")
        except SyntaxError:
            exec(compile(code, "<page>", "exec"), _scope)
            return None
        return eval(compiled, _scope)

    async def _run_async(code):
        from ._run import needs_await

        if not needs_await(code):
            return _run(code)
        raised = await port.run_async(code)
        if raised is not None:
            name, _, text = raised.partition("\n")
            kind = getattr(builtins, name, RuntimeError)
            # The text is a whole traceback, whose last line says the name once more.
            raise kind(text.strip().split("\n")[-1].replace(name + ": ", "", 1))


def offer():
    """Give these functions to the page."""
    from ._xworker import deliver

    functions = {
        "get": _get,
        "set": _set,
        "has": _has,
        "delete": _delete,
        "event": _event,
        "read": _read,
        "write": _write,
        "run": _run,
        "run_async": _run_async,
        "message": deliver,
    }
    service("internals")(functions)
