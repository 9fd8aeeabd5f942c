"""Which functions the page should wait for: those that decide about an event, and those that return a value.

CPython tells what a function's code mentions. MicroPython does not, so there the sources are looked through as they are
run (`note_source`), and functions are known by their names.
"""

import sys

# What only works while an event is being dispatched.
_DECISIONS = frozenset(
    (
        "preventDefault",
        "stopPropagation",
        "stopImmediatePropagation",
        "returnValue",
        "cancelBubble",
        "dataTransfer",
        "clipboardData",
    )
)
# Marks of functions that ask for it themselves.
_ATTRIBUTE = "_ot_in_time"

if sys.implementation.name == "cpython":
    import functools
    import itertools
    import opcode
    import types

    # A function's closure may hold functions that hold others.
    _MAX_WRAPPED = 20
    _RETURN = opcode.opmap["RETURN_VALUE"]
    _LOAD_CONST = opcode.opmap["LOAD_CONST"]

    def inspect(function):
        """Tell whether a function decides about events, and whether it returns a value."""
        if getattr(function, _ATTRIBUTE, False):
            return True, True
        wrapped = [function]
        seen = []
        while wrapped and len(seen) < _MAX_WRAPPED:
            function = _python_function(wrapped.pop())
            if function is None or function.__code__ in seen:
                continue
            seen.append(function.__code__)
            # A decorator's wrapper is worth what it wraps.
            wrapped.extend(_contents(function))
        return any(map(_decides, seen)), bool(seen) and _answers(seen[0])

    def _python_function(value):
        """Return the function that runs when a value is called, None where it is none of Python's."""
        if isinstance(value, functools.partial):
            return _python_function(value.func)
        if isinstance(value, types.MethodType):
            value = value.__func__
        elif not isinstance(value, types.FunctionType):
            value = vars(type(value)).get("__call__")
        return value if isinstance(value, types.FunctionType) else None

    def _contents(function):
        for cell in function.__closure__ or ():
            try:
                content = cell.cell_contents
            except ValueError:
                continue  # not assigned yet
            if isinstance(content, (types.FunctionType, types.MethodType, functools.partial)):
                yield content

    def _decides(code):
        if not _DECISIONS.isdisjoint(code.co_names) or (False in code.co_consts and _returns_false(code)):
            return True
        return any(_decides(inner) for inner in code.co_consts if isinstance(inner, types.CodeType))

    def _instructions(code):
        return [(code.co_code[at], code.co_code[at + 1]) for at in range(0, len(code.co_code), 2)]

    def _returns_false(code):
        at = _instructions(code)
        return any(
            op == _RETURN and before == _LOAD_CONST and code.co_consts[operand] is False
            for (before, operand), (op, _) in itertools.pairwise(at)
        )

    def _answers(code):
        if code.co_flags & 0x2A0:
            return False  # a coroutine or a generator
        at = _instructions(code)
        return any(
            op == _RETURN and not (before == _LOAD_CONST and code.co_consts[operand] is None)
            for (before, operand), (op, _) in itertools.pairwise(at)
        )

    def note_source(text):
        """Take note of a source that is about to be run: not needed here."""

    def mark(function):
        """Have the page wait for a function, whatever it does."""
        function._ot_in_time = True
        return function

else:
    _deciding = set()
    _answering = set()
    _marked = set()

    def inspect(function):
        """Tell whether a function decides about events, and whether it returns a value."""
        if function in _marked:
            return True, True
        name = getattr(function, "__name__", None)
        if name is None:
            # A closure or a bound method does not tell its name, but prints with it or not at all.
            text = repr(function)
            name = text[text.find("<function ") + 10 :].split(" ")[0] if "<function " in text else None
        if name is None:
            return bool(_deciding), False
        return name in _deciding, name == "<lambda>" or name in _answering

    def note_source(text):
        """Take note of a source that is about to be run: which functions decide, and which return something."""
        open_functions = []
        for line in text.split("\n"):
            stripped = line.strip()
            if not stripped or stripped[0] == "#":
                continue
            indent = len(line) - len(line.lstrip())
            while open_functions and indent <= open_functions[-1][0]:
                open_functions.pop()
            if stripped.startswith("def "):
                open_functions.append((indent, stripped[4:].split("(")[0].strip()))
            elif stripped.startswith("async def "):
                open_functions.append((indent, stripped[10:].split("(")[0].strip()))
            names = [name for _, name in open_functions] or ["<lambda>"]
            if stripped.startswith("return ") and open_functions:
                _answering.add(names[-1])
                if stripped[7:].startswith("False"):
                    _deciding.add(names[-1])
            if "lambda" in stripped:
                names = names + ["<lambda>"]
            for decision in _DECISIONS:
                if decision in stripped:
                    _deciding.update(names)

    def mark(function):
        """Have the page wait for a function, whatever it does."""
        _marked.add(function)
        return function
