"""The chart example: Chart.js asks Python for its texts while it draws, and for what a click means."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from browser.page import WatchedPage
from playwright.sync_api import expect


def test_high_and_low_waters_are_where_the_water_turns(import_example: Callable[[str, str], ModuleType]) -> None:
    tides = import_example("chart", "tides")
    for harbour in tides.HARBOURS:
        for start in (0, 13.3, 100):
            high, low = (harbour.next_turn(start, wanted) for wanted in (True, False))
            for at, sign in ((high, 1), (low, -1)):
                assert start < at < start + 26
                around = [harbour.height(at + offset) for offset in (-0.2, 0.2)]
                assert all(sign * harbour.height(at) > sign * height for height in around)


def test_moments_are_days_and_minutes(import_example: Callable[[str, str], ModuleType]) -> None:
    tides = import_example("chart", "tides")
    assert [tides.moment(hours) for hours in (0, 37.999, 24 * 7 + 0.5)] == ["Mon 00:00", "Tue 14:00", "Mon 00:30"]


@pytest.fixture
def running(page: WatchedPage, examples_url: str) -> WatchedPage:
    """Open the page, with the first chart drawn."""
    page.goto(f"{examples_url}/chart/")
    expect(page.locator("#state")).to_have_text("Grey Point, 3 days: 289 heights computed by Python.")
    return page


# Chart.js finds its charts by their canvas.
CHART = "(await import('/chart/vendor/chart.js')).Chart.getChart('chart')"


def test_labels_and_tooltips_are_python_s(running: WatchedPage) -> None:
    ticks = running.evaluate(f"async () => {CHART}.scales.x.ticks.map(({{ label }}) => label)")
    assert ticks[:3] == ["Mon 00:00", "Mon 12:00", "Tue 00:00"]
    running.locator("#chart").hover()
    running.wait_until(
        lambda: running.evaluate(f"async () => Boolean({CHART}.tooltip.body?.length)"), "the tooltip of Chart.js"
    )
    title, lines = running.evaluate(f"async () => [{CHART}.tooltip.title, {CHART}.tooltip.body[0].lines]")
    assert len(title) == len(lines) == 1
    assert title[0].startswith("Tue ")
    assert lines[0].endswith((" m, rising", " m, falling"))


def test_a_click_is_answered_by_python(running: WatchedPage) -> None:
    running.locator("#chart").click()
    expect(running.locator("#moment")).to_contain_text("in Grey Point")
    expect(running.locator("#high")).to_contain_text(" m")
    expect(running.locator("#low")).to_contain_text(" m")


def test_the_choice_is_drawn(running: WatchedPage) -> None:
    running.locator("#harbour").select_option("Heron Bay")
    running.locator("#days").fill("10")
    expect(running.locator("#state")).to_have_text("Heron Bay, 10 days: 961 heights computed by Python.")
    assert running.evaluate(f"async () => {CHART}.data.datasets[0].data.length") == 961
