"""Exceptions that come from the page or from the bridge.

JsException
├── one class for each error name of JavaScript and of the DOM: TypeError_, NotFoundError, SyntaxError_ …
└── BridgeError
    ├── LimitError      a value is too large or too deep
    ├── EncodeError     a value cannot cross
    ├── ReferenceLost   the page does not know the object any more
    ├── ProtocolError   the two ends do not understand each other
    ├── WorkerEnded     the worker that was called is gone
    ├── CallTimeout     a function of the worker did not return in time
    ├── NestingError    Python and the page called each other too deep
    ├── HandlerOverrun  the page waited for a handler in vain
    ├── LateEventError  a handler decided about an event that the page was done with
    ├── Deadlock        what waits for each other would wait for ever
    └── RecordingError  what map() records cannot be recorded

Names that Python has already carry a trailing underscore. `except JsException` catches all of them.
"""

import sys

if sys.implementation.name == "cpython":
    _Base = Exception
else:
    # `except jsffi.JsException` is for exceptions of the page as well.
    from jsffi import JsException as _Base


class JsException(_Base):
    """An exception of the page's JavaScript.

    Attributes: `name` (`"NotFoundError"`), `message`, `stack` (JavaScript's, a string), and `thrown`, the very value
    that was thrown: a remote object, or a plain value after `throw 42`.

    Where nobody waited for the command that failed, `operation` says what it was, `place` is the file and line that
    issued it (None in MicroPython), and `also` are the errors of further commands that failed with it.
    """

    # Whether the page threw it; the bridge raises some of these classes on its own account.
    from_page = False

    def __init__(self, message, name="Error", stack="", thrown=None):
        super().__init__(message)
        self.name = name
        self.message = message
        self.stack = stack
        self.thrown = thrown

    def __str__(self):
        # The classes below say the name already.
        return f"{self.name}: {self.message}" if type(self) is JsException else str(self.message)


class BridgeError(JsException):
    """An error of the bridge itself; its message ends with a code that docs/errors.md explains."""


_JAVASCRIPT = ("EvalError", "RangeError", "AggregateError", "URIError", "InternalError")
_TAKEN = ("TypeError", "SyntaxError", "ReferenceError", "Error")
_DOM = (
    "IndexSizeError HierarchyRequestError WrongDocumentError InvalidCharacterError NoModificationAllowedError "
    "NotFoundError NotSupportedError InUseAttributeError InvalidStateError InvalidModificationError NamespaceError "
    "InvalidAccessError TypeMismatchError SecurityError NetworkError AbortError URLMismatchError QuotaExceededError "
    "InvalidNodeTypeError DataCloneError EncodingError NotReadableError UnknownError ConstraintError DataError "
    "TransactionInactiveError ReadOnlyError VersionError OperationError NotAllowedError OptOutError"
).split()
_BRIDGE = (
    "LimitError",
    "EncodeError",
    "ReferenceLost",
    "ProtocolError",
    "WorkerEnded",
    "CallTimeout",
    "NestingError",
    "HandlerOverrun",
    "LateEventError",
    "Deadlock",
    "RecordingError",
)

_by_name = {"BridgeError": BridgeError}


def _define():
    for name in _JAVASCRIPT + tuple(_DOM):
        _by_name[name] = globals()[name] = type(name, (JsException,), {"__module__": __name__})
    for name in _TAKEN:
        _by_name[name] = globals()[name + "_"] = type(name, (JsException,), {"__module__": __name__})
    for name in _BRIDGE:
        _by_name[name] = globals()[name] = type(name, (BridgeError,), {"__module__": __name__})


_define()


def exception(name, message, stack, thrown):
    """Make the exception for something that the page threw."""
    return _by_name.get(name, JsException)(message, name, stack, thrown)
