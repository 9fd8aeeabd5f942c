"""The weather dashboard: what it computes, compared with a count of its own, and choosing as a person does."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from browser.page import WatchedPage
from playwright.sync_api import expect

DATA = Path(__file__).parents[2] / "examples" / "csv_explorer" / "data" / "seattle-weather.csv"


def rows() -> list[dict[str, str]]:
    with DATA.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_what_is_computed(import_example: Callable[[str, str], ModuleType]) -> None:
    weather = import_example("dashboard", "weather")
    days = weather.read_days(str(DATA))
    counts = Counter(row["weather"] for row in rows())
    assert weather.by_kind(days) == {kind: counts[kind] for kind in weather.KINDS}
    some = weather.Choice(2012, frozenset({"rain"}), 3, 10.0).of(days)
    expected = [
        row
        for row in rows()
        if row["date"].startswith("2012/03") and row["weather"] == "rain" and float(row["temp_max"]) >= 10
    ]
    assert len(some) == len(expected) > 0
    assert weather.summarize(some).rain == pytest.approx(sum(float(row["precipitation"]) for row in expected))
    assert weather.summarize([]) == weather.Summary(0, None, 0, 0)
    assert weather.by_month([]) == [None] * 12


def test_charts_of_nothing_can_be_drawn(import_example: Callable[[str, str], ModuleType]) -> None:
    charts = import_example("dashboard", "charts")
    assert "<svg" in charts.temperatures([None] * 12, 3)
    assert "<svg" in charts.rain([None] * 12, None)
    assert "<circle" not in charts.scatter([])
    assert charts.kinds(dict.fromkeys(("sun", "rain", "drizzle", "fog", "snow"), 0), frozenset()).count("<button") == 5


@pytest.fixture(scope="module")
def opened(open_page: Callable[[], WatchedPage], examples_url: str) -> Iterator[WatchedPage]:
    """Open the page once for all tests."""
    page = open_page().goto(f"{examples_url}/dashboard/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    yield page
    page.check_workers()


@pytest.fixture
def page(opened: WatchedPage) -> Iterator[WatchedPage]:
    """The page as it was when it was opened. This example's `page` shadows the general one."""
    opened.locator("#reset").click()
    expect(opened.locator("#days")).to_have_text("1,461")
    yield opened
    opened.check_console()


def test_all_days_to_begin_with(page: WatchedPage) -> None:
    expect(page.locator("#status")).to_have_text("1461 of 1461 days shown")
    assert page.locator(".month").count() == 24
    wet = sum(float(row["precipitation"]) > 0 for row in rows())
    expect(page.locator("#wet")).to_have_text(f"{wet}")
    assert page.locator("#scatter circle").count() == wet


def test_charts_choose_from_each_other(page: WatchedPage) -> None:
    july = [row for row in rows() if row["date"][5:7] == "07"]
    page.locator("#temperatures [data-month='7']").click()
    expect(page.locator("#days")).to_have_text(str(len(july)))
    expect(page.locator("#rain [data-month='7']")).to_have_attribute("aria-pressed", "true")
    sunny = [row for row in july if row["weather"] == "sun"]
    expect(page.locator("[data-kind='sun'] .count")).to_have_text(str(len(sunny)))
    page.locator("[data-kind='sun']").click()
    expect(page.locator("#days")).to_have_text(str(len(sunny)))
    page.locator("#temperatures [data-month='7']").click()
    expect(page.locator("#days")).to_have_text(str(sum(row["weather"] == "sun" for row in rows())))


def test_the_keyboard_alone(page: WatchedPage) -> None:
    page.locator("#rain [data-month='1']").focus()
    page.raw.keyboard.press("Enter")
    expect(page.locator("#rain [data-month='1']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#rain [data-month='1']")).to_be_focused()


def test_year_and_slider(page: WatchedPage) -> None:
    page.locator("#year").select_option("2014")
    expect(page.locator("#days")).to_have_text("365")
    page.locator("#warm").fill("25")
    warm = [row for row in rows() if row["date"].startswith("2014") and float(row["temp_max"]) >= 25]
    expect(page.locator("#days")).to_have_text(str(len(warm)))
    expect(page.locator("#warm-value")).to_have_text("25 °C or more")
