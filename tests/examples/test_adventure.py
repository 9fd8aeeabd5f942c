"""The text adventure: played in this Python as in a terminal, and on the page in both interpreters."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from browser.page import WatchedPage
from browser.site import Site
from playwright.sync_api import Locator, expect

EXAMPLE = Path(__file__).parents[2] / "examples" / "adventure"
MATCHES = ["take matches", "n", "n", "n", "w", "take lantern", "dry matches", "light lantern"]
KEY = ["e", "s", "s", "w", "take key", "e", "n", "n"]
LAMP = ["unlock door", "e", "take oil", "w", "n", "up", "pour oil", "light lamp"]
SOLUTION = [*MATCHES, *KEY, *LAMP]
WON = f"You have lit the lamp, in {len(SOLUTION)} moves."

Play = Callable[..., list[str]]

# --- in a terminal ---------------------------------------------------------------------------------------------------


@pytest.fixture
def game(import_example: Callable[[str, str], ModuleType]) -> ModuleType:
    return import_example("adventure", "main")


@pytest.fixture
def play(game: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Play:
    """Return a function that plays with these answers and returns the lines that were printed."""

    def play(*answers: str) -> list[str]:
        left: Iterator[str] = iter(answers)

        def answer(prompt: str = "") -> str:
            print(prompt, end="")
            try:
                given = next(left)
            except StopIteration:
                raise EOFError from None
            print(given)
            return given

        monkeypatch.setattr(builtins, "input", answer)
        game.main()
        return capsys.readouterr().out.splitlines()

    return play


def test_the_lamp_can_be_lit_and_one_can_play_again(play: Play) -> None:
    lines = play(*SOLUTION, "yes", *SOLUTION, "no")
    assert lines.count(WON) == 2
    assert lines.count("THE LAMP IS OUT") == 2
    assert lines[-1] == "Goodbye."


def test_nothing_goes_without_what_it_needs(play: Play) -> None:
    refusals = {
        ("n", "n", "n", "n"): "The door of the tower is locked.",
        ("n", "n", "n", "unlock door"): "It is locked, and you have no key.",
        ("n", "w", "take key"): "You see nothing of the kind here.",
        ("take matches", "light matches"): "The match smears along the box. They are all damp.",
        ("take matches", "dry matches"): "You blow on them. It would take something warmer.",
        ("n", "n", "n", "w", "take lantern", "light lantern"): "With what? You have no matches.",
        ("east",): "There is no way there.",
        ("dance",): "You do not know how to do that. (Say help for what you can do.)",
        ("take",): "Take what?",
        ("go",): "Where to?",
        ("take boat",): "That stays where it is.",
        ("drop note",): "You do not have that.",
    }
    for answers, refusal in refusals.items():
        assert refusal in play(*answers), answers
    without_oil = [step for step in SOLUTION if "oil" not in step]
    assert "The wick glows and goes out. There is no oil in the lamp." in play(*without_oil)


def test_every_room_can_be_left_by_the_way_one_came(game: ModuleType) -> None:
    back = {"north": "south", "south": "north", "east": "west", "west": "east", "up": "down", "down": "up"}
    for name, (_, _, exits) in game.ROOMS.items():
        for direction, room in exits.items():
            assert game.ROOMS[room][2][back[direction]] == name
    assert set(game.PLACES) == set(game.ROOMS)


def test_words_may_be_said_in_many_ways(play: Play) -> None:
    said = [
        "GET the damp matches", "north", "go north", "walk to the yard", "enter cottage", "pick up the lantern",
        "use stove", "use lantern", "exit",
    ]  # fmt: skip
    lines = play(*said)
    assert "The lantern burns with a small, steady flame." in lines
    assert lines[-1] == "Goodbye."


def test_the_map_shows_where_one_has_been(play: Play) -> None:
    lines = play("n", "map")
    at = lines.index("> map")
    assert [line.rstrip() for line in lines[at + 2 : at + 7]] == [
        "                   ?",
        "                   |",
        "      ?---------*beach*",
        "                   |",
        "                [jetty]",
    ]


# --- on the page -----------------------------------------------------------------------------------------------------


def field(page: WatchedPage) -> Locator:
    return page.locator(".offthread-input-field")


def say(page: WatchedPage, *lines: str) -> None:
    """Type lines as a person does who reads the answer to each."""
    for line in lines:
        answered = page.locator(".offthread-input-answered")
        count = answered.count()
        expect(field(page)).to_be_focused()
        page.raw.keyboard.type(line)
        page.raw.keyboard.press("Enter")
        expect(answered).to_have_count(count + 1)
        expect(answered.last).to_have_text(f"> {line}")


@pytest.fixture
def story(page: WatchedPage, site: Site, kind: str) -> WatchedPage:
    """Open the example's page, with each interpreter in turn."""
    shared = (EXAMPLE.parent / "shared" / "style.css").read_text()
    html = (EXAMPLE / "index.html").read_text().replace('type="mpy"', f'type="{kind}"').replace("../shared/", "shared-")
    files = {name: (EXAMPLE / name).read_text() for name in ("main.py", "page.py", "style.css")}
    url = site.page("", files={**files, "shared-style.css": shared, "story.html": html})
    page.goto(url.replace("index.html", "story.html"))
    return page


def test_it_is_played_with_the_keyboard_to_its_end(page: WatchedPage, examples_url: str) -> None:
    page.goto(f"{examples_url}/adventure/")
    story = page.locator("#told")
    expect(story).to_contain_text("JETTY")
    say(page, *SOLUTION)
    expect(story).to_contain_text(WON)
    expect(story).to_contain_text("Play again?")
    page.raw.keyboard.type("no")
    page.raw.keyboard.press("Enter")
    expect(story).to_contain_text("Goodbye.")
    expect(field(page)).to_have_count(0)
    assert page.wait_for_end("game")["name"] == "done"


def test_the_sea_goes_on_while_python_waits(story: WatchedPage, kind: str) -> None:
    say(story, "take matches", "inventory")
    target = story.locator("#told")
    expect(target).to_contain_text("You carry a box of damp matches.")
    moved = story.evaluate(
        """async () => {
            const wave = document.querySelector(".sea i");
            const seen = new Set();
            while (seen.size < 20) {
                await new Promise(requestAnimationFrame);
                seen.add(getComputedStyle(wave).transform);
            }
            return seen.size;
        }"""
    )
    assert moved == 20
    expect(field(story)).to_be_focused()
    # The field is where the story ends, and can be seen.
    assert (
        story.evaluate(
            """() => {
            const box = document.querySelector(".offthread-input-field").getBoundingClientRect();
            return document.elementFromPoint(box.x + 5, box.y + 5).className;
        }"""
        )
        == "offthread-input-field"
    )
    story.raw.keyboard.press("Escape")
    expect(target).to_contain_text("Goodbye.")
    assert story.wait_for_end("game")["name"] == "done"
