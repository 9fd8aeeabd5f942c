"""Chart.js, driven from Python. It calls the functions below while it draws, and gets their values at once."""

from pyscript import document, when, window
from pyscript.js_modules import chart
from tides import HARBOURS, moment

boxes = {}
for name in ("harbour", "days", "shown", "state", "moment", "detail", "next", "high", "low"):
    boxes[name] = document.getElementById(name)
harbour = HARBOURS[0]


def colour(name):
    """Return a colour of the page's style sheet."""
    return window.getComputedStyle(document.documentElement).getPropertyValue(name).strip()


def tick_label(value, index, ticks):
    """Name a place on the axis of time, which Chart.js asks for each of them."""
    return moment(value)


def title(items):
    """Return the first line of a tooltip."""
    return moment(items[0].parsed.x)


def label(item):
    """Return the second line of a tooltip."""
    direction = "rising" if harbour.is_rising(item.parsed.x) else "falling"
    return f"{item.parsed.y:.2f} m, {direction}"


def choose(event, elements, drawn):
    """Say what comes after the moment that was clicked."""
    if not len(elements):
        return
    hours = drawn.data.datasets[0].data[elements[0].index].x
    boxes["moment"].textContent = f"{moment(hours)} in {harbour.name}"
    boxes["detail"].textContent = f"{harbour.height(hours):.2f} m"
    for name, high in (("high", True), ("low", False)):
        at = harbour.next_turn(hours, high)
        boxes[name].textContent = f"{moment(at)}, {harbour.height(at):.2f} m"
    boxes["next"].hidden = False


def points(days):
    return [{"x": hours, "y": height} for hours, height in harbour.heights(days)]


drawing = chart.Chart.new(
    document.getElementById("chart"),
    {
        "type": "line",
        "data": {
            "datasets": [
                {
                    "data": points(3),
                    "borderColor": colour("--accent"),
                    "backgroundColor": colour("--accent-soft"),
                    "fill": "start",
                    "borderWidth": 2,
                    "pointRadius": 0,
                    "pointHoverRadius": 5,
                }
            ]
        },
        "options": {
            "animation": False,
            "maintainAspectRatio": False,
            "parsing": False,
            "interaction": {"mode": "nearest", "axis": "x", "intersect": False},
            "onClick": choose,
            "plugins": {
                "legend": {"display": False},
                "tooltip": {"displayColors": False, "callbacks": {"title": title, "label": label}},
            },
            "scales": {
                "x": {
                    "type": "linear",
                    "max": 72,
                    "ticks": {"callback": tick_label, "stepSize": 12, "color": colour("--muted"), "maxRotation": 0},
                    "grid": {"color": colour("--line")},
                },
                "y": {
                    "title": {"display": True, "text": "metres", "color": colour("--muted")},
                    "ticks": {"color": colour("--muted")},
                    "grid": {"color": colour("--line")},
                },
            },
        },
    },
)


@when("input", "#days")
@when("change", "#harbour")
def show(event=None):
    """Draw what is chosen."""
    global harbour
    harbour = HARBOURS[boxes["harbour"].selectedIndex]
    days = int(boxes["days"].value)
    boxes["shown"].textContent = str(days)
    drawing.data.datasets[0].data = points(days)
    drawing.options.scales.x.max = 24 * days
    drawing.options.scales.x.ticks.stepSize = 12 if days < 5 else 24 if days < 9 else 48
    drawing.update("none")
    boxes["state"].textContent = f"{harbour.name}, {days} days: {24 * days * 4 + 1} heights computed by Python."


for choice in HARBOURS:
    boxes["harbour"].append(window.Option.new(choice.name))
show()
boxes["harbour"].disabled = boxes["days"].disabled = False
