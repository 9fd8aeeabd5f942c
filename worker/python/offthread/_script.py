"""The script that is running, as the page knows it."""

from offthread import _run


def current_target(document):
    """Return the element that output of the running script goes to, made after the script when first needed."""
    script_id = _run.script
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
