"""The drawing program, used with a real pointer and real keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.page import WatchedPage
from playwright.sync_api import expect

BLACK, RED, BLUE, WHITE = [29, 28, 26], [198, 47, 59], [47, 111, 208], [255, 255, 255]
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def sheet(page: WatchedPage, examples_url: str) -> WatchedPage:
    """Open the page, with Python listening and an empty sheet."""
    page.goto(f"{examples_url}/drawing/")
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.locator("#picture").scroll_into_view_if_needed()
    assert colours_of(page) == [WHITE]
    return page


def point(page: WatchedPage, x: float, y: float) -> tuple[float, float]:
    """Return where on the page a place of the picture is; both go from 0 to 1."""
    box = page.locator("#picture").bounding_box()
    assert box
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def draw(page: WatchedPage, *places: tuple[float, float], button: str = "left") -> None:
    """Draw through places with a button held."""
    page.raw.mouse.move(*point(page, *places[0]))
    page.raw.mouse.down(button="right" if button == "right" else "left")
    for place in places:
        page.raw.mouse.move(*point(page, *place), steps=5)
    page.raw.mouse.up(button="right" if button == "right" else "left")


# A copy, as the browser complains of a canvas that is drawn on and read.
COPY = """
    const canvas = document.getElementById("picture");
    const copy = document.createElement("canvas");
    Object.assign(copy, { width: canvas.width, height: canvas.height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
"""


def colour_at(page: WatchedPage, x: float, y: float) -> list[int]:
    found: list[int] = page.evaluate(
        f"""([x, y]) => {{
            {COPY}
            return [...context.getImageData(x * canvas.width, y * canvas.height, 1, 1).data.slice(0, 3)];
        }}""",
        [x, y],
    )
    return found


def colours_of(page: WatchedPage) -> list[list[int]]:
    """Return the colours of every seventh pixel, each once."""
    found: list[list[int]] = page.evaluate(
        f"""() => {{
            {COPY}
            const {{ data }} = context.getImageData(0, 0, canvas.width, canvas.height);
            const found = new Set();
            for (let at = 0; at < data.length; at += 4 * 7) found.add(data.slice(at, at + 3).join());
            return [...found].map((colour) => colour.split(",").map(Number));
        }}"""
    )
    return found


def wait_for_colour(page: WatchedPage, x: float, y: float, colour: list[int]) -> None:
    page.wait_until(lambda: colour_at(page, x, y) == colour, f"{colour} at {x}, {y}")


def test_a_stroke_follows_the_pointer_in_the_chosen_colour(sheet: WatchedPage) -> None:
    draw(sheet, (0.2, 0.5), (0.8, 0.5))
    for x in (0.2, 0.35, 0.5, 0.65, 0.8):
        wait_for_colour(sheet, x, 0.5, BLACK)
    assert colour_at(sheet, 0.1, 0.5) == colour_at(sheet, 0.5, 0.4) == WHITE
    sheet.raw.get_by_title("Red").click()
    sheet.raw.get_by_title("Broad").click()
    draw(sheet, (0.5, 0.2))
    wait_for_colour(sheet, 0.5, 0.2, RED)
    # A dot is as wide as its brush.
    assert colour_at(sheet, 0.5 + 15 / 1600, 0.2) == RED
    assert colour_at(sheet, 0.5 + 22 / 1600, 0.2) == WHITE


def test_the_stroke_is_there_while_the_pointer_is_still_down(sheet: WatchedPage) -> None:
    sheet.raw.mouse.move(*point(sheet, 0.3, 0.3))
    sheet.raw.mouse.down()
    for x in (0.4, 0.5, 0.6):
        sheet.raw.mouse.move(*point(sheet, x, 0.3))
        wait_for_colour(sheet, x - 0.06, 0.3, BLACK)
    # The pointer is captured: outside, the stroke goes on.
    sheet.raw.mouse.move(point(sheet, 0.8, 0.3)[0], 1)
    sheet.raw.mouse.move(*point(sheet, 0.9, 0.3))
    sheet.raw.mouse.up()
    wait_for_colour(sheet, 0.9, 0.3, BLACK)
    sheet.raw.mouse.move(*point(sheet, 0.9, 0.9))
    expect(sheet.locator("#undo")).to_be_enabled()
    assert colour_at(sheet, 0.9, 0.7) == WHITE


def test_keys_undo_and_do_again_and_the_browser_does_nothing(sheet: WatchedPage) -> None:
    # What reaches the window's last listener without being prevented is what the browser would act on.
    sheet.evaluate(
        """() => {
            window.leftToTheBrowser = [];
            addEventListener("keydown", (event) => event.defaultPrevented || leftToTheBrowser.push(event.key));
        }"""
    )
    draw(sheet, (0.2, 0.3), (0.8, 0.3))
    wait_for_colour(sheet, 0.8, 0.3, BLACK)
    sheet.raw.keyboard.press("7")
    expect(sheet.locator("[value='#2f6fd0']")).to_be_checked()
    draw(sheet, (0.2, 0.6), (0.8, 0.6))
    wait_for_colour(sheet, 0.5, 0.6, BLUE)
    sheet.raw.keyboard.press("Control+z")
    wait_for_colour(sheet, 0.5, 0.6, WHITE)
    assert colour_at(sheet, 0.5, 0.3) == BLACK
    sheet.raw.keyboard.press("Control+z")
    wait_for_colour(sheet, 0.5, 0.3, WHITE)
    expect(sheet.locator("#undo")).to_be_disabled()
    sheet.raw.keyboard.press("Control+Shift+z")
    wait_for_colour(sheet, 0.5, 0.3, BLACK)
    sheet.raw.keyboard.press("Control+y")
    wait_for_colour(sheet, 0.5, 0.6, BLUE)
    expect(sheet.locator("#redo")).to_be_disabled()
    # With a modifier, digits belong to the browser.
    sheet.raw.keyboard.press("Alt+3")
    sheet.raw.keyboard.press("a")
    assert sheet.evaluate("leftToTheBrowser") == ["Control", "Control", "Control", "Shift", "Control", "Alt", "3", "a"]
    expect(sheet.locator("[value='#2f6fd0']")).to_be_checked()


def test_after_a_new_stroke_there_is_nothing_to_do_again(sheet: WatchedPage) -> None:
    draw(sheet, (0.2, 0.3), (0.8, 0.3))
    sheet.locator("#undo").click()
    expect(sheet.locator("#redo")).to_be_enabled()
    draw(sheet, (0.2, 0.6), (0.8, 0.6))
    expect(sheet.locator("#redo")).to_be_disabled()
    assert colour_at(sheet, 0.5, 0.3) == WHITE


def test_escape_drops_the_stroke_that_is_being_drawn(sheet: WatchedPage) -> None:
    sheet.raw.mouse.move(*point(sheet, 0.2, 0.5))
    sheet.raw.mouse.down()
    sheet.raw.mouse.move(*point(sheet, 0.8, 0.5), steps=5)
    wait_for_colour(sheet, 0.4, 0.5, BLACK)
    sheet.raw.keyboard.press("Escape")
    wait_for_colour(sheet, 0.4, 0.5, WHITE)
    sheet.raw.mouse.move(*point(sheet, 0.8, 0.9), steps=5)
    sheet.raw.mouse.up()
    expect(sheet.locator("#status")).to_have_text("That stroke is gone")
    assert colours_of(sheet) == [WHITE]
    expect(sheet.locator("#undo")).to_be_disabled()


def test_the_right_button_rubs_out_and_opens_no_menu(sheet: WatchedPage) -> None:
    sheet.evaluate(
        """() => {
            window.menus = [];
            addEventListener("contextmenu", (event) => menus.push(event.defaultPrevented));
        }"""
    )
    draw(sheet, (0.2, 0.5), (0.8, 0.5))
    wait_for_colour(sheet, 0.5, 0.5, BLACK)
    sheet.raw.get_by_title("Broad").click()
    draw(sheet, (0.5, 0.4), (0.5, 0.6), button="right")
    wait_for_colour(sheet, 0.5, 0.5, WHITE)
    assert colour_at(sheet, 0.3, 0.5) == BLACK
    assert sheet.wait_for("menus.length && menus") == [True]


def test_clearing_can_be_undone(sheet: WatchedPage) -> None:
    expect(sheet.locator("#clear")).to_be_disabled()
    draw(sheet, (0.2, 0.5), (0.8, 0.5))
    sheet.locator("#clear").click()
    wait_for_colour(sheet, 0.5, 0.5, WHITE)
    expect(sheet.locator("#status")).to_contain_text("Undo brings the old one back")
    expect(sheet.locator("#clear")).to_be_disabled()
    draw(sheet, (0.2, 0.7), (0.8, 0.7))
    for _ in range(2):
        sheet.locator("#undo").click()
    wait_for_colour(sheet, 0.5, 0.5, BLACK)
    assert colour_at(sheet, 0.5, 0.7) == WHITE


def test_the_picture_is_saved_as_it_is(sheet: WatchedPage, tmp_path: Path) -> None:
    sizes = []
    for y in (0.3, 0.6):
        draw(sheet, (0.2, y), (0.8, y))
        wait_for_colour(sheet, 0.8, y, BLACK)
        for attempt in range(2):
            with sheet.raw.expect_download() as download:
                sheet.raw.get_by_role("button", name="Save as PNG").click()
            assert download.value.suggested_filename == "drawing.png"
            path = tmp_path / f"{y}-{attempt}.png"
            download.value.save_as(path)
            data = path.read_bytes()
            assert data.startswith(PNG)
            assert data[16:24] == (1600).to_bytes(4, "big") + (1000).to_bytes(4, "big")
            sizes.append(data)
    assert sizes[0] == sizes[1]
    assert sizes[2] == sizes[3]
    assert sizes[0] != sizes[2]


def test_a_finger_draws_too(sheet: WatchedPage) -> None:
    # As a touch screen's driver does it: below everything that a page could send itself.
    session = sheet.raw.context.new_cdp_session(sheet.raw)
    places = [point(sheet, x, 0.5) for x in (0.3, 0.4, 0.5, 0.6)]
    touches: list[dict[str, object]] = [{"type": "touchStart", "touchPoints": [{"x": places[0][0], "y": places[0][1]}]}]
    touches += [{"type": "touchMove", "touchPoints": [{"x": x, "y": y}]} for x, y in places[1:]]
    touches.append({"type": "touchEnd", "touchPoints": []})
    for touch in touches:
        session.send("Input.dispatchTouchEvent", touch)
    for x in (0.3, 0.45, 0.6):
        wait_for_colour(sheet, x, 0.5, BLACK)
    expect(sheet.locator("#undo")).to_be_enabled()
