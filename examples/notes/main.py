"""Notes that stay in this browser, in MicroPython. `localStorage` and the page are used as if they were local."""

from html import escape

from js import Date, document, localStorage, window
from offthread import JsException
from pyscript import when
from store import KEY, Notes

notes = Notes(localStorage)
listing = document.getElementById("notes")
new_text = document.getElementById("new-text")
search_box = document.getElementById("search")
# What is being edited, and what was deleted last.
editing = None
deleted = None


def now():
    """Return the time in milliseconds since 1970, as a whole number: MicroPython writes large floats inexactly."""
    return int(Date.now())


def show():
    """Write the list anew."""
    query = search_box.value
    found = notes.find(query)
    listing.innerHTML = "".join(edited_html(note) if note.number == editing else note_html(note) for note in found)
    total = len(notes.notes)
    document.getElementById("count").textContent = (
        f"{len(found)} of {total}" if query.strip() else f"{total} note" + ("" if total == 1 else "s")
    )
    document.getElementById("empty").hidden = total > 0
    document.getElementById("none-found").hidden = total == 0 or len(found) > 0


def note_html(note):
    """Return one note as it is read."""
    label = escape(note.text[:40])
    return (
        f'<li class="card note" data-number="{note.number}"><p class="text">{escape(note.text)}</p>'
        f'<div class="foot"><time>{escape(when_changed(note))}</time>'
        f'<button type="button" class="quiet" data-action="edit" aria-label="Edit {label}">Edit</button>'
        f'<button type="button" class="quiet" data-action="delete" aria-label="Delete {label}">Delete</button>'
        "</div></li>"
    )


def edited_html(note):
    """Return one note as it is edited. Enter sends the form; the page's script sees to that."""
    return (
        f'<li class="card note" data-number="{note.number}"><form class="edit" onsubmit="event.preventDefault()">'
        f'<textarea id="edit-text" aria-label="Text of the note" rows="3" required>{escape(note.text)}</textarea>'
        '<div class="foot"><span class="muted hint">Enter saves, Escape cancels</span>'
        '<button type="button" class="quiet" data-action="cancel">Cancel</button>'
        '<button type="submit" class="primary">Save</button></div></form></li>'
    )


def when_changed(note):
    """Write when a note was changed, in the browser's own language."""
    return "Changed " + Date.new(note.changed).toLocaleString([], dateStyle="medium", timeStyle="short")


def say(text, can_undo=False):
    """Show what has happened."""
    document.getElementById("said-text").textContent = text
    document.getElementById("undo").hidden = not can_undo
    document.getElementById("said").hidden = not text


def change(action, *args):
    """Change the notes and show them. A full storage is no reason to lose a change that is on the page."""
    try:
        return action(*args)
    except JsException as error:
        say(f"This change is on the page but could not be stored: {error}")
    finally:
        show()


def end_edit():
    """Go back from editing, with the focus on the note."""
    global editing
    number, editing = editing, None
    show()
    focus_on(number)


def focus_on(number):
    """Move the focus to a note, or to the field for new ones where it is not shown."""
    button = document.querySelector(f'[data-number="{number}"] [data-action="edit"]')
    (button or new_text).focus()


@when("submit", "#add")
def add(event):
    text = new_text.value.strip()
    if not text:
        return
    new_text.value = ""
    search_box.value = ""
    say("")
    change(notes.add, text, now())


@when("click", "#notes")
def act(event):
    global editing, deleted
    button = event.target.closest("[data-action]")
    if not button:
        return
    number = int(button.closest("[data-number]").dataset.number)
    action = button.dataset.action
    if action == "edit":
        edit(number)
    elif action == "cancel":
        end_edit()
    elif action == "delete":
        say("")
        order = [note.number for note in notes.find(search_box.value)]
        place = order.index(number) if number in order else 0
        deleted = change(notes.delete, number)
        order = [note.number for note in notes.find(search_box.value)]
        focus_on(order[min(place, len(order) - 1)] if order else None)
        if deleted:
            say(f"Deleted \u201c{deleted.text[:40]}\u201d.", can_undo=True)


@when("dblclick", "#notes")
def open_note(event):
    note = event.target.closest("[data-number]")
    if note and event.target.closest(".text"):
        edit(int(note.dataset.number))


def edit(number):
    """Turn a note into a form."""
    global editing
    editing = number
    show()
    field = document.getElementById("edit-text")
    if field:
        # The focus last: whoever sees it may type.
        field.setSelectionRange(len(field.value), len(field.value))
        field.focus()


@when("submit", "#notes")
def save(event):
    text = document.getElementById("edit-text").value.strip()
    if text:
        say("")
        change(notes.change, editing, text, now())
        end_edit()


@when("keydown", document)
def cancel(event):
    if event.key == "Escape" and editing is not None:
        end_edit()


@when("input", "#search")
def search(event):
    show()


@when("click", "#undo")
def undo(event):
    global deleted
    if deleted:
        say("")
        note, deleted = deleted, None
        change(notes.put_back, note)
        focus_on(note.number)


@when("storage", window)
def changed_elsewhere(event):
    # Another tab has changed the notes; while one is being edited here, its text must stay.
    if event.key == KEY and editing is None:
        load()


def load():
    """Read the notes, and say so if they were damaged."""
    kept_as = change(notes.load, now())
    if kept_as:
        say(f"Some stored notes could not be read. Nothing is lost: their text is kept in localStorage as {kept_as}.")
        document.getElementById("damaged-text").textContent = localStorage.getItem(kept_as)
        document.getElementById("damaged").hidden = False


load()
for control in document.querySelectorAll(".waits"):
    control.disabled = False
new_text.focus()
