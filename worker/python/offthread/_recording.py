"""Recordings: what a function does with one object, to be done on the page with many (far_end/recording.js)."""

from .errors import RecordingError

# Codes of steps; far_end/recording.js has the same.
_GET = 0
_INDEX = 1
_CALL = 2
_LIST = 3
_DICT = 4
_UNDEFINED = [-1]

_ADVICE = (
    "A recording cannot do this: it runs once, for all items, and does not know any of them. Get what you need with "
    "map() and go on with the values it returns, or loop over the items [OT206]"
)


def _refuse(*_):
    raise RecordingError(_ADVICE, "RecordingError")


class Placeholder:
    """Stands for an item, or for what the recording gets from it."""

    def __init__(self, steps, number):
        object.__setattr__(self, "_ot_steps", steps)
        object.__setattr__(self, "_ot_number", number)

    def __getattr__(self, name):
        if name.startswith("__") or name.startswith("_ot_"):
            raise AttributeError(name)
        if name[-1:] == "_":
            from ._objects import js_name

            name = js_name(name)
        return _Member(self, name)

    def __getitem__(self, key):
        if isinstance(key, slice):
            _refuse()
        return _step(_resolve(self), _INDEX, [self, key])

    def __setattr__(self, name, value):
        _refuse()

    def __call__(self, *args, **kwargs):
        _refuse()

    __setitem__ = __delitem__ = __delattr__ = _refuse
    __bool__ = __str__ = __repr__ = __iter__ = __len__ = __contains__ = __hash__ = __format__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = _refuse
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = __invert__ = __lshift__ = __rshift__ = _refuse
    __int__ = __float__ = __index__ = __round__ = __enter__ = __exit__ = __await__ = __next__ = _refuse


class _Member(Placeholder):
    """An attribute of a placeholder. Whether it is a value or a method to be called shows when it is used."""

    def __init__(self, owner, name):
        object.__setattr__(self, "_ot_owner", owner)
        object.__setattr__(self, "_ot_name", name)
        object.__setattr__(self, "_ot_number", None)
        object.__setattr__(self, "_ot_steps", owner._ot_steps)

    def __call__(self, *args, **kwargs):
        if kwargs:
            args = args + (kwargs,)
        steps = self._ot_steps
        operands = [_UNDEFINED if argument is None else _operand(steps, argument) for argument in args]
        owner = _operand(steps, self._ot_owner)
        steps.flat += [_CALL, owner, self._ot_name, len(operands)] + operands
        return _next(steps)


class _Steps:
    """A recording under way: its steps, and how many values it has so far."""

    def __init__(self):
        self.flat = []
        self.found = 0


def _next(steps):
    steps.found += 1
    return Placeholder(steps, steps.found)


def _resolve(value):
    """Return the steps of a placeholder, with a pending attribute recorded."""
    if isinstance(value, _Member) and value._ot_number is None:
        steps = value._ot_steps
        owner = _operand(steps, value._ot_owner)
        steps.flat += [_GET, owner, value._ot_name]
        steps.found += 1
        object.__setattr__(value, "_ot_number", steps.found)
    return value._ot_steps


def _step(steps, code, operands):
    found = [_operand(steps, operand) for operand in operands]
    steps.flat += [code] + found
    return _next(steps)


def _operand(steps, value):
    """Return what stands for a value in a recording; containers are built by steps of their own."""
    if isinstance(value, Placeholder):
        _resolve(value)
        return [value._ot_number]
    if isinstance(value, (list, tuple)):
        found = [_operand(steps, item) for item in value]
        steps.flat += [_LIST, len(found)] + found
        return [_next(steps)._ot_number]
    if isinstance(value, dict):
        found = []
        for key in value:
            found += [key, _operand(steps, value[key])]
        steps.flat += [_DICT, len(value)] + found
        return [_next(steps)._ot_number]
    return value


def record(function):
    """Run a function on a placeholder. Returns the steps, the operands that are results, and what assembles these."""
    steps = _Steps()
    results = []
    assemble = _assembler(function(Placeholder(steps, 0)), steps, results)
    return steps.flat, results, assemble


def _assembler(value, steps, results):
    if isinstance(value, Placeholder):
        results.append(_operand(steps, value))
        at = len(results) - 1
        return lambda values: values[at]
    if isinstance(value, (list, tuple)):
        kind = type(value)
        parts = [_assembler(item, steps, results) for item in value]
        return lambda values: kind([part(values) for part in parts])
    if isinstance(value, dict):
        entries = [(key, _assembler(value[key], steps, results)) for key in value]
        return lambda values: {key: part(values) for key, part in entries}
    return lambda values: value
