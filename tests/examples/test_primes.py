"""The primes example: the sieve itself, and two interpreters that run it while the page keeps moving."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest
from browser.page import WatchedPage
from playwright.sync_api import Locator, expect

LIMIT = 3_000_000
COUNT, LARGEST = 216_816, 2_999_999
RUNNERS = ("cpython", "micropython")


def naive_primes(limit: int) -> list[int]:
    return [number for number in range(2, limit) if all(number % divisor for divisor in range(2, int(number**0.5) + 1))]


def test_the_sieve_agrees_with_trial_division(
    import_example: Callable[[str, str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    primes = import_example("primes", "primes")
    monkeypatch.setattr(primes, "PIECE", 50)
    for limit in [2, 3, 4, 5, 9, 10, 25, 26, 49, 50, 51, 52, 100, 101, 102, 121, 122, 997, 998, 5000]:
        expected = naive_primes(limit)
        *_, (end, found, largest) = primes.sieve(limit)
        assert (end, found, largest) == (limit, len(expected), expected[-1] if expected else None), limit


def test_the_sieve_comes_in_pieces(import_example: Callable[[str, str], ModuleType]) -> None:
    primes = import_example("primes", "primes")
    steps = list(primes.sieve(LIMIT))
    assert len(steps) == LIMIT // primes.PIECE
    assert steps[-1] == (LIMIT, COUNT, LARGEST)
    assert sorted(steps) == steps


def test_a_sieve_that_was_ended_goes_on_where_it_was(
    import_example: Callable[[str, str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    primes = import_example("primes", "primes")
    monkeypatch.setattr(primes, "PIECE", 50)
    for limit in [2, 3, 49, 50, 51, 500]:
        steps = list(primes.sieve(limit))
        for number, done in enumerate(steps):
            assert list(primes.sieve(limit, done)) == steps[number + 1 :], (limit, done)


@pytest.fixture
def ready(page: WatchedPage, examples_url: str) -> WatchedPage:
    """Open the page, with both interpreters ready."""
    page.goto(f"{examples_url}/primes/")
    for runner in RUNNERS:
        expect(start_of(page, runner)).to_be_enabled()
    return page


def start_of(page: WatchedPage, runner: str) -> Locator:
    return page.locator(f"#{runner} .start")


def result_of(page: WatchedPage, runner: str) -> Locator:
    return page.locator(f"#{runner} .state").filter(has_text="the largest is")


def digits(text: str) -> int:
    return int("".join(character for character in text if character.isdigit()))


def test_both_interpreters_sieve_at_once_while_the_page_keeps_moving(ready: WatchedPage) -> None:
    # Whoever watches the page sees what the loops wrote in between, and that they ran at the same time.
    ready.evaluate(
        """(runners) => {
            window.seen = { frames: 0, together: 0, values: Object.fromEntries(runners.map((id) => [id, new Set()])) };
            const watch = () => {
                const running = runners.filter((id) => document.querySelector(`#${id} .start`).disabled);
                if (running.length) seen.frames += 1;
                if (running.length === 2) seen.together += 1;
                for (const id of running) seen.values[id].add(document.querySelector(`#${id} progress`).value);
                requestAnimationFrame(watch);
            };
            requestAnimationFrame(watch);
        }""",
        list(RUNNERS),
    )
    ready.locator("#limit").fill(str(LIMIT))
    ready.locator("#limit").press("Enter")
    for runner in RUNNERS:
        expect(result_of(ready, runner)).to_be_visible()
        assert digits(ready.text(f"#{runner} .found")) == COUNT
        assert digits(ready.text(f"#{runner} .largest")) == LARGEST
        assert ready.locator(f"#{runner} progress").evaluate("(bar) => bar.value === bar.max && bar.max") == LIMIT
        assert float(ready.text(f"#{runner} .elapsed").removesuffix(" s")) > 0
        expect(start_of(ready, runner)).to_be_enabled()
        expect(start_of(ready, runner)).to_have_text("Start")
    frames, together, values = ready.evaluate(
        "[seen.frames, seen.together, Object.values(seen.values).map((all) => all.size)]"
    )
    assert frames > 20
    assert together > 5
    assert min(values) > 5


def test_one_interpreter_runs_alone_and_once(ready: WatchedPage) -> None:
    ready.locator("#limit").fill("5000000")
    start = start_of(ready, "micropython")
    start.dblclick()
    expect(start).to_be_disabled()
    expect(ready.locator("#micropython .state")).to_contain_text("Sieving")
    expect(start_of(ready, "cpython")).to_be_enabled()
    expect(result_of(ready, "micropython")).to_be_visible()
    expect(start).to_be_enabled()
    assert ready.text("#cpython .found") == "\N{EN DASH}"


def click_with_the_mouse(page: WatchedPage, selector: str) -> None:
    """Click where a button is, as a hand would, whatever else the page is doing."""
    locator = page.locator(selector)
    expect(locator).to_be_enabled()
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    assert box
    page.raw.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


# Long enough to be stopped on the way, for an interpreter that is fast and for one that is not.
LONG_RUNS = {"cpython": (20_000_000, 1_270_607, 19_999_999), "micropython": (LIMIT, COUNT, LARGEST)}


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_run_is_stopped_shows_what_it_found_and_goes_on(
    ready: WatchedPage, import_example: Callable[[str, str], ModuleType], runner: str
) -> None:
    limit, count, largest = LONG_RUNS[runner]
    ready.locator("#limit").fill(str(limit))
    expect(ready.locator(f"#{runner} .stop")).to_be_disabled()
    click_with_the_mouse(ready, f"#{runner} .start")
    found_at_stops = []
    for _ in range(2):
        progress = ready.locator(f"#{runner} progress")
        before = progress.evaluate("(bar) => bar.value")
        ready.wait_for(
            "([runner, before]) => document.querySelector(`#${runner} progress`).value > before", [runner, before]
        )
        click_with_the_mouse(ready, f"#{runner} .stop")
        expect(ready.locator(f"#{runner} .state")).to_contain_text("Stopped on the way to")
        expect(ready.locator(f"#{runner} .stop")).to_be_disabled()
        expect(start_of(ready, runner)).to_have_text("Go on")
        # All that is shown is of one moment.
        end = int(progress.evaluate("(bar) => bar.value"))
        assert 0 < end < limit
        *_, expected = import_example("primes", "primes").sieve(end)
        found = digits(ready.text(f"#{runner} .found"))
        assert (found, digits(ready.text(f"#{runner} .largest"))) == expected[1:]
        found_at_stops.append(found)
        click_with_the_mouse(ready, f"#{runner} .start")
    assert found_at_stops[0] < found_at_stops[1]
    expect(result_of(ready, runner)).to_be_visible()
    assert digits(ready.text(f"#{runner} .found")) == count
    assert digits(ready.text(f"#{runner} .largest")) == largest
    expect(start_of(ready, runner)).to_have_text("Start")


def test_a_stopped_run_gives_way_to_one_with_another_limit(ready: WatchedPage) -> None:
    ready.locator("#limit").fill("50000000")
    click_with_the_mouse(ready, "#micropython .start")
    click_with_the_mouse(ready, "#micropython .stop")
    expect(start_of(ready, "micropython")).to_have_text("Go on")
    ready.locator("#limit").fill("10")
    expect(start_of(ready, "micropython")).to_have_text("Start")
    click_with_the_mouse(ready, "#micropython .start")
    expect(result_of(ready, "micropython")).to_contain_text("4 primes below 10; the largest is 7")


def test_a_number_out_of_range_is_refused(ready: WatchedPage) -> None:
    for wrong in ("3", "", "60000000"):
        ready.locator("#limit").fill(wrong)
        start_of(ready, "cpython").click()
        expect(ready.locator("#cpython .state")).to_contain_text("Choose a whole number")
        expect(start_of(ready, "cpython")).to_be_enabled()
    ready.locator("#limit").fill("10")
    start_of(ready, "cpython").click()
    expect(result_of(ready, "cpython")).to_contain_text("4 primes below 10; the largest is 7")
