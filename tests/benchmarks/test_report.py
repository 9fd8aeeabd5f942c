"""The benchmark's arithmetic and its Markdown. No browser: what is measured is for an idle machine, not for a test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from . import formats
from .contestants import CONTESTANTS
from .report import report
from .results import Environment, Failure, Results, Sample
from .rounds import rotated
from .section import BEGIN, END, MarkerError, replaced, write_section
from .summary import summarize
from .works import BOOT_COLD, TABLE, TRIP, TRIP_ALONE

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
    summary = summarize([Sample("pyscript-worker-py", TABLE, 1, (4.3,), rows=50)])
    assert summary is not None
    assert summary.median == pytest.approx(86)
    assert summary.measured == 4.3


def test_all_rows_are_not_extrapolated() -> None:
    """A thousand rows are what was measured."""
    summary = summarize([Sample("offthread-py", TABLE, 1, (0.1,), rows=1000)])
    assert summary is not None
    assert (summary.median, summary.measured) == (0.1, None)


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
            Sample("offthread-py", TABLE, 1, (0.1,), rows=1000, round_trips=3),
            Sample("pyscript-worker-py", TABLE, 1, (4.3,), rows=50),
        )
    )
    cells = row(text, "table of 1,000 rows, 9,000 DOM operations")
    assert cells[1:3] == ["100 ms", "3"]
    assert "≈ 86.0 s (50 rows: 4.30 s) · 860x" in cells


def test_the_report_names_failures() -> None:
    """A contestant that failed is not one that was left out, and its reason cannot break the table."""
    failed = Failure("pyscript-main-py", None, 2, "It said:\n  a | b")
    text = report(results(Sample("offthread-py", "title", 1, (10e-6,)), failures=(failed,)))
    assert row(text, "`document.title` ")[3] == "failed"
    assert "| PyScript main thread, Pyodide | all or the rest | 2 | It said: a \\| b |" in text


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
