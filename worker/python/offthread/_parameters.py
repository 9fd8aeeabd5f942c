"""Handlers of events may be written with the event as their parameter or without."""

from ._native import CPYTHON

if CPYTHON:

    def accepting(function):
        """Return a function that takes the event, for a handler that may not."""
        return function if _accepts_event(function) else lambda event: function()

    def _accepts_event(function):
        import inspect

        try:
            parameters = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):
            return True
        return any(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL) for p in parameters)

else:

    def accepting(function):
        """Return a function that takes the event, for a handler that may not."""

        def call(event):
            try:
                return function(event)
            except TypeError as error:
                # It cannot tell beforehand. Only its own complaint about this very call is taken for an answer.
                if _complains_of_event(function, str(error)):
                    return function()
                raise

        return call

    def _complains_of_event(function, complaint):
        name = getattr(function, "__name__", None)
        if name is not None and not complaint.startswith(name + "()"):
            return False
        # A method has one argument already, a closure what it holds.
        words = complaint.split()
        if len(words) < 8 or words[-6:-4] + words[-2:] != ["positional", "arguments", "were", "given"]:
            return False
        return words[-8] == "takes" and int(words[-3]) == int(words[-7]) + 1
