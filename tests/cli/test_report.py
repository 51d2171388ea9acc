"""A report: one value, told as a table and as JSON."""

import dataclasses
import json

import pytest

from polyregions.cli.report import Columns, Report, Row
from polyregions.cli.rows import files_row, search_rows, seconds_row


def told(report, capsys, **options):
    report.show(**options)
    return capsys.readouterr().out


def test_rows_beside_each_other_are_aligned_and_others_apart(capsys):
    columns = Columns(["name", "n"], [["a", 1], ["bcd", None]])
    report = Report.of(
        Row("short", None, 1),
        Row(None, "hidden", 2),
        Row("longer", "k", 3),
        columns,
        "",
        Row("x", "x", 4),
    )
    lines = ["short   1", "longer  3", "name  n", "a     1", "bcd   -", "", "x  4"]
    assert told(report, capsys) == "\n".join(lines) + "\n"
    assert told(report, capsys, as_json=True) == '{"hidden": 2, "k": 3, "x": 4}\n'


def test_the_text_of_a_row_stands_in_the_table_alone(capsys):
    report = Report.of(Row("count", "count", None, "unknown:\nstopped"))
    assert told(report, capsys) == "count  unknown: stopped\n"
    assert json.loads(told(report, capsys, as_json=True)) == {"count": None}


def test_integers_that_python_does_not_print(capsys):
    report = Report.of(Row("n", "n", 10**5000), Columns(["n"], [[10**39], [10**5000]]))
    lines = told(report, capsys).splitlines()
    assert lines[0] == "n  an integer of about 5000 digits"
    assert [line.strip() for line in lines[2:]] == [str(10**39), "about 10^5000"]
    assert int(json.loads(told(report, capsys, as_json=True))["n"], 16) == 10**5000


def test_columns_of_integers_stand_to_the_right_and_may_be_empty(capsys):
    columns = Columns(["n", "text"], [[1, "a"], [100, None], [None, "c"], [2**200, ""]])
    lines = ["          n  text", "          1  a", "        100  -", "          -  c"]
    assert told(Report.of(columns), capsys).splitlines() == [*lines, "about 10^60"]
    assert told(Report.of(Columns(["n", "text"], [])), capsys) == "n  text\n"
    with pytest.raises(ValueError, match="zip"):
        told(Report.of(Columns(["n"], [[1, 2]])), capsys)


def test_a_report_does_not_change():
    report = Report.of(Row("n", "n", 1))
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.parts = ()
    assert report == Report.of(Row("n", "n", 1))


def test_rows_that_several_commands_tell():
    report = Report.of(
        *search_rows("lp", 1.23456789, 0.5),
        seconds_row(2, "seconds drawing"),
        files_row(("a", "b")),
    )
    assert report.values() == {
        "complete": True,
        "engine": "lp",
        "seconds": 1.234568,
        "seconds_writing": 0.5,
        "seconds_drawing": 2,
        "files": ["a", "b"],
    }
    assert list(report.lines()) == [
        "engine           lp",
        "seconds          1.235 to find them, 0.500 to write them",
        "seconds drawing  2.000",
        "written to       a, b",
    ]
