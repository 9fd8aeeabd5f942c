"""The sign-up form: its rules, and a person who fills it in and is stopped in time by Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from types import ModuleType

import pytest
from browser.page import WatchedPage
from playwright.sync_api import Dialog, Locator, expect

NUMBER = "136695976"

# --- the rules -------------------------------------------------------------------------------------------------------


@pytest.fixture
def rules(import_example: Callable[[str, str], ModuleType]) -> ModuleType:
    return import_example("form", "rules")


def test_days_are_counted_as_the_standard_library_does(rules: ModuleType) -> None:
    for days in range(0, 800_000, 137):
        day = date(1, 1, 1) + timedelta(days)
        assert rules.number_of((day.year, day.month, day.day)) == days
        assert rules.parse_day(day.isoformat()) == (day.year, day.month, day.day)
    for wrong in ("", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "tomorrow"):
        assert rules.parse_day(wrong) is None
    assert rules.parse_day("2000-02-29") == (2000, 2, 29)


def test_the_check_digit_finds_every_wrong_digit_and_neighbours_that_have_changed_places(rules: ModuleType) -> None:
    assert rules.check_number(NUMBER) == ""
    for place, right in enumerate(NUMBER):
        for digit in "0123456789":
            wrong = NUMBER[:place] + digit + NUMBER[place + 1 :]
            assert bool(rules.check_number(wrong)) == (digit != right), wrong
    for place, (first, second) in enumerate(pairwise(NUMBER)):
        swapped = NUMBER[:place] + second + first + NUMBER[place + 2 :]
        assert bool(rules.check_number(swapped)) == (first != second), swapped
    assert "2 digits" in rules.check_number(NUMBER[:7])
    assert "1 digit to" in rules.check_number(NUMBER[:8])


def test_passwords_are_as_strong_as_they_are_hard_to_guess(rules: ModuleType) -> None:
    weak = ["a", "password", "Password1", "aaaaaaaaaaaaaaaa", "abcdefghijklmnop", "987654321", "qwerty123"]
    for password in weak:
        assert rules.strength(password)[0] == 1, password
        assert rules.check_password(password)
    assert rules.strength("correct horse")[0] == 2
    assert rules.strength("correct horse battery")[0] == 3
    assert rules.strength("correct horse battery staple")[0] == 4
    assert rules.strength("") == (0, "")
    # What everybody knows of a person is no secret.
    assert rules.check_password("Ada-Lovelace-1815", ["Ada", "Lovelace"])
    assert not rules.check_password("Ada-Lovelace-1815")


@pytest.mark.parametrize("address", ["ada@example.org", "a.b+c@mail.example.co.uk", " ada@example.org "])
def test_addresses_are_accepted(rules: ModuleType, address: str) -> None:
    assert rules.check_email(address) == ""


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "@example.org", "ada@example", "ada@.org", "a b@c.de", "a@b@c.de"]
)
def test_what_is_no_address_is_not(rules: ModuleType, address: str) -> None:
    assert rules.check_email(address)


def test_the_first_day_is_a_working_day_soon_on_which_one_is_old_enough(rules: ModuleType) -> None:
    saturday = (2026, 11, 21)
    born = "1990-05-01"
    assert rules.check_start("2026-11-23", saturday, born) == ""
    assert "tomorrow" in rules.check_start("2026-11-21", saturday, born)
    assert "weekend" in rules.check_start("2026-11-22", saturday, born)
    assert rules.check_start("2027-02-19", saturday, born) == ""
    assert "91 days" in rules.check_start("2027-02-20", saturday, born)
    # Sixteen on 24 November: old enough on the Tuesday, and not on the Monday.
    assert "15" in rules.check_start("2026-11-23", saturday, "2010-11-24")
    assert rules.check_start("2026-11-24", saturday, "2010-11-24") == ""
    assert rules.age_on((2023, 2, 28), (2004, 2, 29)) == 18
    assert rules.age_on((2023, 3, 1), (2004, 2, 29)) == 19
    assert rules.check_birth("2026-11-22", saturday)
    assert rules.check_birth("1890-01-01", saturday)
    assert rules.check_birth(born, saturday) == ""


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def form(page: WatchedPage, examples_url: str) -> WatchedPage:
    """Open the page, with Python listening."""
    page.goto(f"{examples_url}/form/")
    expect(page.locator("#name")).to_be_enabled()
    expect(page.locator("#name")).to_be_focused()
    return page


def problem(page: WatchedPage, name: str) -> Locator:
    return page.locator(f"#{name}-problem")


def next_working_day() -> str:
    day = date.today() + timedelta(days=7)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day.isoformat()


def fill_in(page: WatchedPage) -> None:
    """Fill in everything as it should be."""
    page.locator("#name").fill("Ada Lovelace")
    page.locator("#email").fill("ada@example.org")
    page.locator("#password").fill("correct horse battery staple")
    page.locator("#number").fill(NUMBER)
    page.locator("#birth").fill("1990-05-01")
    page.locator("#start").fill(next_working_day())
    expect(page.locator(".right")).to_have_count(6)


def test_letters_do_not_even_appear_in_the_number(form: WatchedPage) -> None:
    number = form.locator("#number")
    number.focus()
    form.raw.keyboard.type("1a3 b6\u00e4")
    # Python has answered before the browser went on: nothing is to be waited for.
    assert number.input_value() == "136"
    assert form.locator("#decisions .prevented").count() == 2
    # Keys that type nothing do what they do.
    form.raw.keyboard.press("Backspace")
    assert number.input_value() == "13"
    form.raw.keyboard.press("ControlOrMeta+a")
    form.raw.keyboard.press("Delete")
    assert number.input_value() == ""
    form.raw.keyboard.press("Tab")
    expect(form.locator("#birth")).to_be_focused()


def test_of_what_is_pasted_the_digits_stay(form: WatchedPage) -> None:
    form.locator("#number").focus()
    form.raw.keyboard.insert_text(f"DE {NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}")
    expect(form.locator("#number")).to_have_value(NUMBER)
    expect(form.locator("#number")).to_have_class("waits right")


def test_problems_are_told_when_a_field_is_left_and_go_as_one_types(form: WatchedPage) -> None:
    form.raw.keyboard.type("Ada")
    form.raw.keyboard.press("Tab")
    form.raw.keyboard.type("ada@example")
    expect(problem(form, "email")).to_have_text("")
    form.raw.keyboard.press("Tab")
    expect(problem(form, "email")).to_contain_text("no name of a server")
    expect(form.locator("#email")).to_have_attribute("aria-invalid", "true")
    # Who has not been there yet hears nothing.
    expect(problem(form, "number")).to_have_text("")
    form.raw.keyboard.press("Shift+Tab")
    form.raw.keyboard.press("End")
    form.raw.keyboard.type(".org")
    expect(problem(form, "email")).to_have_text("")
    expect(form.locator("#email")).not_to_have_attribute("aria-invalid", "true")


def test_the_password_is_judged_as_it_is_typed(form: WatchedPage) -> None:
    form.locator("#password").focus()
    text = form.locator("#strength-text")
    expect(text).to_have_text("")
    form.raw.keyboard.type("correct")
    expect(text).to_have_text("Weak")
    form.raw.keyboard.type(" horse")
    expect(text).to_have_text("Too easy to guess")
    form.raw.keyboard.type(" battery")
    expect(text).to_have_text("Good")
    form.raw.keyboard.type(" staple")
    expect(text).to_have_text("Strong")
    assert form.evaluate("document.getElementById('strength').value") == 4


def test_the_first_day_depends_on_the_day_of_birth(form: WatchedPage) -> None:
    start, birth = form.locator("#start"), form.locator("#birth")
    birth.fill("1990-05-01")
    start.fill(next_working_day())
    expect(start).to_have_class("waits right")
    start.press("Tab")
    birth.fill((date.today() - timedelta(days=10 * 365)).isoformat())
    expect(problem(form, "start")).to_contain_text("one has to be 16")
    birth.fill("1990-05-01")
    expect(problem(form, "start")).to_have_text("")
    weekend = date.today() + timedelta(days=7)
    while weekend.weekday() < 5:
        weekend += timedelta(days=1)
    start.fill(weekend.isoformat())
    expect(problem(form, "start")).to_contain_text("weekend")


def test_a_form_with_mistakes_is_not_sent(form: WatchedPage) -> None:
    url = form.raw.url
    form.raw.keyboard.type("Ada")
    form.raw.keyboard.press("Enter")
    expect(form.locator("#summary")).to_have_text("Not sent: 5 fields need another look.")
    expect(form.locator("#email")).to_be_focused()
    expect(form.locator("[aria-invalid]")).to_have_count(5)
    expect(form.locator("#decisions .prevented").first).to_contain_text("The form")
    form.raw.get_by_role("button", name="Open the account").click()
    expect(form.locator("#decisions .prevented")).to_have_count(2)
    assert form.raw.url == url


def test_a_form_without_is(form: WatchedPage) -> None:
    questions: list[Dialog] = []
    form.raw.on("dialog", lambda dialog: questions.append(dialog))
    fill_in(form)
    form.raw.get_by_role("button", name="Open the account").click()
    expect(form.raw.get_by_role("heading", name="Sent")).to_be_visible()
    assert "name=Ada+Lovelace" in form.raw.url
    assert "password" not in form.raw.url
    assert questions == []


def test_the_tab_does_not_close_over_what_was_typed(form: WatchedPage) -> None:
    questions: list[Dialog] = []
    form.raw.on("dialog", lambda dialog: questions.append(dialog))
    form.raw.keyboard.type("Ada")
    expect(form.locator("#name")).to_have_class("waits right")
    form.raw.close(run_before_unload=True)
    form.wait_until(lambda: questions, "the browser to ask")
    assert questions[0].type == "beforeunload"
    # The person chooses to stay, and goes on.
    questions[0].dismiss()
    expect(form.locator("#name")).to_have_value("Ada")
    form.locator("#name").fill("")
    expect(form.locator("#name")).not_to_have_class("waits right")
    form.goto(form.raw.url + "welcome.html")
    assert len(questions) == 1
