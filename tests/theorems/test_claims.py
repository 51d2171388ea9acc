import json
from fractions import Fraction
from math import comb, prod

import pytest

from polyregions import count_regions, regions
from polyregions.errors import ConstructionError, UnknownOptionError
from polyregions.theorems.bounds import serra_2018_theorem_1
from polyregions.theorems.claims import (
    STATEMENTS,
    Case,
    Evidence,
    Outcome,
    Verdict,
    evidence_to_json,
    full_zigzags,
    parse_grid,
    verify_all,
    verify_statement,
    write_evidence,
)
from polyregions.theorems.claims.maximum_statements import is_in_general_position


@pytest.fixture(scope="module")
def everything():
    return {evidence.statement.name: evidence for evidence in verify_all()}


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_statement_is_as_expected(everything, name):
    evidence = everything[name]
    assert evidence.as_expected
    assert len(evidence.cases) == len(evidence.statement.defaults)
    assert all(case.verdict is not Verdict.NOT_STATED for case in evidence.cases)


def test_the_statements_known_to_be_false(everything):
    refuted = {name for name, e in everything.items() if e.verdict is Verdict.REFUTED}
    assert refuted == {"lemma-1", "proposition-1-unconnected"}
    smallest = next(c for c in everything["lemma-1"].cases if c.verdict is Verdict.REFUTED)
    assert (smallest.outcome.claimed, smallest.outcome.computed) == (2, 1)
    assert smallest.remark == "merge at (1/2)"


def test_registry():
    for name, statement in STATEMENTS.items():
        assert statement.name == name
        assert statement.text.endswith(".")
        assert statement.source
        assert all(tuple(point) == statement.parameters for point in statement.defaults)


def test_a_grid_of_your_own():
    grid = {"inputs": [1, 2], "width": [1, 4], "depth": [3]}
    evidence = verify_statement("proposition-1", grid)
    found = [(case.parameters["inputs"], case.parameters["width"]) for case in evidence.cases]
    assert found == [(1, 1), (1, 4), (2, 1), (2, 4)]
    verdicts = [case.verdict for case in evidence.cases]
    assert verdicts == [Verdict.HOLDS, Verdict.HOLDS, Verdict.NOT_STATED, Verdict.HOLDS]
    assert "width is 1, below the 2 inputs" in evidence.cases[2].remark
    assert evidence.verdict is Verdict.HOLDS
    nothing = verify_statement("proposition-1", {"inputs": [2], "width": [1], "depth": [2]})
    assert nothing.verdict is Verdict.NOT_STATED
    assert not nothing.as_expected


def test_a_partial_grid_takes_the_other_values_from_the_statement():
    evidence = verify_statement("average-degree-one-layer", {"inputs": [1]})
    assert [case.parameters["width"] for case in evidence.cases] == [3, 6]


@pytest.mark.parametrize(
    ("name", "grid", "message"),
    [
        ("theorem-2", None, "'theorem-2' is unknown"),
        ("proposition-1", {"breadth": [2]}, "no parameter 'breadth'"),
        ("proposition-1", {"width": []}, "'width' has no values"),
        ("proposition-1", {"width": ["wide"]}, "width is 'wide': give whole numbers"),
        ("theorem-1", {"variant": ["fat"]}, "variant 'fat' is unknown"),
    ],
)
def test_bad_grids(name, grid, message):
    with pytest.raises(UnknownOptionError, match=message):
        verify_statement(name, grid)


@pytest.mark.parametrize(
    ("name", "grid"),
    [
        ("general-position", {"inputs": [1], "width": [2], "position": ["parallel"], "seed": [0]}),
        ("general-position", {"inputs": [2], "width": [2], "position": ["odd"], "seed": [0]}),
        ("serra-one-input", {"widths": ["2-3", "x"]}),
        ("ternarisation", {"source": ["net"], "scheme": ["shared"], "intermediate": ["relu"]}),
        ("ternary-maxima", {"widths": ["9-9"]}),
        ("lemma-1", {"inputs": [1], "branches": [2], "outer": ["tent"]}),
        ("deep-folds", {"construction": ["slim"], "inputs": [2], "width": [1], "depth": [9]}),
    ],
)
def test_points_at_which_a_statement_says_nothing(name, grid):
    assert verify_statement(name, grid).verdict is Verdict.NOT_STATED


def test_a_false_statement_is_refuted():
    statement = STATEMENTS["proposition-1"]
    cases = [
        Case({"inputs": 1}, Outcome.of_counts(2, 2), "", 0.5),
        Case({"inputs": 2}, Outcome.of_counts(4, 3), "", 0.5),
        Case({"inputs": 3}, None, "too narrow", 0.25),
    ]
    evidence = Evidence(statement, tuple(cases))
    assert evidence.verdict is Verdict.REFUTED
    assert not evidence.as_expected
    assert evidence.seconds == 1.25
    value = evidence_to_json(evidence)
    assert [case["verdict"] for case in value["cases"]] == ["holds", "refuted", "not stated"]
    assert value["as_expected"] is False


def test_evidence_files(tmp_path):
    huge = Outcome.of_counts(10**5000, 10**5000)
    pieces = [
        verify_statement("proposition-1", {"inputs": [1], "width": [3], "depth": [2]}),
        Evidence(STATEMENTS["lemma-1"], (Case({"inputs": 1}, huge, "", 0.0),)),
    ]
    write_evidence(pieces, tmp_path / "evidence.json", "lp")
    value = json.loads((tmp_path / "evidence.json").read_text())
    assert value["format"] == "polyregions-evidence/1"
    assert value["engine"] == "lp"
    first, second = value["claims"]
    assert first["claim"] == "proposition-1"
    assert first["cases"][0]["parameters"] == {"inputs": 1, "width": 3, "depth": 2}
    assert (first["cases"][0]["claimed"], first["cases"][0]["computed"]) == (3, 3)
    assert second["cases"][0]["claimed"] == "1" + "0" * 5000


def test_grids_as_text():
    assert parse_grid([]) == {}
    assert parse_grid(["a=1..3,7 b=x", "c=-2..0"]) == {
        "a": [1, 2, 3, 7],
        "b": ["x"],
        "c": [-2, -1, 0],
    }
    assert parse_grid(["widths=3-3,4"]) == {"widths": ["3-3", 4]}


@pytest.mark.parametrize("word", ["a", "a=", "=1", "a=1,,2", "a=3..1", "a=0..99999", "a=1 a=2"])
def test_bad_words(word):
    with pytest.raises(UnknownOptionError, match="the grid"):
        parse_grid([word])


@pytest.mark.parametrize("widths", [[3], [6], [3, 3], [3, 5, 4]])
def test_full_zigzags_have_the_most_regions(widths):
    net = full_zigzags(widths)
    assert net.widths == (1, *widths, 1)
    assert count_regions(net) == len(regions(net)) == prod(n + 1 for n in widths)
    assert count_regions(net) == serra_2018_theorem_1(1, widths)


@pytest.mark.parametrize("widths", [[], [2], [3, 2]])
def test_no_full_zigzag_is_narrower_than_three(widths):
    with pytest.raises(ConstructionError, match="all at least 3"):
        full_zigzags(widths)


def test_general_position():
    plane = [(1, 0, 0), (0, 1, 0), (1, 1, -1)]
    assert is_in_general_position(plane)
    assert not is_in_general_position([*plane, (2, 0, 5)])  # parallel
    assert not is_in_general_position([*plane, (1, -1, 0)])  # three lines through a point
    assert is_in_general_position([(1, 2, 3)])
    assert not is_in_general_position([(0, 0, 1)])


def test_average_degrees_of_the_literature():
    rows = {(4, 16): (2517, "7.32"), (5, 16): (6885, "9.02")}
    for (inputs, width), (count, degree) in rows.items():
        assert sum(comb(width, j) for j in range(inputs + 1)) == count
        facets = 2 * width * sum(comb(width - 1, j) for j in range(inputs))
        assert f"{float(Fraction(facets, count)):.2f}" == degree
