"""What the rules of members say (docs/web_idl.md): which operands a command that is not waited for may have."""

import re

NUMBERS = (int, float)
PRIMITIVES = (str, int, float, bool)

valid_names = set()
valid_tokens = set()
valid_selectors = set()
_MOST_VALID = 1000
_NAME = re.compile("^[a-zA-Z_][a-zA-Z0-9_.-]*$")
# Tags, ids, classes and the presence of attributes, with combinators: what certainly is no syntax error.
_COMPOUND = re.compile("^([a-zA-Z][a-zA-Z0-9-]*|[*])?([#.][a-zA-Z][a-zA-Z0-9_-]*)*$")


def is_name(text):
    """Tell whether text certainly is a valid name of an attribute."""
    if text in valid_names:
        return True
    if type(text) is not str or not _NAME.match(text) or text.endswith("\n"):
        return False
    _remember(valid_names, text)
    return True


def is_token(text):
    """Tell whether text is a valid token of a class list."""
    if text in valid_tokens:
        return True
    if type(text) is not str or len(text.split()) != 1 or text.split()[0] != text:
        return False
    _remember(valid_tokens, text)
    return True


def is_simple_selector(text):
    """Tell whether text certainly is a valid selector."""
    if text in valid_selectors:
        return True
    if type(text) is not str or not _is_selector(text):
        return False
    _remember(valid_selectors, text)
    return True


def _is_selector(text):
    for part in text.split(","):
        compounds = part.replace(">", " > ").split()
        if not compounds:
            return False
        combined = True
        for compound in compounds:
            if compound == ">":
                if combined:
                    return False
                combined = True
            elif _COMPOUND.match(compound):
                combined = False
            else:
                return False
        if combined:
            return False
    return True


def _remember(known, text):
    if len(known) < _MOST_VALID:
        known.add(text)


def may_set(rule, value, level):
    """Tell whether setting an attribute to a value need not be waited for."""
    if rule[:2] == "sW":
        return type(value) is str
    if rule[:1] == "w":
        return level == 2
    if rule[:1] != "W":
        return False
    if level == 2:
        return True
    kind = rule[1:]
    if kind == "e":
        return value is None or callable(value)
    if kind == "d":
        # Infinities and NaN are refused.
        return type(value) in NUMBERS and value - value == 0
    return is_plain(value)


def is_plain(value):
    """Tell whether a value becomes text or a number without code of the page."""
    return value is None or type(value) in PRIMITIVES


def are_fit(rule, args):
    """Tell whether a method that cannot fail in practice cannot with these arguments; nodes are another matter."""
    condition = rule[1:]
    if condition == "t":
        return all(map(is_token, args))
    if condition == "a":
        return len(args) > 0 and type(args[0]) is str and is_name(args[0])
    return True
