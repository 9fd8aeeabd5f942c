"""The benchmark's arithmetic and its Markdown. No browser: what is measured is for an idle machine, not for a test."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from . import formats
from .contestants import CONTESTANTS, MODULES
from .goals import GOALS, Goal, judge
from .plot import plot, plotted
from .report import PLOTS, plots, report
from .results import Environment, Failure, Results, Sample
from .rounds import rotated
from .section import BEGIN, END, MarkerError, replaced, write_section
from .serving import PAGES
from .summary import summarize, summarize_all
from .works import (
    BOOT_COLD,
    CALLS,
    CPU_SLEEP,
    DECIDE,
    FRAME,
    ITERATE,
    NAP,
    PROGRAM,
    SET,
    TABLE,
    TIMERS_BUSY,
    TITLE_ALONE,
    TRIP,
    TRIP_ALONE,
)

ENVIRONMENT = Environment(
    date="2026-11-21",
    browser="Chromium 156",
    system="Linux x86_64",
    cpus=2,
    cpu="Some CPU",
    load_before=0.1,
    versions={"Offthread": "0.1.0", "PyScript": "0.7.31"},
)


def results(*samples: Sample, failures: tuple[Failure, ...] = ()) -> Results:
    """Return the results of a run with these samples."""
    return Results(ENVIRONMENT, 5, list(samples), list(failures))


def row(text: str, title: str) -> list[str]:
    """Return the cells of the first row of a report that begins with a title."""
    line = next(line for line in text.splitlines() if line.startswith(f"| {title}"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_values_of_all_rounds_are_pooled() -> None:
    """The median is of all values, not of the medians of rounds."""
    summary = summarize(
        [Sample("offthread-py", "title", 1, (1.0, 2.0, 9.0)), Sample("offthread-py", "title", 2, (3.0, 4.0))]
    )
    assert summary is not None
    assert (summary.median, summary.low, summary.high, summary.values) == (3.0, 1.0, 9.0, 5)
    assert (summary.lower_quartile, summary.upper_quartile) == (2.0, 4.0)
    assert summary.measured is None


def test_one_value_is_its_own_spread() -> None:
    """A quick run has boots with one value each."""
    summary = summarize([Sample("offthread-py", BOOT_COLD, 1, (2.5,))])
    assert summary is not None
    assert summary.lower_quartile == summary.upper_quartile == summary.median == 2.5
    assert summarize([]) is None


def test_few_rows_are_extrapolated_and_the_measured_time_is_kept() -> None:
    """Fifty rows in 4.3 s make a thousand in 86 s."""
    summary = summarize([Sample("pyscript-worker-py", TABLE, 1, (4.3,), size=50)])
    assert summary is not None
    assert summary.median == pytest.approx(86)
    assert summary.measured == 4.3


def test_all_rows_are_not_extrapolated() -> None:
    """A thousand rows are what was measured."""
    summary = summarize([Sample("offthread-py", TABLE, 1, (0.1,), size=1000)])
    assert summary is not None
    assert (summary.median, summary.measured) == (0.1, None)


def test_one_row_of_a_smaller_table_is_not_extrapolated() -> None:
    """Selecting is done to one row, however many there are."""
    summary = summarize([Sample("coincident", "rows-select", 1, (0.001,), size=100)])
    assert summary is not None
    assert (summary.median, summary.measured, summary.smaller) == (0.001, None, True)


def test_fewer_updates_are_extrapolated_by_their_number() -> None:
    """Of a thousand rows every tenth is updated, which makes a hundred."""
    summary = summarize([Sample("pyscript-worker-py", "rows-update", 1, (0.001,), size=20)])
    assert summary is not None
    assert summary.median == pytest.approx(0.005)


def test_contestants_are_given_less_only_where_that_is_known() -> None:
    """A size for a work without one would never be used."""
    for contestant in CONTESTANTS:
        assert set(contestant.fewer) <= set(contestant.sizes)
        assert all(size > 0 for size in contestant.sizes.values())


@pytest.mark.parametrize("work", [work.id for work in PROGRAM])
def test_both_programs_know_every_work(work: str) -> None:
    """The one in Python and its twin, by the same id."""
    for ending in ("py", "js"):
        programs = [(PAGES / f"{module}.{ending}").read_text() for module in MODULES]
        assert any(re.search(rf"[\" ]{work}[\":]", program) for program in programs), ending


@pytest.mark.parametrize("work", [work.id for work in CALLS])
def test_the_page_of_calls_knows_every_work(work: str) -> None:
    """By the same id, beside what it does to find it out."""
    assert f'"{work}"' in (PAGES / "calls.js").read_text()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (86, "86.0 s"),
        (0.0129, "12.9 ms"),
        (0.0009996, "1.00 ms"),
        (16.84e-6, "16.8 µs"),
        (32e-9, "32.0 ns"),
        (1.5e-10, "0.15 ns"),
        (0, "0 ns"),
    ],
)
def test_durations_have_three_digits_and_a_unit(seconds: float, text: str) -> None:
    """The unit is chosen after rounding."""
    assert formats.duration(seconds) == text


@pytest.mark.parametrize(
    ("peer", "ours", "text"),
    [(86, 0.1, "860x"), (3, 2, "1.50x"), (3, 4, "0.75x"), (9, 10, "0.90x"), (1, 600, "0.0017x"), (1, 0, "-")],
)
def test_ratios_say_how_many_times_longer_the_peer_takes(peer: float, ours: float, text: str) -> None:
    """Above one, Offthread is faster."""
    assert formats.ratio(peer, ours) == text


def test_the_report_compares_peers_with_offthread() -> None:
    """One row has Offthread's median and round trips, then each peer's median and ratio."""
    text = report(
        results(
            Sample("offthread-py", "title", 1, (10e-6,), 1000, round_trips=1.001),
            Sample("pyscript-worker-py", "title", 1, (300e-6,), 300),
            Sample("coincident", "title", 1, (50e-6,), 300),
        )
    )
    assert row(text, "`document.title` ") == [
        "`document.title`",
        "10.0 µs",
        "1",
        "-",
        "300 µs · 30.0x",
        "50.0 µs · 5.00x",
        "-",
    ]


def test_the_report_marks_what_is_extrapolated() -> None:
    """The reader sees how many rows were measured."""
    text = report(
        results(
            Sample("offthread-py", TABLE, 1, (0.1,), size=1000, round_trips=3),
            Sample("pyscript-worker-py", TABLE, 1, (4.3,), size=50),
        )
    )
    cells = row(text, "table of 1,000 rows, 9,000 DOM operations |")
    assert cells[1:3] == ["100 ms", "3"]
    assert "≈ 86.0 s (50 rows: 4.30 s) · 860x" in cells


def test_a_smaller_table_is_not_compared_with_a_larger_one() -> None:
    """The reader sees that it was smaller, and no ratio, in the table and in the plot."""
    samples = (
        Sample("offthread-py", "rows-clear", 1, (0.02,), size=1000),
        Sample("pyscript-worker-py", "rows-clear", 1, (0.0004,), size=10),
    )
    assert row(report(results(*samples)), "clear 1,000 rows |")[4] == "400 µs (10 rows)"
    assert "400 µs (10 rows)" in plots(results(*samples))[PLOTS["py"]]


def test_the_report_names_failures() -> None:
    """A contestant that failed is not one that was left out, and its reason cannot break the table."""
    failed = Failure("pyscript-main-py", None, 2, "It said:\n  a | b")
    text = report(results(Sample("offthread-py", "title", 1, (10e-6,)), failures=(failed,)))
    assert row(text, "`document.title` ")[3] == "failed"
    assert "| PyScript main thread, Pyodide | all or the rest | 2 | It said: a \\| b |" in text


def test_a_work_that_is_left_out_has_not_failed() -> None:
    """PyScript's MicroPython cannot hand over bytes, whatever else happens to it."""
    failed = Failure("pyscript-main-mpy", None, 1, "Some reason")
    text = report(results(Sample("offthread-mpy", FRAME, 1, (0.01,)), failures=(failed,)))
    micropython = text.partition("### MicroPython")[2]
    assert row(micropython, "canvas: a frame of 1920x1080")[3] == "-"
    assert row(micropython, "canvas: a frame of 1,000")[3] == "failed"


@pytest.mark.parametrize(
    ("ours", "met", "text"), [(4e-6, True, "0.40x (4.00 µs, 10.0 µs)"), (6e-6, False, "0.60x (6.00 µs, 10.0 µs)")]
)
def test_a_goal_may_be_a_multiple_of_what_a_peer_takes(ours: float, met: bool, text: str) -> None:
    """In the same run, so that the machine does not matter."""
    goal = Goal(work=SET, language="py", limit=0.5, unit="times", against=("page", SET), against_name="the page")
    found = summarize_all([Sample("offthread-py", SET, 1, (ours,)), Sample("page", SET, 1, (10e-6,))])
    verdict = judge(goal, found)
    assert (verdict.met, verdict.text) == (met, text)
    assert goal.wanted == "≤ 0.5x the page"


def test_a_goal_may_be_a_time_or_a_number_of_round_trips() -> None:
    """Both are Offthread's own."""
    found = summarize_all(
        [Sample("offthread-py", SET, 1, (3e-6,)), Sample("offthread-py", ITERATE, 1, (1e-3,), round_trips=51.01)]
    )
    time = judge(Goal(work=SET, language="py", limit=3e-6, unit="seconds"), found)
    assert (time.met, time.text, time.goal.wanted) == (True, "3.00 µs", "≤ 3.00 µs")
    trips = judge(Goal(work=ITERATE, language="py", limit=2, unit="round trips"), found)
    assert (trips.met, trips.text, trips.goal.wanted) == (False, "51.01", "≤ 2 round trips")


def test_a_goal_without_measurements_is_neither_met_nor_missed() -> None:
    """A run may leave out contestants."""
    assert all(judge(goal, {}).met is None for goal in GOALS)
    ours_only = summarize_all([Sample("offthread-py", TITLE_ALONE, 1, (1e-6,))])
    against = [goal for goal in GOALS if goal.work == TITLE_ALONE and goal.language == "py"]
    assert [judge(goal, ours_only).met for goal in against] == [None]


def test_the_report_says_which_goals_are_met() -> None:
    """One row for each goal, with the medians of this run."""
    text = report(
        results(
            Sample("offthread-py", TABLE, 1, (0.01,), size=1000, round_trips=3),
            Sample("pyscript-main-py", TABLE, 1, (0.028,), size=1000),
            Sample("offthread-mpy", TABLE, 1, (0.03,), size=1000, round_trips=3),
            Sample("pyscript-main-mpy", TABLE, 1, (0.015,), size=1000),
        )
    )
    assert row(text, "table of 1,000 rows, 9,000 DOM operations, Pyodide")[1:] == [
        "≤ 0.5x PyScript's main thread",
        "0.36x (10.0 ms, 28.0 ms)",
        "met",
    ]
    assert row(text, "table of 1,000 rows, 9,000 DOM operations, MicroPython")[2:] == [
        "2.00x (30.0 ms, 15.0 ms)",
        "**not met**",
    ]
    assert row(text, "iterate 50 elements reading `tagName`, Pyodide")[2:] == ["not measured", "-"]


def test_the_report_has_a_table_of_calls_waits_and_frames() -> None:
    """Medians and the worst, how many listeners were in time, and shares as percentages."""
    text = report(
        results(
            Sample("offthread-py", DECIDE, 1, (100e-6, 200e-6), in_time=2),
            Sample("offthread-py", DECIDE, 2, (150e-6, 900e-6), in_time=2),
            Sample("pyscript-worker-py", DECIDE, 1, (50e-6, 50e-6), in_time=0),
            Sample("offthread-py", TIMERS_BUSY, 1, (0.008,), 300),
            Sample("pyscript-main-py", TIMERS_BUSY, 1, (3.0,), 300),
            Sample("offthread-py", CPU_SLEEP, 1, (0.0034,)),
            failures=(Failure("pyscript-worker-mpy", NAP, 1, "Some reason"),),
        )
    ).partition("### Calls, waits and frames")[2]
    header = row(text, "measured |")

    def cell(title: str, contestant: str) -> str:
        return row(text, title)[header.index(contestant)]

    prevents = "a listener prevents an event |"
    assert cell(prevents, "Offthread, Pyodide") == "175 µs (worst 900 µs) · 4 of 4 in time"
    assert cell(prevents, "PyScript worker, Pyodide") == "50.0 µs (worst 50.0 µs) · 0 of 2 in time"
    assert cell(prevents, "Offthread, MicroPython") == "-"
    assert cell("longest gap between timers while Python computes", "PyScript main thread, Pyodide") == "3.00 s"
    assert cell("CPU during `time.sleep(3)`", "Offthread, Pyodide") == "0.3 %"
    assert cell("error of `time.sleep(0.1)`", "PyScript worker, MicroPython") == "failed"
    assert all(f"* **{work.title}**: {work.measured}" in text for work in CALLS)


@pytest.mark.parametrize(
    ("sample", "met", "text"),
    [
        (Sample("offthread-py", DECIDE, 1, (100e-6, 200e-6), in_time=2), True, "150 µs, 2 of 2 in time"),
        (Sample("offthread-py", DECIDE, 1, (100e-6, 200e-6), in_time=1), False, "150 µs, 1 of 2 in time"),
        (Sample("offthread-py", TIMERS_BUSY, 1, (0.008, 0.009, 0.017)), False, "17.0 ms"),
        (Sample("offthread-py", CPU_SLEEP, 1, (0.019,)), True, "1.9 %"),
    ],
)
def test_a_goal_may_be_for_all_of_them_for_the_worst_or_a_share(sample: Sample, met: bool, text: str) -> None:
    """A listener that is fast and too late now and then is not good enough."""
    goal = next(goal for goal in GOALS if (goal.work, goal.language) == (sample.work, "py"))
    verdict = judge(goal, summarize_all([sample]))
    assert (verdict.met, verdict.text) == (met, text)


def test_the_report_shows_the_plots_where_they_are_written() -> None:
    """Printed on a terminal it has none."""
    assert "![" not in report(results())
    text = report(results(), images="images")
    assert set(plots(results())) == set(PLOTS.values())
    for name in PLOTS.values():
        assert f"](images/{name})" in text


def test_the_plot_has_a_bar_for_each_contestant_in_each_work() -> None:
    """Longer bars take longer, on a logarithmic scale, and all is inside the picture."""
    samples = [
        Sample(contestant.id, TABLE, 1, (10.0 ** (index - 3),), size=contestant.sizes[TABLE])
        for index, contestant in enumerate(plotted("py"))
    ]
    svg = ElementTree.fromstring(plot("py", summarize_all(samples)))
    width = float(svg.attrib["width"])
    height = float(svg.attrib["height"])
    kind = "{http://www.w3.org/2000/svg}"
    bars = [float(rect.attrib["width"]) for rect in svg.iter(f"{kind}rect") if float(rect.attrib["height"]) < 10]
    assert len(bars) == len(plotted("py"))
    assert bars[0] < bars[1] < bars[3] < bars[2] < bars[4], "the third is extrapolated twentyfold"
    for rect in svg.iter(f"{kind}rect"):
        assert 0 <= float(rect.attrib["x"]) <= width - float(rect.attrib["width"])
        assert 0 <= float(rect.attrib["y"]) <= height - float(rect.attrib["height"])
    texts = [text.text for text in svg.iter(f"{kind}text")]
    assert "table of 1,000 rows, 9,000 DOM operations" in texts
    assert "≈ 2.00 s" in texts, "an extrapolation is marked"


def test_a_plot_of_nothing_is_a_plot() -> None:
    """A run with one contestant that failed still writes its report."""
    assert ElementTree.fromstring(plot("mpy", {})).attrib["role"] == "img"


def test_the_report_says_what_a_bare_round_trip_takes() -> None:
    """It is the limit for everything that needs one."""
    text = report(results(Sample("ping-pong", TRIP, 1, (4e-6,)), Sample("ping-pong", TRIP_ALONE, 1, (20e-6,))))
    assert "4.00 µs in a loop" in text
    assert "20.0 µs after a pause" in text


def test_the_report_says_where_it_was_measured() -> None:
    """Numbers without machine, browser and versions mean nothing."""
    text = report(results())
    for part in ("2026-11-21", "Chromium 156", "2 CPUs (Some CPU)", "PyScript 0.7.31", "5 rounds"):
        assert part in text
    assert "not idle" not in text


def test_raw_samples_can_be_read_back() -> None:
    """The JSON has all fields by name."""
    raw = json.loads(results(Sample("page", "title", 1, (1.0, 2.0))).to_json())
    assert raw["samples"][0]["seconds"] == [1.0, 2.0]
    assert raw["environment"]["cpus"] == 2


def test_every_contestant_begins_a_round() -> None:
    """Rounds are rotations of each other."""
    assert rotated(CONTESTANTS, 0) == list(CONTESTANTS)
    assert rotated(CONTESTANTS, 1) == [*CONTESTANTS[1:], CONTESTANTS[0]]
    assert rotated(CONTESTANTS, len(CONTESTANTS)) == list(CONTESTANTS)


def test_the_section_is_replaced_and_the_rest_stays(tmp_path: Path) -> None:
    """What people wrote around the markers is theirs."""
    path = tmp_path / "docs" / "performance.md"
    write_section(path, "one\n")
    assert path.read_text() == f"# Performance\n\n{BEGIN}\none\n{END}\n"
    path.write_text(path.read_text().replace("# Performance", "# Speed") + "\nafter\n")
    write_section(path, "two\n")
    assert path.read_text() == f"# Speed\n\n{BEGIN}\ntwo\n{END}\n\nafter\n"


@pytest.mark.parametrize("text", [BEGIN, END, f"{END} {BEGIN}", f"{BEGIN} {BEGIN} {END}", f"{BEGIN} {END} {END}"])
def test_strange_markers_are_refused(text: str) -> None:
    """Nothing is overwritten on a guess."""
    with pytest.raises(MarkerError):
        replaced(text, "new")
