"""The hello example: a button that counts, in both interpreters."""

from __future__ import annotations

import pytest
from browser.page import WatchedPage
from playwright.sync_api import expect


@pytest.mark.parametrize("interpreter", ["cpython", "micropython"])
def test_the_button_counts_clicks(page: WatchedPage, examples_url: str, interpreter: str) -> None:
    page.goto(f"{examples_url}/hello/")
    button = page.locator(f"#{interpreter}")
    expect(button).to_have_text("Click me")
    button.click()
    expect(button).to_have_text("Clicked 1 time")
    button.press("Enter")
    button.press("Space")
    expect(button).to_have_text("Clicked 3 times")
    other = page.locator("main button").filter(has_not_text="Clicked")
    expect(other).to_have_text("Click me")


def test_the_gallery_lists_every_example(page: WatchedPage, examples_url: str) -> None:
    page.goto(examples_url)
    for title in ("CSV explorer", "Drawing", "Hello", "Notes", "Primes", "Sign-up form", "Text adventure"):
        expect(page.raw.get_by_role("link", name=title)).to_be_visible()
    expect(page.locator("li p")).to_have_count(page.locator("li").count())
