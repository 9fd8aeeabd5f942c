"""A drawing program. Python in a worker gets the pointer's events and draws on the page's canvas.

What Python wants to be prevented is prevented in time, such as the browser's own undo and its context menu. Of the
pointer's movements only the latest is asked for in each frame.
"""

from js import URL, Path2D, document, window
from pyscript import when

PAPER = "#ffffff"
MAIN_BUTTON, RIGHT_BUTTON = 0, 2
DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

canvas = document.getElementById("picture")
context = canvas.getContext("2d")
colours = list(document.querySelectorAll("[name=colour]"))
sizes = list(document.querySelectorAll("[name=size]"))
undo_button = document.getElementById("undo")
redo_button = document.getElementById("redo")
clear_button = document.getElementById("clear")
save_link = document.createElement("a")
save_link.download = "drawing.png"
status = document.getElementById("status")

width, height = canvas.width, canvas.height


class Stroke:
    """One line of the picture. The path is the page's; Python keeps no more than where it ends."""

    def __init__(self, pointer, colour, size, x, y):
        self.pointer = pointer
        self.colour = colour
        self.size = size
        self.path = Path2D.new()
        self.path.moveTo(x, y)
        # A click without a movement is a dot; a line without a length would be nothing.
        self.path.lineTo(x + 0.01, y)
        self.end = self.middle = (x, y)

    def draw(self):
        """Draw all of it."""
        self.prepare()
        context.stroke(self.path)

    def prepare(self):
        """Have what is drawn next look like this stroke."""
        context.strokeStyle = self.colour
        context.lineWidth = self.size

    def go_on(self, x, y):
        """Draw on to a point: a curve from middle to middle bends where the pointer was, and has no corners."""
        middle = ((self.end[0] + x) / 2, (self.end[1] + y) / 2)
        context.beginPath()
        context.moveTo(*self.middle)
        context.quadraticCurveTo(*self.end, *middle)
        context.stroke()
        self.path.quadraticCurveTo(*self.end, *middle)
        self.end, self.middle = (x, y), middle


class Blank:
    """A new sheet: clearing the picture can be undone like a stroke."""

    def draw(self):
        """Cover what is there."""
        context.fillStyle = PAPER
        context.fillRect(0, 0, width, height)


done = []
undone = []
stroke = None
scale = 1
colour = "#1d1c1a"
size = 6


def redraw():
    """Draw the picture anew."""
    first = max([place for place, step in enumerate(done) if isinstance(step, Blank)], default=-1)
    Blank().draw()
    for step in done[first + 1 :]:
        step.draw()


def changed(text):
    """Say what has happened, and enable what is possible now."""
    status.textContent = text
    undo_button.disabled = not done
    redo_button.disabled = not undone
    clear_button.disabled = not done or isinstance(done[-1], Blank)


def add(step):
    """Take up a step, after which those that were undone are gone."""
    done.append(step)
    undone.clear()


# --- the pointer -----------------------------------------------------------------------------------------------------


def position(event):
    """Return where on the picture an event is."""
    return event.offsetX * scale, event.offsetY * scale


def is_drawing(event):
    """Tell whether an event is of the pointer that draws: a second finger does not."""
    return stroke and event.pointerId == stroke.pointer


@when("pointerdown", canvas)
def begin(event):
    global stroke, scale
    if stroke or event.button not in (MAIN_BUTTON, RIGHT_BUTTON):
        return
    if event.pointerType == "mouse":
        # The stroke goes on outside of the picture. Fingers and pens are captured without a word.
        canvas.setPointerCapture(event.pointerId)
    scale = width / canvas.clientWidth
    # The right button rubs out.
    stroke = Stroke(event.pointerId, PAPER if event.button == RIGHT_BUTTON else colour, size, *position(event))
    stroke.draw()


@when("pointermove", canvas, coalesce=True)
def draw(event):
    if is_drawing(event):
        stroke.go_on(*position(event))


@when("pointerup", canvas)
def finish(event):
    global stroke
    if not is_drawing(event):
        return
    # To the middle of the way, and then all of it.
    stroke.go_on(*position(event))
    stroke.go_on(*position(event))
    add(stroke)
    stroke = None
    changed("")


@when("pointercancel", canvas)
def give_up(event):
    if is_drawing(event):
        drop()


def drop():
    """Forget the stroke that is being drawn."""
    global stroke
    stroke = None
    redraw()


@when("contextmenu", canvas)
def no_menu(event):
    event.preventDefault()


# --- keys and buttons ------------------------------------------------------------------------------------------------


@when("click", "#undo")
def undo():
    if stroke or not done:
        return
    undone.append(done.pop())
    redraw()
    changed("Undone")


@when("click", "#redo")
def redo():
    if stroke or not undone:
        return
    done.append(undone.pop())
    done[-1].draw()
    changed("Done again")


@when("click", "#clear")
def clear():
    add(Blank())
    done[-1].draw()
    changed("A new sheet. Undo brings the old one back")


# The page looks at the keys itself: only these are sent to Python, and only these do nothing else.
@when("keydown", window, when={"key": ["z", "Z"], "ctrlKey": True}, prevent_default=True)
def press_control_z(event):
    if event.shiftKey:
        redo()
    else:
        undo()


@when("keydown", window, when={"key": ["z", "Z"], "metaKey": True}, prevent_default=True)
def press_command_z(event):
    press_control_z(event)


@when("keydown", window, when={"key": ["y", "Y"], "ctrlKey": True}, prevent_default=True)
def press_control_y():
    redo()


@when(
    "keydown", window, when={"key": DIGITS, "ctrlKey": False, "altKey": False, "metaKey": False}, prevent_default=True
)
def press_digit(event):
    global colour
    chosen = colours[int(event.key) - 1]
    chosen.checked = True
    colour = chosen.value


@when("keydown", window, when={"key": "Escape"}, prevent_default=True)
def press_escape():
    if stroke:
        drop()
        status.textContent = "That stroke is gone"


@when("change", "#colours")
def choose_colour(event):
    global colour
    colour = event.target.value


@when("change", "#sizes")
def choose_size(event):
    global size
    size = int(event.target.value)


@when("click", "#save")
def save():
    canvas.toBlob(offer)


def offer(picture):
    """Have the browser save the picture, by way of a link to it."""
    # Of the one before, the browser has no more need.
    URL.revokeObjectURL(save_link.href)
    save_link.href = URL.createObjectURL(picture)
    save_link.click()


context.lineCap = context.lineJoin = "round"
Blank().draw()
# After a reload, browsers may put back what had been chosen.
colour = document.querySelector("[name=colour]:checked").value
size = int(document.querySelector("[name=size]:checked").value)
for control in document.querySelectorAll(".waits"):
    control.disabled = False
document.documentElement.dataset.ready = "true"
