"""The to-do example: its tasks, and the page as a person uses it, with the keyboard as well."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from browser.page import WatchedPage
from playwright.sync_api import Locator, expect

KEY = "offthread-todo"


class Storage:
    """What the tasks need of localStorage."""

    def __init__(self, **items: str) -> None:
        self.items = items

    def getItem(self, key: str) -> str | None:
        return self.items.get(key)

    def setItem(self, key: str, value: str) -> None:
        self.items[key] = value


@pytest.fixture
def module(import_example: Callable[[str, str], ModuleType]) -> Any:
    """The example's module of tasks."""
    return import_example("todo", "tasks")


def test_tasks_survive_being_stored(module: Any) -> None:
    storage = Storage()
    tasks = module.Tasks(storage)
    assert tasks.add("  ") is None
    first, second = tasks.add(" one "), tasks.add("two")
    second["done"] = True
    tasks.save()
    again = module.Tasks(storage)
    assert again.tasks == [{"text": "one", "done": False}, {"text": "two", "done": True}]
    assert [task["text"] for task in again.shown("open")] == ["one"]
    assert [task["text"] for task in again.shown("done")] == ["two"]
    tasks.remove_done()
    assert tasks.shown("all") == [first]


def test_the_very_task_is_removed(module: Any) -> None:
    tasks = module.Tasks(Storage())
    first, second = tasks.add("same"), tasks.add("same")
    tasks.remove(second)
    assert [task is first for task in tasks.tasks] == [True]


@pytest.mark.parametrize("stored", ["{no json", "7", '{"a": 1}', '[1, {"done": true}, {"text": 5}]'])
def test_what_is_no_task_is_left_out(module: Any, stored: str) -> None:
    assert module.Tasks(Storage(**{KEY: stored})).tasks == []


# --- the page --------------------------------------------------------------------------------------------------------


def open_list(page: WatchedPage, url: str) -> WatchedPage:
    page.goto(f"{url}/todo/")
    expect(page.locator("#new-text")).to_be_focused()
    return page


def texts(page: WatchedPage) -> Locator:
    return page.locator("#tasks .text")


def write(page: WatchedPage, *tasks: str) -> None:
    for number, text in enumerate(tasks, start=texts(page).count() + 1):
        page.locator("#new-text").fill(text)
        page.locator("#new-text").press("Enter")
        expect(texts(page)).to_have_count(number)


def test_tasks_are_added_done_and_kept(page: WatchedPage, examples_url: str) -> None:
    open_list(page, examples_url)
    expect(page.locator("#nothing")).to_have_text("Nothing to do yet.")
    write(page, "Water the plants", "Write <b>bold</b> & all")
    expect(texts(page)).to_have_text(["Water the plants", "Write <b>bold</b> & all"])
    expect(page.locator("#left")).to_have_text("2 tasks left")
    page.raw.get_by_label("Water the plants", exact=True).check()
    expect(page.locator("#left")).to_have_text("1 task left")
    page.raw.reload()
    expect(page.raw.get_by_label("Water the plants", exact=True)).to_be_checked()
    expect(page.locator(".task.done .text")).to_have_text(["Water the plants"])
    assert json.loads(page.evaluate("(key) => localStorage.getItem(key)", KEY))[0]["done"] is True


def test_filters_show_a_part(page: WatchedPage, examples_url: str) -> None:
    open_list(page, examples_url)
    write(page, "a", "b")
    page.raw.get_by_label("b", exact=True).check()
    page.raw.get_by_label("Open", exact=True).check()
    expect(texts(page)).to_have_text(["a"])
    page.raw.get_by_label("Done", exact=True).check()
    expect(texts(page)).to_have_text(["b"])
    page.raw.get_by_label("b", exact=True).click()
    expect(page.locator("#nothing")).to_have_text("Nothing is done yet.")
    page.locator("#new-text").fill("c")
    page.locator("#add-button").click()
    expect(page.raw.get_by_label("All", exact=True)).to_be_checked()
    expect(texts(page)).to_have_text(["a", "b", "c"])


def test_everything_can_be_done_with_the_keyboard(page: WatchedPage, examples_url: str) -> None:
    open_list(page, examples_url)
    press = page.raw.keyboard.press
    page.raw.keyboard.type("first")
    press("Enter")
    page.raw.keyboard.type("second")
    press("Enter")
    expect(texts(page)).to_have_text(["first", "second"])
    expect(page.locator("#new-text")).to_have_value("")
    press("Tab")  # the button
    press("Tab")  # the filters
    press("ArrowRight")
    expect(page.raw.get_by_label("Open", exact=True)).to_be_checked()
    press("ArrowRight")
    # Each time the list is written anew, and what is pressed before that would be for rows that go.
    expect(page.locator("#nothing")).to_have_text("Nothing is done yet.")
    press("ArrowRight")
    expect(texts(page)).to_have_text(["first", "second"])
    press("Tab")
    expect(page.raw.get_by_label("first", exact=True)).to_be_focused()
    press("Space")
    expect(page.locator(".task.done")).to_have_count(1)
    expect(page.raw.get_by_label("first", exact=True)).to_be_checked()
    expect(page.raw.get_by_label("first", exact=True)).to_be_focused()
    press("Tab")
    expect(page.raw.get_by_role("button", name="Remove first")).to_be_focused()
    press("Enter")
    expect(texts(page)).to_have_text(["second"])
    expect(page.raw.get_by_label("second", exact=True)).to_be_focused()
    press("Tab")
    press("Enter")
    expect(page.locator("#nothing")).to_be_visible()
    expect(page.locator("#new-text")).to_be_focused()


def test_what_is_done_is_removed_together(page: WatchedPage, examples_url: str) -> None:
    open_list(page, examples_url)
    expect(page.locator("#clear")).to_be_hidden()
    write(page, "a", "b", "c")
    page.raw.get_by_label("a", exact=True).check()
    page.raw.get_by_label("c", exact=True).check()
    page.locator("#clear").click()
    expect(texts(page)).to_have_text(["b"])
    expect(page.locator("#clear")).to_be_hidden()
