"""The CSV explorer's modules without its page: reading, kinds, statistics, bars, pictures, order."""

from __future__ import annotations

import csv
import io
import random
import statistics
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Import = Callable[[str, str], ModuleType]


@pytest.fixture
def table(import_example: Import) -> Any:
    return import_example("csv_explorer", "table")


@pytest.fixture
def columns(import_example: Import) -> Any:
    return import_example("csv_explorer", "columns")


@pytest.fixture
def summary(import_example: Import) -> Any:
    return import_example("csv_explorer", "summary")


@pytest.fixture
def bins(import_example: Import) -> Any:
    return import_example("csv_explorer", "bins")


@pytest.fixture
def chart(import_example: Import) -> Any:
    return import_example("csv_explorer", "chart")


@pytest.fixture
def view(import_example: Import) -> Any:
    return import_example("csv_explorer", "view")


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_quotes_are_respected(table: Any, delimiter: str) -> None:
    rows = [["name", "note"], ["a", f'quoted {delimiter} "here"\nand, on; a|second\tline'], ["b", "plain"], ["c", ""]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    read = table.read_table(out.getvalue().encode())
    assert read.delimiter == delimiter
    assert [read.header, *read.rows] == rows
    assert read.notes == []


def test_decimal_commas_do_not_pass_for_delimiters(table: Any) -> None:
    read = table.read_table(b"x;y\n1,5;2,5\n3,25;4\n")
    assert (read.delimiter, read.rows) == (";", [["1,5", "2,5"], ["3,25", "4"]])


def test_the_header_decides_where_many_rows_are_ragged(table: Any) -> None:
    assert table.read_table(b"a;b;c\n1,0;2\n3,0;4\n5,0;6;7\n").delimiter == ";"
    assert table.read_table(b"A title\na;b\n1,5;2\n").delimiter == ";"


def test_the_delimiter_that_excel_declares_wins(table: Any) -> None:
    read = table.read_table(b"sep=;\r\na,b;c\r\n1,2;3\r\n")
    assert (read.header, read.rows) == (["a,b", "c"], [["1,2", "3"]])


@pytest.mark.parametrize(
    ("encoding", "name", "noted"),
    [
        ("utf-8", "UTF-8", False),
        ("utf-8-sig", "UTF-8", False),
        ("cp1252", "Windows-1252", True),
        ("utf-16", "UTF-16", False),
    ],
)
def test_encodings(table: Any, encoding: str, name: str, noted: bool) -> None:
    read = table.read_table("näme,€\nÅsa,1\n".encode(encoding))
    assert (read.encoding, read.header, read.rows) == (name, ["näme", "€"], [["Åsa", "1"]])
    assert bool(read.notes) == noted


def test_ragged_rows_are_kept_whole_and_reported(table: Any) -> None:
    read = table.read_table(b'a,b\n1,2\n3\n"4\n4",5,6\n7,8,9,10\n11\n')
    assert read.header == ["a", "b", "column 3", "column 4"]
    assert read.rows[1:4] == [["3", "", "", ""], ["4\n4", "5", "6", ""], ["7", "8", "9", "10"]]
    assert read.notes == [
        "2 rows have fewer than 2 cells and were filled with empty ones: lines 3, 7.",
        "2 rows have more than 2 cells; the others are in columns of their own: lines 4, 6.",
    ]


def test_a_quote_that_is_never_closed_is_reported(table: Any) -> None:
    read = table.read_table(b'a,b\n1,2\n3,"4\n5,6\n')
    assert read.rows == [["1", "2"], ["3", "4\n5,6\n"]]
    assert "line 3 is never closed" in read.notes[0]


def test_columns_without_a_name_or_with_the_same_get_one_each(table: Any) -> None:
    assert table.read_table(b"a,,a,a (2)\n1,2,3,4\n").header == ["a", "column 2", "a (2)", "a (2) (2)"]
    assert table.read_table(b"1,2\n3,4\n", has_header=False).header == ["column 1", "column 2"]


def test_a_file_of_one_column_and_one_without_rows(table: Any) -> None:
    assert table.read_table(b"name\nx\ny\n").rows == [["x"], ["y"]]
    assert table.read_table(b"a,b\n").rows == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\n", "empty"),
        (b",,\n,,\n", "empty"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (bytes(range(256)) * 10, "binary"),
        (b"a,b\n1,\x002\n", "binary"),
        (b"\xff\xfea", "UTF-16"),
        (b'{"a": [1, 2]}', "JSON"),
        (b"<!DOCTYPE html><p>a,b", "web page"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(table: Any, data: bytes, message: str) -> None:
    with pytest.raises(table.TableError, match=message):
        table.read_table(data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.binary(max_size=300), has_header=st.booleans())
def test_any_bytes_are_a_rectangle_or_refused(table: Any, columns: Any, data: bytes, has_header: bool) -> None:
    try:
        read = table.read_table(data, has_header=has_header)
    except table.TableError:
        return
    assert {len(row) for row in read.rows} <= {len(read.header)}
    assert len(set(read.header)) == len(read.header) > 0
    columns.make_columns(read.header, read.rows, read.delimiter)


# --- kinds -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "-2", " 3 ", ""], "integer", [1, -2, 3, None]),
        (["1", "2.5", "-1e3", "NA"], "number", [1.0, 2.5, -1000.0, None]),
        (["1,234", "12", "1,234,567.5"], "number", [1234.0, 12.0, 1234567.5]),
        (["007", "12"], "text", ["007", "12"]),
        (["12", "x"], "text", ["12", "x"]),
        (["1e999"], "text", ["1e999"]),
        (["9" * 400], "text", ["9" * 400]),
        (["yes", "No", "null"], "boolean", [True, False, None]),
        (["0", "1"], "integer", [0, 1]),
        (["", "NA"], "empty", [None, None]),
        (["2024-02-29", "2023/3/1"], "date", [datetime(2024, 2, 29), datetime(2023, 3, 1)]),
        (["2023-02-29"], "text", ["2023-02-29"]),
        (["31.12.2024"], "date", [datetime(2024, 12, 31)]),
        (["12/31/2024", "1/2/2024"], "date", [datetime(2024, 12, 31), datetime(2024, 1, 2)]),
        (["31/12/2024", "1/2/2024"], "date", [datetime(2024, 12, 31), datetime(2024, 2, 1)]),
        (["2024-01-01T12:30:15.5+02:00"], "date", [datetime(2024, 1, 1, 10, 30, 15, 500000)]),
        (["1/2/2024 12:05 AM", "1/2/2024 1:05 PM"], "date", [datetime(2024, 1, 2, 0, 5), datetime(2024, 1, 2, 13, 5)]),
        (["0001-01-01T00:00+09:00"], "text", ["0001-01-01T00:00+09:00"]),
        (["١٢"], "text", ["١٢"]),
    ],
)
def test_kinds(columns: Any, cells: list[str], kind: str, values: list[Any]) -> None:
    column = columns.make_column("x", cells)
    assert (column.kind, column.values) == (kind, values)


def test_decimal_commas_are_numbers_where_commas_do_not_separate(columns: Any) -> None:
    assert columns.make_column("x", ["1,5", "2"], ";").values == [1.5, 2.0]
    assert columns.make_column("x", ["1,5", "2"], ",").kind == "text"


# --- statistics ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 10, 101, 1000])
def test_statistics_agree_with_the_standard_library(summary: Any, count: int) -> None:
    chance = random.Random(count)
    values: list[float | None] = [
        chance.choice([None, chance.gauss(1e6, 3), chance.randrange(10)]) for _ in range(count)
    ]
    present = [value for value in values if value is not None] or [0.0]
    found = summary.summarize("number", values if any(value is not None for value in values) else [0.0])
    assert found.count == len(present)
    assert found.unique == len(set(present))
    assert (found.minimum, found.maximum) == (min(present), max(present))
    assert found.median == pytest.approx(statistics.median(present))
    assert found.mean == pytest.approx(statistics.fmean(present))
    if len(present) > 1:
        assert found.stdev == pytest.approx(statistics.stdev(present))
        quartiles = statistics.quantiles(present, n=4, method="inclusive")
        assert [found.q1, found.median, found.q3] == pytest.approx(quartiles)
    else:
        assert found.stdev is None


def test_texts_have_their_most_frequent_values_and_nothing_has_nothing(summary: Any) -> None:
    found = summary.summarize("text", ["b", "a", "b", None])
    assert (found.count, found.missing, found.unique, found.top) == (3, 1, 2, [("b", 2), ("a", 1)])
    assert summary.summarize("number", [None]).mean is None
    dates = [datetime(2024, 1, 1), datetime(2024, 1, 4), None]
    assert summary.summarize("date", dates).median == datetime(2024, 1, 2, 12)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\N{EN DASH}"),
        (0.0, "0"),
        (1234567, "1,234,567"),
        (-1234.5678, "\N{MINUS SIGN}1,234.57"),
        (999999.95, "1,000,000"),
        (0.000123456789, "0.000123457"),
        (1.5e-9, "1.5e\N{MINUS SIGN}09"),
        (1e20, "1e+20"),
        (100.0, "100"),
        (True, "true"),
        (datetime(2024, 1, 2), "2024-01-02"),
        (datetime(2024, 1, 2, 3, 4), "2024-01-02 03:04"),
    ],
)
def test_values_are_written_for_people(summary: Any, value: object, text: str) -> None:
    assert summary.write(value) == text


# --- bars and pictures -----------------------------------------------------------------------------------------------

_numbers = st.lists(st.floats(-1e12, 1e12, allow_subnormal=False) | st.integers(-50, 50), min_size=1, max_size=60)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(values=_numbers, whole=st.booleans())
def test_every_number_is_in_one_bar(bins: Any, chart: Any, values: list[float], whole: bool) -> None:
    numbers = [round(value) for value in values] if whole else values
    bars = bins.number_bars(numbers, whole=whole)
    assert sum(bars.counts) == len(numbers)
    assert len(bars.labels) == len(bars.counts) <= 100
    assert bars.counts[0] > 0
    assert bars.counts[-1] > 0
    assert all(-1e-9 <= place <= 1 + 1e-9 for place, _ in bars.ticks)
    ElementTree.fromstring(chart.histogram(bars, title="<&>", axis="<&>", width=500))


def test_few_whole_numbers_get_a_bar_each(bins: Any) -> None:
    bars = bins.make_bars("integer", [1, 2, 2, 4, None])
    assert (bars.labels, bars.counts) == (["1", "2", "3", "4"], [1, 2, 0, 1])


def test_the_last_edge_belongs_to_the_last_bar(bins: Any) -> None:
    bars = bins.number_bars([float(value) for value in range(0, 101, 10)])
    assert bars.labels[-1].endswith(" to 100")


@pytest.mark.parametrize(
    ("span", "unit"),
    [
        (timedelta(hours=30), "hour"),
        (timedelta(days=40), "day"),
        (timedelta(days=1460), "month"),
        (timedelta(days=5000), "quarter"),
        (timedelta(days=20_000), "year"),
        (timedelta(days=100_000), "10 years"),
        (timedelta(days=700_000), "100 years"),
    ],
)
def test_dates_are_counted_by_a_unit_that_fits(bins: Any, chart: Any, span: timedelta, unit: str) -> None:
    start = datetime(2024, 1, 1) - span
    dates = [start + span * share / 20 for share in range(21)]
    bars = bins.make_bars("date", [*dates, None])
    assert (bars.unit, sum(bars.counts)) == (unit, 21)
    assert bars.counts[0] > 0
    assert bars.counts[-1] > 0
    ElementTree.fromstring(chart.histogram(bars, title="t", axis="a", width=300))


def test_frequent_values_get_bars_and_the_others_one_line(bins: Any, chart: Any) -> None:
    values = [f"<value {number}>" for number in range(20) for _ in range(number + 1)]
    bars = bins.make_bars("text", values)
    expected = Counter(values).most_common(10)
    assert list(zip(bars.labels, bars.counts, strict=True))[:-1] == expected
    assert (bars.labels[-1], bars.counts[-1]) == ("10 other values", 55)
    picture = ElementTree.fromstring(chart.ranking(bars, title="t", axis="<a>", width=400))
    assert len(picture.findall(".//g")) == 11
    eleven = bins.make_bars("text", [str(number) for number in range(11)])
    assert (len(eleven.labels), eleven.unit) == (11, "")
    assert chart.sparkline([]) == ""
    ElementTree.fromstring(chart.sparkline([0, 3]))


# --- order -----------------------------------------------------------------------------------------------------------


def test_rows_are_found_by_all_words_in_any_case(view: Any) -> None:
    index = view.TextIndex([["Straße", "b"], ["c d", "STRASSE"], ["c", "d"]])
    assert index.find("strasse") == [0, 1]
    assert index.find(" d C ") == [1, 2]
    assert index.find("cd") == []
    assert index.find("") == [0, 1, 2]


def test_missing_values_come_last_either_way_and_equal_rows_keep_their_order(view: Any, columns: Any) -> None:
    column = columns.make_column("x", ["b", "", "A", "B", "a"])
    assert view.sort_rows(range(5), column) == [2, 4, 0, 3, 1]
    assert view.sort_rows(range(5), column, descending=True) == [0, 3, 2, 4, 1]
    numbers = columns.make_column("x", ["10", "9", "NA"])
    assert view.sort_rows([0, 1, 2], numbers) == [1, 0, 2]
