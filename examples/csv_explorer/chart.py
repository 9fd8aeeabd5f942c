"""Draws bars as SVG text. Colours and fonts come from the page's style sheet, by the classes used here."""

from __future__ import annotations

from html import escape

from bins import Bars, nice_ticks
from summary import write

_LINE = 24
_LETTER = 7  # about the width of a character at the size the style sheet gives to labels


def histogram(bars: Bars, *, title: str, axis: str, width: int, height: int = 290) -> str:
    """Return upright bars between two axes, the lower one called `axis`."""
    most = max(bars.counts)
    ticks = [tick for tick in nice_ticks(0, most, 4) if tick == round(tick)]
    left = 30 + _LETTER * max(len(write(round(tick))) for tick in ticks)
    right, top, bottom = width - 14, 12, height - 48
    each = (right - left) / len(bars.counts)
    gap = 1 if each > 4 else 0
    parts = []
    for tick in ticks:
        y = bottom - (bottom - top) * tick / most
        parts.append(f'<line class="grid" x1="{left}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{write(round(tick))}</text>')
    for index, (label, count) in enumerate(zip(bars.labels, bars.counts, strict=True)):
        if count:
            # One value among thousands must still be seen.
            size = max((bottom - top) * count / most, 1.5)
            parts.append(
                f'<rect class="bar" x="{left + index * each:.1f}" y="{bottom - size:.1f}" '
                f'width="{each - gap:.1f}" height="{size:.1f}">{_tooltip(label, count)}</rect>'
            )
    parts.append(f'<line class="axis" x1="{left}" x2="{right}" y1="{bottom}" y2="{bottom}"/>')
    parts += _bottom_ticks(bars, left, right, bottom)
    parts.append(_text("label", (left + right) / 2, height - 6, axis))
    parts.append(_text("label", 12, (top + bottom) / 2, "rows", turned=True))
    return _svg(parts, title, width, height)


def _bottom_ticks(bars: Bars, left: float, right: float, bottom: float) -> list[str]:
    parts = []
    free_from = 0.0
    for place, text in bars.ticks:
        x = left + (right - left) * place
        half = len(text) * _LETTER / 2
        # Labels that would overlap the one before or leave the picture are left out.
        if x - half < free_from or x + half > right + 14:
            continue
        free_from = x + half + 6
        parts.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 5}"/>')
        parts.append(_text("tick", x, bottom + 19, text))
    return parts


def ranking(bars: Bars, *, title: str, axis: str, width: int) -> str:
    """Return bars that lie below each other, each with its label and its count."""
    height = len(bars.counts) * _LINE + 34
    letters = min(max(len(label) for label in bars.labels), 24, width // 22)
    left = 14 + letters * _LETTER
    right = width - 20 - _LETTER * max(len(write(count)) for count in bars.counts)
    # All other values together are no value: they get a line of text, not a bar that would dwarf every other.
    others = bars.unit == "others"
    most = max(bars.counts[:-1] if others else bars.counts)
    parts = []
    for index, (label, count) in enumerate(zip(bars.labels, bars.counts, strict=True)):
        y = index * _LINE
        is_rest = others and index == len(bars.counts) - 1
        short = label if len(label) <= letters else label[: letters - 1] + "\N{HORIZONTAL ELLIPSIS}"
        group = '<g class="rest">' if is_rest else "<g>"
        size = 0 if is_rest else max((right - left) * count / most, 2)
        parts.append(
            f"{group}<title>{escape(label)}: {_rows(count)}</title>"
            f'<text class="tick name" x="{left - 8}" y="{y + 17}" text-anchor="end">{escape(short)}</text>'
            f'<rect class="bar" x="{left}" y="{y + 3}" width="{size:.1f}" height="{_LINE - 6}"/>'
            f'<text class="tick" x="{left + size + 6:.1f}" y="{y + 17}">{write(count)}</text></g>'
        )
    bottom = len(bars.counts) * _LINE + 2
    parts.append(f'<line class="axis" x1="{left}" x2="{left}" y1="0" y2="{bottom}"/>')
    parts.append(_text("label", (left + right) / 2, height - 8, f"rows by {axis}"))
    return _svg(parts, title, width, height)


def sparkline(counts: list[int]) -> str:
    """Return a chart without any text, to be stretched by the style sheet."""
    if not counts:
        return ""
    most = max(counts)
    path = "".join(
        f"M{index} 20V{20 - max(20 * count / most, 1):.1f}h.86V20z" for index, count in enumerate(counts) if count
    )
    return (
        f'<svg class="sparkline" viewBox="0 0 {len(counts)} 20" preserveAspectRatio="none" aria-hidden="true">'
        f'<path d="{path}"/></svg>'
    )


def _svg(parts: list[str], title: str, width: int, height: int) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _tooltip(label: str, count: int) -> str:
    return f"<title>{escape(label)}: {_rows(count)}</title>"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{write(count)} rows"


def _text(name: str, x: float, y: float, text: str, *, turned: bool = False) -> str:
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return f'<text class="{name}" x="{x:.1f}" y="{y:.1f}" text-anchor="middle"{turn}>{escape(text)}</text>'
