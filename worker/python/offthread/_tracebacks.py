"""Tracebacks as their reader wants them: the frames of the user's files, with their real names and lines.

Frames of this library and of the interpreter's own event loop are left out, unless nothing would remain.
"""

import sys

from ._native import CPYTHON

# Where the library lies, so that its frames are known; set by `_run`.
_hidden = ["/offthread/", "/pyscript/", "offthread/", "pyscript/", "/_pyodide/", "/asyncio/", "asyncio/", "/pyodide/"]

# MicroPython compiles what has a top-level await as "<stdin>" only. Scripts are told apart by their line numbers.
_stdin = []


class Report:
    """An exception as text: `type`, `message`, `traceback`, and `file` and `line` where the user's code stood."""

    def __init__(self, type_name, message, traceback, file, line):
        self.type = type_name
        self.message = message
        self.traceback = traceback
        self.file = file
        self.line = line


def show_all_frames():
    """Hide no frames from now on."""
    _hidden.clear()


def is_hidden(file):
    """Tell whether a file is of this library or of the interpreter."""
    return any(part in file if part[0] == "/" else file.startswith(part) for part in _hidden)


def place_stdin(file, first_line):
    """Remember that lines of "<stdin>" from `first_line` on are those of a file."""
    _stdin.append((first_line, file))


def _real_place(file, line):
    if file == "<stdin>":
        for first, name in reversed(_stdin):
            if line >= first:
                return name, line - first + 1
    return file, line


if CPYTHON:
    import traceback as _traceback

    def report(error):
        """Describe an exception."""
        described = _traceback.TracebackException.from_exception(error, compact=True)
        _hide_frames(described, set())
        if isinstance(error, ModuleNotFoundError):
            from ._missing import hint

            described.__notes__ = list(described.__notes__ or ()) + [hint(error.name)]
        text = "".join(described.format()) + _javascript_stack(error)
        frames = described.stack
        file, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else ("", 0)
        if isinstance(error, SyntaxError) and error.filename:
            file, line = error.filename, error.lineno or 0
        file, line = getattr(error, "place", None) or (file, line)
        return Report(type(error).__name__, str(error), text, file, line)

    def _hide_frames(described, seen):
        if described is None or id(described) in seen:
            return
        seen.add(id(described))
        frames = [frame for frame in described.stack if not is_hidden(frame.filename)]
        if frames or described.stack:
            described.stack[:] = frames or list(described.stack)
        _hide_frames(described.__cause__, seen)
        _hide_frames(described.__context__, seen)
        for inner in described.exceptions or ():
            _hide_frames(inner, seen)

else:
    import io

    def report(error):
        """Describe an exception."""
        out = io.StringIO()
        sys.print_exception(error, out)
        traceback, file, line = _user_frames(out.getvalue())
        for other in (error,) + tuple(getattr(error, "also", ())):
            if other is not error:
                traceback += f"and {type(other).__name__}: {other}\n"
            if getattr(other, "note", None):
                traceback += other.note + "\n"
        return Report(type(error).__name__, str(error), _noted(traceback) + _javascript_stack(error), file, line)

    def report_text(type_name, text):
        """Describe an exception of which only the printed form is left."""
        traceback, file, line = _user_frames(text)
        last = traceback.rstrip().split("\n")[-1]
        message = last[len(type_name) + 2 :] if last.startswith(type_name + ": ") else ""
        return Report(type_name, message, _noted(traceback), file, line)

    def _noted(traceback):
        """Add what a missing module calls for; MicroPython has only the text to tell it by."""
        _, found, name = traceback.rpartition("ImportError: no module named '")
        if not found:
            return traceback
        from ._missing import hint

        return traceback.rstrip() + "\n" + hint(name.split("'")[0]) + "\n"

    def _user_frames(text):
        lines = []
        file, line_number = "", 0
        for line in text.split("\n"):
            if line.startswith('  File "'):
                name, _, rest = line[8:].partition('", line ')
                number, _, where = rest.partition(",")
                name, number = _real_place(name, int(number))
                if is_hidden(name):
                    continue
                file, line_number = name, number
                line = f'  File "{name}", line {number}' + ("," + where if where else "")
            lines.append(line)
        return "\n".join(lines), file, line_number


def _javascript_stack(error):
    stack = getattr(error, "stack", "")
    return f"\nThe page's JavaScript stack:\n{stack}\n" if isinstance(stack, str) and stack else ""
