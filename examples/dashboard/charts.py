"""Draws what weather.py has found as SVG text. Colours come from the style sheet, by the classes used here."""

from __future__ import annotations

from html import escape

from weather import KINDS, MONTHS

WIDTH = 640
HEIGHT = 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 42, WIDTH - 12, 12, HEIGHT - 30


def temperatures(months: list[tuple[float, float, float] | None], chosen: int | None) -> str:
    """Return a bar from the mean coldest to the mean warmest for each month; each is a button that chooses it."""
    parts = _grid((-5, 0, 10, 20, 30), _y_of(-5, 35))
    y = _y_of(-5, 35)
    for index, month in enumerate(months):
        if month is None:
            continue
        coldest, warmest, _ = month
        text = f"{MONTHS[index]}: {coldest:.1f} to {warmest:.1f} °C"
        parts.append(_bar(index, y(warmest), y(coldest), "heat", chosen, text))
    return _svg(parts + _month_names(), "Temperatures by month")


def rain(months: list[tuple[float, float, float] | None], chosen: int | None) -> str:
    """Return a bar of a month's rain for each month; each is a button that chooses it."""
    most = max((month[2] for month in months if month), default=0.0)
    top = max(50.0, -(-most // 50) * 50)
    y = _y_of(0, top)
    parts = _grid((0, top / 2, top), y)
    for index, month in enumerate(months):
        if month is not None:
            parts.append(_bar(index, y(month[2]), y(0), "wet", chosen, f"{MONTHS[index]}: {month[2]:.0f} mm"))
    return _svg(parts + _month_names(), "Rain by month")


def scatter(points: list[tuple[float, float, str]]) -> str:
    """Return a point for each day with rain: to the right more wind, upwards more rain."""
    y = _y_of(0, 60)
    parts = _grid((0, 20, 40, 60), y)
    for wind, amount, kind in points:
        x = _LEFT + (_RIGHT - _LEFT) * min(wind, 10) / 10
        parts.append(f'<circle class="{escape(kind)}" cx="{x:.1f}" cy="{y(min(amount, 60)):.1f}" r="3"/>')
    parts += [_text(_LEFT + (_RIGHT - _LEFT) * wind / 10, HEIGHT - 10, f"{wind} m/s") for wind in (2, 4, 6, 8)]
    return _svg(parts, "Wind and rain of each rainy day")


def kinds(counts: dict[str, int], chosen: frozenset[str]) -> str:
    """Return a row for each kind of weather; each is a button that chooses it."""
    most = max(*counts.values(), 1)
    rows = []
    for kind in KINDS:
        pressed = "true" if kind in chosen else "false"
        rows.append(
            f'<button type="button" class="kind" data-kind="{kind}" aria-pressed="{pressed}">'
            f'<span class="name">{kind}</span>'
            f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect class="{kind}" width="{100 * counts[kind] / most:.1f}" height="10" rx="1"/></svg>'
            f'<span class="count">{counts[kind]}</span></button>'
        )
    return "".join(rows)


def _y_of(low: float, high: float):
    return lambda value: _BOTTOM - (_BOTTOM - _TOP) * (value - low) / (high - low)


def _grid(values, y) -> list[str]:
    parts = []
    for value in values:
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>')
        parts.append(_text(_LEFT - 8, y(value) + 4, f"{value:.0f}", "end"))
    return parts


def _bar(index: int, top: float, bottom: float, look: str, chosen: int | None, text: str) -> str:
    each = (_RIGHT - _LEFT) / 12
    x = _LEFT + index * each + 4
    pressed = "true" if chosen == index + 1 else "false"
    faded = " faded" if chosen not in (None, index + 1) else ""
    return (
        f'<g class="month{faded}" role="button" tabindex="0" data-month="{index + 1}" aria-pressed="{pressed}" '
        f'aria-label="{escape(text)}"><title>{escape(text)}</title>'
        f'<rect class="hit" x="{x - 4:.1f}" y="{_TOP}" width="{each:.1f}" height="{_BOTTOM - _TOP}"/>'
        f'<rect class="{look}" x="{x:.1f}" y="{top:.1f}" width="{each - 8:.1f}" '
        f'height="{max(bottom - top, 1):.1f}" rx="3"/></g>'
    )


def _month_names() -> list[str]:
    each = (_RIGHT - _LEFT) / 12
    return [_text(_LEFT + (index + 0.5) * each, HEIGHT - 10, name) for index, name in enumerate(MONTHS)]


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(parts: list[str], label: str) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(label)}">{"".join(parts)}</svg>'
