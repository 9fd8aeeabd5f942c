"""The notes example: its store, and the page as a person uses it, reloads and damaged storage included."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from browser.page import WatchedPage
from playwright.sync_api import Locator, expect

KEY = "offthread-notes"


class Storage:
    """What the store needs of localStorage."""

    def __init__(self, **items: str) -> None:
        self.items = items
        self.full = False

    def getItem(self, key: str) -> str | None:
        return self.items.get(key)

    def setItem(self, key: str, value: str) -> None:
        if self.full:
            raise OSError("full")
        self.items[key] = value


@pytest.fixture
def store(import_example: Callable[[str, str], ModuleType]) -> Any:
    """The example's store module."""
    return import_example("notes", "store")


def test_notes_survive_being_stored_and_loaded(store: Any) -> None:
    storage = Storage()
    notes = store.Notes(storage)
    notes.add("first", 10)
    notes.add("second \N{SNOWMAN}\n<b>", 20)
    notes.change(1, "first, changed", 30)
    again = store.Notes(storage)
    assert again.load(40) is None
    assert [note.text for note in again.find()] == ["first, changed", "second \N{SNOWMAN}\n<b>"]
    assert [note.text for note in again.find("SECOND snow")] == []
    assert [note.text for note in again.find("<B> second")] == ["second \N{SNOWMAN}\n<b>"]


def test_an_unchanged_text_keeps_its_place(store: Any) -> None:
    notes = store.Notes(Storage())
    notes.add("a", 1)
    notes.add("b", 2)
    notes.change(1, "a", 3)
    assert [note.text for note in notes.find()] == ["b", "a"]


def test_a_deleted_note_can_be_put_back_even_if_its_number_is_taken(store: Any) -> None:
    notes = store.Notes(Storage())
    notes.add("a", 1)
    deleted = notes.delete(1)
    notes.add("b", 2)
    notes.put_back(deleted)
    assert {note.text for note in notes.find()} == {"a", "b"}
    assert len({note.number for note in notes.find()}) == 2
    assert notes.delete(99) is None


@pytest.mark.parametrize("damaged", ["{not json", "7", '{"a": 1}', '[{"number": 1}]', '[{"number": true}, 3]'])
def test_damaged_content_is_kept_under_another_key(store: Any, damaged: str) -> None:
    storage = Storage(**{KEY: damaged})
    notes = store.Notes(storage)
    kept_as = notes.load(123)
    assert kept_as == f"{KEY}-damaged-123"
    assert storage.items[kept_as] == damaged
    assert json.loads(storage.items[KEY]) == []
    assert store.Notes(storage).load(124) is None


def test_what_can_be_read_of_damaged_content_is_read(store: Any) -> None:
    good = {"number": 4, "text": "good", "changed": 5}
    storage = Storage(**{KEY: json.dumps([good, {"text": "no number"}, good])})
    notes = store.Notes(storage)
    assert notes.load(1)
    assert [note.text for note in notes.find()] == ["good"]


def test_damaged_content_is_never_overwritten_when_there_is_no_room_to_keep_it(store: Any) -> None:
    storage = Storage(**{KEY: "{damaged"})
    storage.full = True
    notes = store.Notes(storage)
    with pytest.raises(OSError, match="full"):
        notes.load(1)
    with pytest.raises(OSError, match="full"):
        notes.add("new", 2)
    assert storage.items == {KEY: "{damaged"}
    storage.full = False
    notes.add("newer", 3)
    assert storage.items[f"{KEY}-damaged-1"] == "{damaged"
    assert len(json.loads(storage.items[KEY])) == 2


# --- the page --------------------------------------------------------------------------------------------------------


def open_notes(page: WatchedPage, url: str) -> WatchedPage:
    page.goto(f"{url}/notes/")
    expect(page.locator("#new-text")).to_be_enabled()
    return page


def texts(page: WatchedPage) -> Locator:
    return page.locator("#notes .text")


def write(page: WatchedPage, *notes: str) -> None:
    for number, text in enumerate(notes, start=texts(page).count() + 1):
        page.locator("#new-text").fill(text)
        page.locator("#new-text").press("Enter")
        expect(texts(page)).to_have_count(number)
        # The order is that of the clock's milliseconds; the next note must not fall into the same one.
        now = page.evaluate("Date.now()")
        page.wait_for("(now) => Date.now() > now", now)


def test_enter_adds_notes_that_survive_a_reload(page: WatchedPage, examples_url: str) -> None:
    open_notes(page, examples_url)
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#new-text")).to_be_focused()
    page.raw.keyboard.type("Two lines,")
    page.raw.keyboard.press("Shift+Enter")
    page.raw.keyboard.type("one note <i>")
    page.raw.keyboard.press("Enter")
    expect(texts(page)).to_have_text(["Two lines,\none note <i>"])
    expect(page.locator("#new-text")).to_have_value("")
    expect(page.locator("#empty")).to_be_hidden()
    write(page, "Second")
    expect(texts(page)).to_have_text(["Second", "Two lines,\none note <i>"])
    expect(page.locator("#count")).to_have_text("2 notes")
    # Only blanks are no note.
    page.locator("#new-text").fill("  ")
    page.locator("#new-text").press("Enter")
    open_notes(page, examples_url)
    expect(texts(page)).to_have_text(["Second", "Two lines,\none note <i>"])


def test_editing_in_place_saves_with_enter_and_forgets_with_escape(page: WatchedPage, examples_url: str) -> None:
    open_notes(page, examples_url)
    write(page, "older", "newer")
    page.raw.get_by_role("button", name="Edit older").click()
    field = page.locator("#edit-text")
    expect(field).to_be_focused()
    page.raw.keyboard.type(" but changed")
    page.raw.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(texts(page)).to_have_text(["newer", "older"])
    expect(page.raw.get_by_role("button", name="Edit older")).to_be_focused()
    page.raw.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.raw.keyboard.type(" and saved")
    page.raw.keyboard.press("Enter")
    expect(texts(page)).to_have_text(["older and saved", "newer"])
    expect(page.raw.get_by_role("button", name="Edit older and saved")).to_be_focused()
    texts(page).nth(1).dblclick()
    expect(field).to_be_focused()
    field.fill("by button")
    page.raw.get_by_role("button", name="Save", exact=True).click()
    expect(texts(page)).to_have_text(["by button", "older and saved"])
    open_notes(page, examples_url)
    expect(texts(page)).to_have_text(["by button", "older and saved"])


def test_deleting_can_be_undone(page: WatchedPage, examples_url: str) -> None:
    open_notes(page, examples_url)
    write(page, "keep", "drop")
    page.raw.get_by_role("button", name="Delete drop").click()
    expect(texts(page)).to_have_text(["keep"])
    expect(page.raw.get_by_role("button", name="Edit keep")).to_be_focused()
    page.raw.get_by_role("button", name="Undo").click()
    expect(texts(page)).to_have_text(["drop", "keep"])
    page.raw.get_by_role("button", name="Delete drop").click()
    page.raw.get_by_role("button", name="Delete keep").click()
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#new-text")).to_be_focused()
    open_notes(page, examples_url)
    expect(page.locator("#empty")).to_be_visible()


def test_searching_narrows_the_list(page: WatchedPage, examples_url: str) -> None:
    open_notes(page, examples_url)
    write(page, "red apple", "green apple", "red brick")
    page.locator("#search").press_sequentially("APPLE red")
    expect(texts(page)).to_have_text(["red apple"])
    expect(page.locator("#count")).to_have_text("1 of 3")
    page.locator("#search").fill("nothing like it")
    expect(page.locator("#none-found")).to_be_visible()
    page.locator("#search").fill("")
    expect(texts(page)).to_have_text(["red brick", "green apple", "red apple"])


def test_damaged_storage_is_kept_and_shown(page: WatchedPage, examples_url: str) -> None:
    open_notes(page, examples_url)
    damaged = '[{"number": 1, "text": "half a no'
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, damaged])
    open_notes(page, examples_url)
    expect(page.locator("#said")).to_contain_text("could not be read")
    page.locator("#damaged summary").click()
    expect(page.locator("#damaged-text")).to_have_text(damaged)
    kept = page.evaluate("Object.entries(localStorage).filter(([key]) => key.includes('damaged'))")
    assert [text for _, text in kept] == [damaged]
    write(page, "works on")
    open_notes(page, examples_url)
    expect(texts(page)).to_have_text(["works on"])
    expect(page.locator("#said")).to_be_hidden()
    assert len(page.evaluate("Object.keys(localStorage)")) == 2


def test_a_full_storage_loses_nothing_that_is_on_the_page(page: WatchedPage, examples_url: str) -> None:
    open_notes(page, examples_url)
    page.evaluate(
        """() => {
            let text = "x".repeat(1 << 20);
            for (let part = 0; text; part++)
                try { localStorage.setItem(`full-${part}`, text); } catch { text = text.slice(text.length >> 1 || 1); }
        }"""
    )
    page.locator("#new-text").fill("too much")
    page.locator("#new-text").press("Enter")
    expect(page.locator("#said")).to_contain_text("could not be stored")
    expect(texts(page)).to_have_text(["too much"])


def test_another_tab_shows_the_same_notes(page: WatchedPage, examples_url: str) -> None:
    open_notes(page, examples_url)
    other = WatchedPage(page.raw.context.new_page())
    open_notes(other, examples_url)
    write(page, "from the first tab")
    expect(texts(other)).to_have_text(["from the first tab"])
    other.check_workers()
    other.check_console()
    other.raw.close()
