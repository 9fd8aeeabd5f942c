"""The script that is running, as the page knows it."""

_current = {"id": ""}


def set_current(script_id):
    """Say which script runs now; the worker does before each."""
    _current["id"] = script_id


def current_target(document):
    """Return the element that output of the running script goes to, made after the script when first needed."""
    script_id = _current["id"]
    script = document.getElementById(script_id) if script_id else None
    if script is None:
        return document.body
    target_id = script_id + "-target"
    target = document.getElementById(target_id)
    if target is None:
        target = document.createElement("script-py")
        target.id = target_id
        if script.closest("head") is not None:
            document.body.append(target)
        else:
            script.after(target)
    return target
