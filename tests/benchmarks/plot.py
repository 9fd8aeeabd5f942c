"""The plot: a group of bars for each work, a bar for each contestant, on one logarithmic axis of time, as an SVG.

It is written by hand, since a picture of rectangles and text is no reason for a dependency. It brings its own
background, in two colour schemes, so that it is readable wherever it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from . import formats
from .contestants import COINCIDENT, CONTESTANTS, LANGUAGES, PAGE, Contestant, Language
from .summary import Summary
from .works import BOOTS, PROGRAM, Work

_WIDTH = 860
_MARGIN = 16
_BAR = 9
_GAP = 2
_TITLE = 17
_AFTER_GROUP = 9
# Room at the end of the longest bar for its time.
_LABEL = 84
_LIGHT = ("#ffffff", "#1f2328", "#59636e", "#d1d9e0")
_DARK = ("#0d1117", "#f0f6fc", "#9198a1", "#3d444d")
# Okabe and Ito's colours, which people tell apart however they see colours, in the shades that suit both schemes.
_COLOURS = ("#d55e00", "#0072b2", "#56b4e9", "#cc79a7", "#8c959f")


@dataclass(frozen=True)
class _Bar:
    seconds: float
    label: str
    colour: int


def plot(language: Language, summaries: Mapping[tuple[str, str], Summary]) -> str:
    """Return the SVG for one interpreter: Offthread and all its peers, with the limits in plain JavaScript."""
    contestants = plotted(language)
    groups = _groups(contestants, summaries)
    legend = [(_name(contestant), index) for index, contestant in enumerate(contestants)]
    top = 58
    heights = [_TITLE + len(bars) * (_BAR + _GAP) + _AFTER_GROUP for _, bars in groups]
    bottom = top + sum(heights)
    axis = _Axis.of([bar.seconds for _, bars in groups for bar in bars])
    parts = [_rectangle(0, 0, _WIDTH, bottom + 26, "background", 0)]
    parts.append(_text(_MARGIN, 22, f"{LANGUAGES[language]}: time, each line ten times more than the last", "h"))
    parts += _legend(legend)
    parts += axis.lines(top, bottom)
    y = top
    for (work, bars), height in zip(groups, heights, strict=True):
        parts.append(_text(_MARGIN, y + 12, work.label))
        for index, bar in enumerate(bars):
            bar_y = y + _TITLE + index * (_BAR + _GAP)
            end = axis.x(bar.seconds)
            parts.append(_rectangle(_MARGIN, bar_y, max(1, end - _MARGIN), _BAR, f"c{bar.colour}", 1.5))
            parts.append(_text(end + 4, bar_y + _BAR - 1, bar.label, "s"))
        y += height
    return _document(parts, _WIDTH, bottom + 26, alternative(language))


def plotted(language: Language) -> tuple[Contestant, ...]:
    """Return whose bars there are, in this order."""
    own = [contestant for contestant in CONTESTANTS if contestant.language == language]
    return (*own, COINCIDENT, PAGE)


def alternative(language: Language) -> str:
    """Return the text for who does not see the plot."""
    return (
        f"Bars of the median time for each work, on a logarithmic scale, of Offthread and its peers under "
        f"{LANGUAGES[language]}; the table below has the numbers."
    )


@dataclass(frozen=True)
class _Axis:
    """Map seconds to places; it spans whole powers of ten."""

    low: int
    high: int

    @classmethod
    def of(cls, values: Sequence[float]) -> _Axis:
        found = [value for value in values if value > 0] or [1e-6]
        # Even the shortest bar is to be seen.
        low = math.floor(math.log10(min(found)) - 0.3)
        return cls(low, max(low + 1, math.ceil(math.log10(max(found)))))

    def x(self, seconds: float) -> float:
        share = (math.log10(max(seconds, 10.0**self.low)) - self.low) / (self.high - self.low)
        return _MARGIN + share * (_WIDTH - 2 * _MARGIN - _LABEL)

    def lines(self, top: int, bottom: int) -> list[str]:
        parts = []
        for power in range(self.low, self.high + 1):
            x = self.x(10.0**power)
            parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>')
            # Without the digits that an axis does not need.
            label = formats.duration(10.0**power).replace(".00 ", " ").replace(".0 ", " ")
            parts.append(_text(x, bottom + 15, label, "s" if power == self.low else "s middle"))
        return parts


def _groups(
    contestants: Sequence[Contestant], summaries: Mapping[tuple[str, str], Summary]
) -> list[tuple[Work, list[_Bar]]]:
    groups = []
    for work in (*PROGRAM, *BOOTS):
        if not work.label:
            continue
        bars = []
        for index, contestant in enumerate(contestants):
            summary = summaries.get((contestant.id, work.id))
            if summary is not None:
                bars.append(_Bar(summary.median, _label(work, summary), index))
        if bars:
            groups.append((work, bars))
    return groups


def _label(work: Work, summary: Summary) -> str:
    text = formats.duration(summary.median)
    if summary.smaller:
        return f"{text} ({summary.size} {work.unit})"
    return f"≈ {text}" if summary.measured is not None else text


def _name(contestant: Contestant) -> str:
    return contestant.title if contestant.language == "js" else contestant.system


def _legend(entries: Sequence[tuple[str, int]]) -> list[str]:
    parts = []
    x = float(_MARGIN)
    for name, colour in entries:
        parts.append(_rectangle(x, 36, 10, 10, f"c{colour}", 2))
        parts.append(_text(x + 15, 45, name))
        # Some 6.5 pixels a letter at this size, and a gap.
        x += 15 + 6.5 * len(name) + 14
    return parts


def _rectangle(x: float, y: float, width: float, height: float, style: str, radius: float) -> str:
    corner = f' rx="{radius:g}"' if radius else ""
    return f'<rect class="{style}" x="{x:.1f}" y="{y:g}" width="{width:.1f}" height="{height:g}"{corner}/>'


def _text(x: float, y: float, text: str, style: str = "") -> str:
    styled = f' class="{style}"' if style else ""
    return f'<text{styled} x="{x:.1f}" y="{y:g}">{escape(text)}</text>'


def _document(parts: Sequence[str], width: int, height: int, title: str) -> str:
    style = "\n".join(
        [
            # With an edge in the background's colour, so that no line crosses a letter.
            "text { font: 12px system-ui, sans-serif; paint-order: stroke; stroke-width: 3px; stroke-linejoin: round }",
            "text.h { font-weight: 600; font-size: 13px }",
            "text.s { font-size: 10px }",
            "text.middle { text-anchor: middle }",
            *(f".c{index} {{ fill: {colour} }}" for index, colour in enumerate(_COLOURS)),
            _scheme(_LIGHT),
            f"@media (prefers-color-scheme: dark) {{\n{_scheme(_DARK)}\n}}",
        ]
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}\n</style>",
            *parts,
            "</svg>\n",
        ]
    )


def _scheme(colours: tuple[str, str, str, str]) -> str:
    background, text, quiet, grid = colours
    return "\n".join(
        [
            f".background {{ fill: {background} }}",
            f"text {{ fill: {text}; stroke: {background} }}",
            f"text.s {{ fill: {quiet} }}",
            f".grid {{ stroke: {grid}; stroke-width: 1 }}",
        ]
    )
