"""Shows the days that are chosen, in charts that choose from each other, with every change of a filter.

`display` holds each chart: its handle takes the next picture, and a batch has all of them appear in one frame.
"""

from charts import kinds, rain, scatter, temperatures
from offthread import batch
from pyscript import HTML, display, document, when
from weather import Choice, by_kind, by_month, read_days, summarize, wind_and_rain

days = read_days("seattle-weather.csv")
year = document.getElementById("year")
warm = document.getElementById("warm")
warm_value = document.getElementById("warm-value")
numbers = {name: document.getElementById(name) for name in ("days", "mean", "total", "wet")}
status = document.getElementById("status")
panels = {name: display(" ", target=name, append=False) for name in ("temperatures", "rain", "scatter", "kinds")}
month = None
chosen_kinds = frozenset()


def show():
    """Compute and draw everything anew."""
    choice = Choice(int(year.value) if year.value else None, chosen_kinds, month, float(warm.value))
    some = choice.of(days)
    months = by_month(choice.of(days, any_month=True))
    summary = summarize(some)
    pictures = {
        "temperatures": temperatures(months, month),
        "rain": rain(months, month),
        "scatter": scatter(wind_and_rain(some)),
        "kinds": kinds(by_kind(choice.of(days, any_kind=True)), chosen_kinds),
    }
    with batch():
        for name, picture in pictures.items():
            panels[name].update(HTML(picture))
        numbers["days"].textContent = f"{summary.days:,}"
        numbers["mean"].textContent = "none" if summary.mean_warmest is None else f"{summary.mean_warmest:.1f} °C"
        numbers["total"].textContent = f"{summary.rain:,.0f} mm"
        numbers["wet"].textContent = f"{summary.rainy_days:,}"
        warm_value.textContent = "any" if float(warm.value) <= -5 else f"{float(warm.value):.0f} °C or more"
        status.textContent = f"{summary.days} of {len(days)} days shown"


@when("change", "#year")
def choose_year():
    """Show one year, or all."""
    show()


@when("input", "#warm", coalesce=True)
def choose_warmth():
    """Follow the slider: of what it says during one drawing, the last."""
    show()


@when("click", "#charts")
@when("keydown", "#charts")
def choose_in_a_chart(event):
    """Choose a month or a kind of weather; the same once more takes that back."""
    global month, chosen_kinds
    if event.type == "keydown" and event.key not in ("Enter", " "):
        return
    chosen = event.target.closest("[data-month], [data-kind]")
    if chosen is None or (event.type == "keydown" and chosen.localName == "button"):
        return
    attribute = "data-month" if chosen.hasAttribute("data-month") else "data-kind"
    value = chosen.getAttribute(attribute)
    panel = chosen.closest(".chart").id
    if attribute == "data-month":
        month = None if month == int(value) else int(value)
    else:
        chosen_kinds = chosen_kinds ^ {value}
    show()
    # What had the focus has been drawn anew.
    document.querySelector(f"#{panel} [{attribute}='{value}']").focus()


@when("click", "#reset")
def reset():
    """Show all days."""
    global month, chosen_kinds
    month, chosen_kinds = None, frozenset()
    year.value = ""
    warm.value = "-5"
    show()


show()
for control in document.querySelectorAll(".waits"):
    control.disabled = False
document.documentElement.setAttribute("data-ready", "")
