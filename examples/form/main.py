"""A sign-up form whose rules are Python's. It runs in a worker, and the browser waits for what it says of an event.

A handler that calls `event.preventDefault()` is found by that and called in time: the key types nothing, the form is
not sent, the tab stays open.
"""

import rules
from js import Date, document, window
from pyscript import when

NAMES = ("name", "email", "password", "number", "birth", "start")
fields = {name: document.getElementById(name) for name in NAMES}
problems = {name: document.getElementById(name + "-problem") for name in NAMES}
meter = document.getElementById("strength")
strength_text = document.getElementById("strength-text")
summary = document.getElementById("summary")

values = {name: "" for name in NAMES}
# Fields that have been left once, or were to be sent: before, nobody wants to hear what is missing.
visited = set()
is_sending = False


def today():
    """Return the day it is here."""
    now = Date.new()
    return now.getFullYear(), now.getMonth() + 1, now.getDate()


def find_problem(name):
    """Return what is wrong with a field, or ""."""
    value = values[name]
    if name == "name":
        return rules.check_name(value)
    if name == "email":
        return rules.check_email(value)
    if name == "password":
        return rules.check_password(value, known())
    if name == "number":
        return rules.check_number(value)
    if name == "birth":
        return rules.check_birth(value, today())
    return rules.check_start(value, today(), values["birth"])


def known():
    """Return what an attacker would try as a part of the password."""
    return (values["name"] + " " + values["email"].partition("@")[0]).split()


def show(name):
    """Show what is wrong with a field, or that it is right. Returns whether it is."""
    problem = find_problem(name)
    field = fields[name]
    is_shown = name in visited and problem
    problems[name].textContent = problem if is_shown else ""
    if is_shown:
        field.setAttribute("aria-invalid", "true")
    else:
        field.removeAttribute("aria-invalid")
    field.classList.toggle("right", not problem)
    return not problem


def show_strength():
    """Show how strong the password is."""
    level, text = rules.strength(values["password"], known())
    meter.value = level
    meter.className = f"level-{level}"
    strength_text.textContent = text


# For these the page waits as well, although they decide nothing: Python is then never busy with one event when the next
# one has to be decided.
@when("input", "#form", sync=True)
def check(event):
    name = event.target.id
    if name not in fields:
        return
    value = event.target.value
    if name == "number":
        # What is pasted may have blanks in it, and letters before.
        digits = "".join(character for character in value if character in "0123456789")[:9]
        if digits != value:
            event.target.value = value = digits
    values[name] = value
    show(name)
    # One field can put another right or wrong.
    if name in ("name", "email", "password"):
        show_strength()
        show("password")
    if name == "birth":
        show("start")
    summary.textContent = ""


@when("focusout", "#form", sync=True)
def leave(event):
    name = event.target.id
    # Whoever only passes through has nothing to correct.
    if name in fields and values[name]:
        visited.add(name)
        show(name)


@when("keydown", "#number")
def digits_only(event):
    # Keys that type something have a name of one character. Tab, the arrows and Ctrl+V are to do what they do.
    types = len(event.key) == 1 and not (event.ctrlKey or event.metaKey or event.altKey)
    if types and event.key not in "0123456789":
        event.preventDefault()


@when("submit", "#form")
def send(event):
    global is_sending
    for name in NAMES:
        # A password manager may have filled in something without a word.
        values[name] = fields[name].value
        visited.add(name)
    wrong = [name for name in NAMES if not show(name)]
    if wrong:
        event.preventDefault()
        count = f"{len(wrong)} fields need" if len(wrong) > 1 else "One field needs"
        summary.textContent = f"Not sent: {count} another look."
        fields[wrong[0]].focus()
    is_sending = not wrong


@when("beforeunload", window)
def guard(event):
    if not is_sending and any(values.values()):
        event.preventDefault()


# After a reload, browsers put back what had been typed.
for name in NAMES:
    values[name] = fields[name].value
for control in document.querySelectorAll(".waits"):
    control.disabled = False
fields["name"].focus()
