"""A to-do list of Python objects: each row is made by `pyscript.web`, without a round trip."""

from js import localStorage, window
from offthread import JsException
from pyscript import when
from pyscript.web import button, input_, label, li, page, span
from tasks import KEY, Tasks

tasks = Tasks(localStorage)
field = page["new-text"]
listing = page["tasks"]
# MicroPython's dicts have no order.
ORDER = ("all", "open", "done")
NAMES = {"all": "All", "open": "Open", "done": "Done"}
NOTHING = {"all": "Nothing to do yet.", "open": "Everything is done.", "done": "Nothing is done yet."}
shown = "all"


def row(task):
    """Return the row of a task, which listens to its own controls."""

    def check(event):
        place = place_of(task)
        task["done"] = box.checked
        changed()
        focus_near(place)

    def remove(event):
        place = place_of(task)
        tasks.remove(task)
        changed()
        focus_near(place)

    box = input_(type="checkbox", checked=task["done"], on_change=check)
    name = span(textContent=task["text"], classes=["text"])
    gone = button("\u00d7", type="button", classes=["quiet", "remove"], on_click=remove)
    gone.ariaLabel = f"Remove {task['text']}"
    return li(label(box, name), gone, classes=["task", "done"] if task["done"] else ["task"])


def show():
    """Write the list anew: no half of it is ever seen."""
    found = tasks.shown(shown)
    listing.replaceChildren(*[row(task) for task in found])
    listing.hidden = not found
    page["nothing"].update(hidden=bool(found), textContent=NOTHING[shown])
    left = len(tasks.shown("open"))
    page["left"].textContent = f"{left} task" + ("" if left == 1 else "s") + " left"
    page["clear"].hidden = len(tasks.tasks) == left


def place_of(task):
    """Return the place of a task among those that are shown; there may be others of the same text."""
    return [other is task for other in tasks.shown(shown)].index(True)


def changed():
    """Store the tasks and show them."""
    try:
        tasks.save()
        page["said"].hidden = True
    except JsException as error:
        page["said"].update(hidden=False, textContent=f"The list could not be stored: {error}")
    show()


def focus_near(place):
    """Move the focus to the task at a place, to the last one, or where there is none to the field."""
    boxes = listing.find("input")
    (boxes[min(place, len(boxes) - 1)] if len(boxes) else field).focus()


@when("submit", "#add")
def add():
    global shown
    if tasks.add(field.value):
        field.value = ""
        if shown == "done":
            choose("all")
        changed()
    field.focus()


@when("click", "#clear")
def clear():
    tasks.remove_done()
    changed()
    field.focus()


@when("storage", window)
def changed_elsewhere(event):
    if event.key == KEY:
        tasks.load()
        show()


def choose(name):
    """Show what a filter shows."""
    global shown
    shown = name
    page[f"show-{name}"].checked = True
    show()


def choice(name):
    """Return the control of a filter."""
    radio = input_(type="radio", name="filter", id=f"show-{name}", on_change=lambda event: choose(name))
    return label(radio, NAMES[name], classes=["choice"])


page["filters"].append(*[choice(name) for name in ORDER])
choose("all")
field.disabled = page["add-button"].disabled = False
field.focus()
