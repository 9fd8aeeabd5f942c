"""The canvas example: what it computes, and that it draws every frame of it."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from browser.page import WatchedPage
from playwright.sync_api import expect

WIDTH, HEIGHT = 1920, 1080


def test_a_frame_has_every_pixel_and_all_of_them_are_opaque(import_example: Callable[[str, str], ModuleType]) -> None:
    silk = import_example("canvas", "silk")
    picture = silk.Silk(WIDTH, HEIGHT)
    for time in (0, 1.5, 1000):
        frame = picture.frame(time)
        assert len(frame) == 4 * WIDTH * HEIGHT
        assert frame[3::4] == b"\xff" * (WIDTH * HEIGHT)
        for channel in range(3):
            assert len(set(frame[channel::4])) > 30, "each channel has many shades"


def test_the_picture_moves_and_is_the_same_at_the_same_time(import_example: Callable[[str, str], ModuleType]) -> None:
    silk = import_example("canvas", "silk")
    picture = silk.Silk(64, 36)
    assert picture.frame(2.0) == silk.Silk(64, 36).frame(2.0)
    assert picture.frame(2.0) != picture.frame(2.2)


def test_a_palette_only_turns(import_example: Callable[[str, str], ModuleType]) -> None:
    silk = import_example("canvas", "silk")
    first, *others = silk.palettes()
    assert len(others) == silk.LEVELS - 1
    for added, table in enumerate(others, 1):
        assert len(table) == 256
        assert table[255] == 255
        assert table[0] == first[added]
        assert sorted(table) == sorted(first)


@pytest.fixture
def running(page: WatchedPage, examples_url: str) -> WatchedPage:
    """Open the page, with frames being drawn."""
    page.goto(f"{examples_url}/canvas/")
    expect(page.locator("#rate")).not_to_have_text("\N{EN DASH}")
    return page


def picture_of(page: WatchedPage) -> str:
    """Return some pixels of the canvas as text."""
    found: str = page.evaluate(
        """() => {
            const copy = document.createElement("canvas");
            const context = copy.getContext("2d", { willReadFrequently: true });
            context.drawImage(document.getElementById("picture"), 0, 0, copy.width, copy.height);
            return context.getImageData(0, 0, copy.width, copy.height).data.join();
        }"""
    )
    return found


def test_frames_are_drawn_one_after_the_other_in_few_trips(running: WatchedPage) -> None:
    first = picture_of(running)
    assert len(set(first.split(","))) > 30, "it is a picture"
    running.wait_until(lambda: picture_of(running) != first, "the picture to move")
    assert float(running.text("#rate")) > 0
    assert int(running.text("#trips")) <= 2
    assert running.text("#bytes") == "8.3 MB"
    assert running.text("#computing").endswith(" ms")
    assert running.text("#drawing").endswith(" ms")


def test_it_stops_and_starts_again(running: WatchedPage) -> None:
    toggle = running.locator("#toggle")
    expect(toggle).to_have_text("Stop")
    toggle.click()
    expect(toggle).to_have_text("Start")
    expect(running.locator("#state")).to_have_text("Stopped.")
    still = picture_of(running)
    running.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    assert picture_of(running) == still
    toggle.click()
    expect(toggle).to_have_text("Stop")
    running.wait_until(lambda: picture_of(running) != still, "the picture to move again")
