"""The CSV explorer as a person uses it. Its statistics are compared with those of Python's `statistics` module."""

from __future__ import annotations

import base64
import csv
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser.page import WatchedPage
from playwright.sync_api import FilePayload, Locator, expect

DATA = Path(__file__).parents[2] / "examples" / "csv_explorer" / "data"


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


AIRPORTS = read("airports.csv")


@pytest.fixture(scope="module")
def opened(open_page: Callable[[], WatchedPage], examples_url: str) -> Iterator[WatchedPage]:
    """Open the page once for all tests: they take from it what a person would see, and Pyodide starts only once."""
    page = open_page().goto(f"{examples_url}/csv_explorer/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    yield page
    page.check_workers()


@pytest.fixture
def page(opened: WatchedPage) -> Iterator[WatchedPage]:
    """The page with the airports, as it was when it was opened. This example's `page` shadows the general one."""
    open_sample(opened, "Airports")
    yield opened
    if opened.locator("#error").is_visible():
        opened.locator("#dismiss").click()
    opened.check_console()


def status(page: WatchedPage) -> Locator:
    return page.locator("#status")


def forget_status(page: WatchedPage) -> None:
    """Blank the status, so that waiting for it does not find what a file opened before has left."""
    page.evaluate("() => { document.getElementById('status').textContent = ''; }")


def open_sample(page: WatchedPage, name: str) -> None:
    forget_status(page)
    page.raw.get_by_role("button", name=name).click()
    expect(status(page)).to_contain_text("Read in")


def choose(page: WatchedPage, name: str, content: bytes) -> None:
    forget_status(page)
    page.locator("#file").set_input_files(FilePayload(name=name, mimeType="text/csv", buffer=content))


def open_file(page: WatchedPage, name: str, content: bytes) -> None:
    choose(page, name, content)
    expect(status(page)).to_contain_text(name)
    expect(status(page)).to_contain_text("Read in")


def select(page: WatchedPage, column: str) -> None:
    page.locator(".column").filter(has=page.raw.get_by_text(column, exact=True)).click()
    expect(page.locator("#detail-title")).to_have_text(column)
    # The picture is the last part that Python writes.
    expect(page.locator("#chart svg")).to_have_attribute("aria-label", re.compile(f" of {re.escape(column)}: "))


def facts(page: WatchedPage) -> dict[str, str]:
    found = page.evaluate(
        """Object.fromEntries([...document.querySelectorAll("#facts > div")]
            .map((line) => [line.querySelector("dt").textContent, line.querySelector("data").value]))"""
    )
    assert isinstance(found, dict)
    return found


def top_values(page: WatchedPage) -> list[tuple[str, int]]:
    pairs = page.evaluate(
        """[...document.querySelectorAll("#top-values li")]
            .map((line) => [line.querySelector("span").textContent, Number(line.querySelector("data").value)])"""
    )
    return [(value, count) for value, count in pairs]


def expect_cells(page: WatchedPage, column: int, texts: list[str]) -> None:
    """Wait until one column of the table shows these texts."""
    expect(page.locator(f"#body td:nth-child({column + 1})")).to_have_text(texts)


def headers(page: WatchedPage) -> list[str]:
    return page.locator("#head th button span:first-child").all_inner_texts()


def header(page: WatchedPage, name: str) -> Locator:
    return page.locator("#head th").filter(has=page.raw.get_by_role("button", name=name, exact=True))


def test_it_opens_with_the_airports(page: WatchedPage) -> None:
    expect(status(page)).to_contain_text("airports.csv: 3,376 rows, 7 columns, UTF-8, separated by commas.")
    assert headers(page) == list(AIRPORTS[0])
    expect_cells(page, 1, [row["name"] for row in AIRPORTS[:50]])
    expect(page.locator("#shown")).to_have_text("1\N{EN DASH}50 of 3,376 rows")
    expect(page.locator("#chart svg rect").first).to_be_visible()


@pytest.mark.parametrize("column", ["latitude", "longitude"])
def test_statistics_of_numbers_are_right(page: WatchedPage, column: str) -> None:
    select(page, column)
    values = [float(row[column]) for row in AIRPORTS]
    quartiles = statistics.quantiles(values, n=4, method="inclusive")
    shown = facts(page)
    assert {name: int(shown.pop(name)) for name in ("Values", "Missing", "Unique")} == {
        "Values": len(values),
        "Missing": 0,
        "Unique": len(set(values)),
    }
    assert {name: float(value) for name, value in shown.items()} == pytest.approx(
        {
            "Mean": statistics.fmean(values),
            "Standard deviation": statistics.stdev(values),
            "Minimum": min(values),
            "Lower quartile": quartiles[0],
            "Median": statistics.median(values),
            "Upper quartile": quartiles[2],
            "Maximum": max(values),
        }
    )
    drawn = page.evaluate("""[...document.querySelectorAll("#chart rect title")].map((title) => title.textContent)""")
    assert sum(int(title.split(": ")[1].split()[0].replace(",", "")) for title in drawn) == len(values)
    assert page.locator("#chart .label").all_text_contents() == [column, "rows"]


def test_statistics_of_texts_are_right(page: WatchedPage) -> None:
    select(page, "state")
    states = [row["state"] for row in AIRPORTS if row["state"] != "NA"]
    assert facts(page) == {
        "Values": str(len(states)),
        "Missing": str(len(AIRPORTS) - len(states)),
        "Unique": str(len(set(states))),
    }
    assert top_values(page) == Counter(states).most_common(8)
    expect(page.locator("#chart g")).to_have_count(11)
    expect(page.locator("#chart g .name").first).to_have_text("AK")


def test_the_other_sample_has_dates(page: WatchedPage) -> None:
    open_sample(page, "Seattle weather")
    select(page, "date")
    shown = facts(page)
    assert (shown["Values"], shown["Earliest"][:10], shown["Latest"][:10]) == ("1461", "2012-01-01", "2015-12-31")
    expect(page.locator("#chart rect")).to_have_count(48)
    expect(page.locator("#detail-about")).to_contain_text("year-month-day")


def test_headers_sort_by_mouse_and_by_keyboard(page: WatchedPage) -> None:
    ordered = sorted(AIRPORTS, key=lambda row: float(row["latitude"]))
    latitude = header(page, "latitude")
    latitude.locator("button").click()
    expect(latitude).to_have_attribute("aria-sort", "ascending")
    expect_cells(page, 0, [row["iata"] for row in ordered[:50]])
    expect(latitude.locator("button")).to_be_focused()
    page.raw.keyboard.press("Enter")
    expect(latitude).to_have_attribute("aria-sort", "descending")
    expect_cells(page, 0, [row["iata"] for row in ordered[:-51:-1]])
    page.raw.keyboard.press("Space")
    expect(latitude).to_have_attribute("aria-sort", "none")
    expect_cells(page, 0, [row["iata"] for row in AIRPORTS[:50]])
    page.raw.keyboard.press("Shift+Tab")
    page.raw.keyboard.press("Enter")
    expect(header(page, "country")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#head [aria-sort=none]")).to_have_count(6)


def test_searching_narrows_rows_and_statistics(page: WatchedPage) -> None:
    page.locator("#filter").press_sequentially("municipal tx")
    matching = [row for row in AIRPORTS if all(word in "|".join(row.values()).lower() for word in ("municipal", "tx"))]
    expect(page.locator("#shown")).to_have_text(f"1\N{EN DASH}50 of {len(matching)} rows of 3,376")
    expect(page.locator("#detail-about")).to_contain_text(f"{len(matching)} rows found")
    mean = pytest.approx(statistics.fmean(float(row["latitude"]) for row in matching))
    page.wait_until(lambda: float(facts(page)["Mean"]) == mean, "the statistics of the rows that were found")
    header(page, "name").locator("button").click()
    expect(header(page, "name")).to_have_attribute("aria-sort", "ascending")
    expect_cells(page, 1, sorted((row["name"] for row in matching), key=str.casefold)[:50])
    page.locator("#filter").fill("no such airport")
    expect(page.locator("#no-rows")).to_be_visible()
    expect(page.locator("#chart")).to_have_text("There are no values to draw.")
    page.locator("#filter").fill("")
    expect(page.locator("#shown")).to_have_text("1\N{EN DASH}50 of 3,376 rows")


def test_pages_of_rows(page: WatchedPage) -> None:
    press = {
        name: page.raw.get_by_role("button", name=f"{name} page") for name in ("First", "Previous", "Next", "Last")
    }
    expect(press["Previous"]).to_be_disabled()
    press["Next"].click()
    expect(page.locator("#shown")).to_have_text("51\N{EN DASH}100 of 3,376 rows")
    expect_cells(page, 0, [row["iata"] for row in AIRPORTS[50:100]])
    press["Last"].click()
    expect(page.locator("#shown")).to_have_text("3,351\N{EN DASH}3,376 of 3,376 rows")
    expect_cells(page, 0, [row["iata"] for row in AIRPORTS[3350:]])
    expect(press["Next"]).to_be_disabled()
    press["Previous"].click()
    expect(page.locator("#shown")).to_have_text("3,301\N{EN DASH}3,350 of 3,376 rows")
    press["First"].click()
    expect(page.locator("#shown")).to_have_text("1\N{EN DASH}50 of 3,376 rows")


def test_columns_are_chosen_by_keyboard(page: WatchedPage) -> None:
    select(page, "latitude")
    page.raw.keyboard.press("ArrowDown")
    expect(page.locator("#detail-title")).to_have_text("longitude")
    page.raw.keyboard.press("ArrowUp")
    page.raw.keyboard.press("ArrowUp")
    expect(page.locator("#detail-title")).to_have_text("country")
    expect(page.locator("#top-values li").first).to_contain_text("USA")


def test_a_chosen_file_is_read_whatever_its_dialect(page: WatchedPage) -> None:
    content = 'Stadt;Fläche;Notiz\nKöln;405,02;"zwei\nZeilen; eine Zelle"\nBonn;141,1\nMünchen;310,7;x;zu viel\n'
    open_file(page, "städte.csv", content.encode("cp1252"))
    expect(status(page)).to_contain_text("3 rows, 4 columns, Windows-1252, separated by semicolons.")
    assert headers(page) == ["Stadt", "Fläche", "Notiz", "column 4"]
    expect_cells(page, 0, ["Köln", "Bonn", "München"])
    notes = page.text("#notes")
    assert "not UTF-8" in notes
    assert "1 row has fewer than 3 cells" in notes
    assert "line 4" in notes
    assert "line 5" in notes
    select(page, "Fläche")
    assert float(facts(page)["Mean"]) == pytest.approx((405.02 + 141.1 + 310.7) / 3)


def test_cells_are_text_and_never_html(page: WatchedPage) -> None:
    nasty = "<img src=x onerror=\"document.title='broken'\">&amp;"
    quoted = '"' + nasty.replace('"', '""') + '"'
    open_file(page, "<b>bold.csv", f"{quoted},n\n{quoted},1\n".encode())
    assert headers(page)[0] == nasty
    expect_cells(page, 0, [nasty])
    select(page, nasty)
    assert top_values(page) == [(nasty, 1)]
    expect(page.locator("#chart .name")).to_have_count(1)
    expect(page.locator("img, #status b")).to_have_count(0)
    assert page.evaluate("document.title") == "CSV explorer"


def test_the_first_row_may_be_data(page: WatchedPage) -> None:
    open_file(page, "numbers.csv", b"1,2\n3,4\n")
    expect(page.locator("#body tr")).to_have_count(1)
    page.raw.get_by_label("First row has the names").uncheck()
    expect(page.locator("#body tr")).to_have_count(2)
    assert headers(page) == ["column 1", "column 2"]
    page.raw.get_by_label("First row has the names").check()
    expect(page.locator("#body tr")).to_have_count(1)


def test_a_file_can_be_dropped_anywhere(page: WatchedPage, tmp_path: Path) -> None:
    file = tmp_path / "dropped.csv"
    file.write_text("a,b\n1,2\n")
    forget_status(page)
    # Synthetic events would not show that the browser permits the drop; these come in as a real mouse's do.
    session = page.raw.context.new_cdp_session(page.raw)
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 400, "y": 300, "data": data})
    expect(page.locator("html.dropping")).to_be_attached()
    session.send("Input.dispatchDragEvent", {"type": "drop", "x": 400, "y": 300, "data": data})
    expect(status(page)).to_contain_text("dropped.csv: 1 row, 2 columns")
    expect(page.locator("html.dropping")).to_have_count(0)
    expect_cells(page, 1, ["2"])


PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "The file is empty."),
        ("picture.csv", PNG, "This is a PNG picture"),
        ("noise.csv", bytes(range(256)) * 64, "binary file"),
        ("data.csv", b'{"rows": [1, 2, 3]}', "JSON document"),
    ],
)
def test_what_cannot_be_opened_is_explained_and_nothing_is_lost(
    page: WatchedPage, name: str, content: bytes, message: str
) -> None:
    page.locator("#filter").fill("Alaska")
    expect(page.locator("#detail-about")).to_contain_text("1 row found")
    expect(page.locator("#facts data").first).to_have_text("1")
    before = page.text("#body"), page.text("#facts"), page.text("#shown")
    choose(page, name, content)
    alert = page.raw.get_by_role("alert")
    expect(alert).to_contain_text(f"{name} could not be opened.")
    expect(alert).to_contain_text(message)
    expect(status(page)).to_contain_text("airports.csv: 3,376 rows")
    assert (page.text("#body"), page.text("#facts"), page.text("#shown")) == before
    expect(page.locator("#filter")).to_have_value("Alaska")
    # The same file, once mended, opens, and the message goes.
    open_file(page, name, b"a,b\n1,2\n")
    expect(alert).to_be_hidden()


def test_the_page_keeps_moving_while_a_large_file_is_read(page: WatchedPage) -> None:
    rows = 60_000
    content = "number,text,date\n" + "".join(
        f"{n * 7919 % 10007}.5,word {n % 97},2024-01-{n % 28 + 1:02}\n" for n in range(rows)
    )
    page.evaluate(
        """() => {
            const status = document.getElementById("status");
            window.shown = [];
            const meter = document.querySelector("frame-meter");
            const see = () => shown.push([status.textContent, performance.now(), meter.frames]);
            window.watching = new MutationObserver(see);
            watching.observe(status, { childList: true, characterData: true, subtree: true });
        }"""
    )
    open_file(page, "large.csv", content.encode())
    expect(page.locator("#shown")).to_contain_text("of 60,000 rows")
    shown = page.evaluate("() => { watching.disconnect(); return shown; }")
    texts = [text for text, _, _ in shown]
    assert texts[0] == "" or texts[0].startswith("Reading large.csv")
    assert [text for text in texts if text.startswith("Looking at column")] == [
        f"Looking at column {number} of 3, {name}\N{HORIZONTAL ELLIPSIS}"
        for number, name in enumerate(("number", "text", "date"), start=1)
    ]
    _, begun, frames_before = next(entry for entry in shown if entry[0].startswith("Reading"))
    _, ended, frames_after = shown[-1]
    assert ended - begun > 200, "The file is too small to show anything"
    assert frames_after - frames_before > 10
    values = [n * 7919 % 10007 + 0.5 for n in range(rows)]
    assert float(facts(page)["Mean"]) == pytest.approx(statistics.fmean(values))


def test_the_chart_fits_the_width_of_the_window(page: WatchedPage) -> None:
    size = page.raw.viewport_size
    assert size
    try:
        page.raw.set_viewport_size({"width": 390, "height": 800})
        page.wait_for("document.querySelector('#chart svg').getAttribute('width') < 390")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    finally:
        page.raw.set_viewport_size(size)
    page.wait_for("document.querySelector('#chart svg').getAttribute('width') > 390")


def test_everything_has_a_name_for_those_who_do_not_see_it(page: WatchedPage) -> None:
    snapshot = page.locator("body").aria_snapshot()
    for expected in (
        'heading "CSV explorer" [level=1]',
        'button "Airports"',
        'checkbox "First row has the names" [checked]',
        'group "Columns"',
        'searchbox "Search in all columns"',
        'img "Histogram of latitude',
        'columnheader "latitude"',
        'group "Pages of rows"',
    ):
        assert expected in snapshot, snapshot
