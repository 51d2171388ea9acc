import json
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import polyregions
from polyregions import Layer, Network, he_random, montufar, regions
from polyregions.constructions import three_lines
from polyregions.errors import ConstructionError, UnknownOptionError
from polyregions.one_dimension import find_breakpoints
from polyregions.theorems.bound_formulas import montufar_2014_lower
from polyregions.theorems.statements import (
    STATEMENTS,
    Case,
    Evidence,
    Outcome,
    Verdict,
    evidence_to_json,
    goujon_2022,
    hanin_rolnick_2019,
    kogan_2025,
    nakahara_2025,
    parse_grid,
    registry,
    verify_all,
    verify_statement,
    write_evidence,
)
from polyregions.theorems.statements.gaines_bi_2026 import _moore, without_last_unit
from polyregions.theorems.statements.generic_complexes import check_codimensions
from polyregions.theorems.statements.montufar_2014 import arranged_folds
from polyregions.theorems.statements.samples import CONFIDENCE, LIMIT, mean_at_most, mean_near
from polyregions.theorems.statements.zaslavsky_1975 import is_in_general_position
from tests.helpers.enumeration import enumerated

evidence_of = cache(verify_statement)


# What takes seconds is slow here: the README's code has a verdict for each.
LONG = {"expected-regions", "one-breakpoint-a-unit", "ternary-maxima"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(s, marks=pytest.mark.slow) if s in LONG else s for s in STATEMENTS],
)
def test_every_statement_is_as_expected(name):
    evidence = evidence_of(name)
    assert evidence.as_expected
    assert len(evidence.cases) == len(evidence.statement.defaults)
    assert all(case.verdict is not Verdict.NOT_STATED for case in evidence.cases)


def test_the_statements_known_to_be_false():
    refuted = {name for name, s in STATEMENTS.items() if s.expected is Verdict.REFUTED}
    assert refuted == {"growing-degree", "lemma-1", "proposition-1-unconnected", "remark-1"}
    sampled = {name for name, s in STATEMENTS.items() if s.expected is Verdict.CONSISTENT}
    assert sampled == {
        "line-density",
        "breakpoint-density",
        "activation-patterns",
        "expected-regions",
        "one-breakpoint-a-unit",
        "breakpoints-reach-the-output",
        "like-one-arrangement",
    }
    smallest = next(c for c in evidence_of("lemma-1").cases if c.verdict is Verdict.REFUTED)
    assert (smallest.outcome.claimed, smallest.outcome.computed) == (2, 1)
    assert smallest.remark == "merge at (1/2)"


def test_all_statements_one_after_the_other(monkeypatch):
    few = {name: STATEMENTS[name] for name in ("lemma-1", "least-degree")}
    monkeypatch.setattr(registry, "STATEMENTS", few)
    assert [evidence.statement.name for evidence in verify_all()] == ["lemma-1", "least-degree"]


def test_registry():
    for name, statement in STATEMENTS.items():
        assert statement.name == name
        assert statement.text.endswith(".")
        assert statement.source.startswith(str(statement.publication))
        assert (Path(polyregions.__file__).parent.parent / statement.file).exists()
        assert statement.command == f"polyregions verify --statement {name}"
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
        ("ternary-maxima", {"inputs": [2], "widths": ["9-9"]}),
        ("lemma-1", {"inputs": [1], "branches": [2], "outer": ["tent"]}),
        ("remark-1", {"change": ["both"]}),
        ("remark-1", {"change": ["width"], "inputs": [1], "width": [4], "depth": [4]}),
        ("montufar-lower-bound", {"inputs": [2], "widths": ["4-2"]}),
        ("order-of-definitions", {"network": ["torus"]}),
        ("euler-relation", {"network": ["torus"]}),
        ("euler-relation", {"network": ["slab"], "domain": ["ball"]}),
        ("arrangement-faces", {"position": ["parallel"], "inputs": [1], "width": [4]}),
        ("one-breakpoint-a-unit", {"widths": ["3"], "layer": [2], "samples": [2]}),
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
    assert value["format"] == "polyregions-evidence/2"
    assert value["engine"] == "lp"
    first, second = value["statements"]
    assert first["statement"] == "proposition-1"
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


def test_general_position():
    plane = [(1, 0, 0), (0, 1, 0), (1, 1, -1)]
    assert is_in_general_position(plane)
    assert not is_in_general_position([*plane, (2, 0, 5)])  # parallel
    assert not is_in_general_position([*plane, (1, -1, 0)])  # three lines through a point
    assert is_in_general_position([(1, 2, 3)])
    assert not is_in_general_position([(0, 0, 1)])


def test_remark_1_is_refuted_where_the_paper_is_narrow():
    evidence = verify_statement(
        "remark-1", {"change": ["depth"], "inputs": [1, 2], "width": [4, 8], "depth": [3, 5]}
    )
    found = {tuple(c.parameters.values())[1:]: c.outcome for c in evidence.cases}
    for point, general, ternary in [
        ((1, 4, 3), 16, 4),
        ((2, 8, 3), 256, 16),
        ((1, 8, 5), 4096, 256),
    ]:
        outcome = found[point]
        assert (outcome.claimed, outcome.computed) == (f">= {general}", ternary)
        assert not outcome.holds


def test_remark_1_holds_for_the_slim_network_of_every_width():
    for inputs in range(1, 7):
        for width in range(inputs, 200):
            assert nakahara_2025.branches(inputs, 2 * width, "slim") >= width // inputs
            squared = nakahara_2025.branches(inputs, 4 * width * width, "slim")
            assert squared >= (width // inputs) ** 2


def test_theorem_1_far_beyond_enumeration():
    grid = {"variant": ["paper"], "inputs": [3], "width": [40], "depth": [7, 1500]}
    evidence = verify_statement("theorem-1", grid)
    assert evidence.verdict is Verdict.HOLDS
    assert [case.outcome.computed for case in evidence.cases] == [5**9, 5 ** (3 * 749)]
    assert {case.remark for case in evidence.cases} == {"by composition"}


def test_theorem_1_needs_ternary_parameters(monkeypatch):
    monkeypatch.setattr(nakahara_2025, "ternary", lambda n0, n, depth, variant: montufar(n0, 3, 2))
    grid = {"variant": ["paper"], "inputs": [1], "width": [12], "depth": [3]}
    (case,) = verify_statement("theorem-1", grid).cases
    assert (case.outcome.claimed, case.outcome.computed, case.outcome.holds) == (3, 3, False)
    assert case.remark == "a parameter is not -1, 0 or 1"


def test_a_count_by_composition_can_refute(monkeypatch):
    monkeypatch.setattr(nakahara_2025, "branches", lambda n0, n, variant: n // (2 * n0))
    grid = {"variant": ["paper"], "inputs": [2], "width": [12], "depth": [3, 9]}
    assert verify_statement("theorem-1", grid).verdict is Verdict.REFUTED


def test_the_average_degree_may_fall_with_a_unit():
    """Five lines in general position, and behind them a unit that bends at one of them only.

    Its zero set is a ray on y = -3 and another on x + y = 3, both from (6, -3), a point of the
    line x + 2y = 0; it cuts two of the 16 regions and one of the 25 facets.
    """
    first = Layer([[-3, 2], [3, 0], [-1, -2], [0, -1], [-1, -1]], [-1, -1, 0, -2, 1])
    network = Network([first, Layer([[-1, 0, -1, 1, 0]], [-1]), Layer([[1]], None, "identity")])
    before, after = regions(without_last_unit(network)), regions(network)
    for complex in (before, after):
        check_codimensions(complex.face_lattice)
    assert (before.face_lattice.f_vector, after.face_lattice.f_vector) == (
        (10, 25, 16),
        (11, 28, 18),
    )
    assert Fraction(28, 18) < Fraction(25, 16)


def test_genericity_is_demanded_where_it_is_supposed():
    check_codimensions(regions(he_random((2, 3, 2, 1))).face_lattice)
    for network in (three_lines(), montufar(2, 4, 3)):
        with pytest.raises(ConstructionError, match="not generic: take another seed"):
            check_codimensions(regions(network).face_lattice)


def test_the_least_diameter_of_so_many_regions():
    """A path of one facet a region, a circle, and a tree in which each region has three facets."""
    assert [_moore(n, 1) for n in (1, 2)] == [0, 1]
    assert [_moore(n, 2) for n in (2, 3, 4, 5, 6)] == [1, 1, 2, 2, 3]
    assert [_moore(n, 3) for n in (4, 5, 10, 11, 22, 23)] == [1, 2, 2, 3, 3, 4]


def test_arranged_folds_have_the_regions_of_montufars_bound():
    for inputs, widths in [(1, [2, 2, 3]), (2, [4, 3]), (2, [7, 5])]:
        net = arranged_folds(inputs, widths)
        on_cube = enumerated(net, [[0, 1]] * inputs)
        assert on_cube == montufar_2014_lower(inputs, widths) <= enumerated(net)
    with pytest.raises(ConstructionError, match="more than the 2 inputs"):
        arranged_folds(2, [4, 2])


def test_means_beside_samples():
    assert 0.9999 < CONFIDENCE < 0.99999
    values = [0, 2] * 50  # mean 1, standard error 0.1005
    inside, outside = 1 + 0.1 * LIMIT, 1 + 0.101 * LIMIT
    assert mean_near(inside, values).holds
    assert not mean_near(outside, values).holds
    assert not mean_near(2 - outside, values).holds
    assert mean_at_most(outside, values).holds
    assert mean_at_most(2 - inside, values).holds
    assert not mean_at_most(2 - outside, values).holds
    assert mean_near(3, [3, 3]).holds
    assert not mean_near(3.5, [3, 3]).holds
    assert mean_near(1, values).verdict is Verdict.CONSISTENT
    assert mean_near(9, values).verdict is Verdict.IMPLAUSIBLE


def test_a_sample_never_makes_a_statement_hold():
    consistent, implausible = mean_near(1, [0, 2]), mean_near(9, [0, 2, 0, 2])
    exact = Outcome.of_counts(1, 1)
    statement = STATEMENTS["line-density"]

    def verdict(*outcomes):
        return Evidence(statement, tuple(Case({}, o, "", 0.0) for o in outcomes)).verdict

    assert verdict(exact, consistent) is Verdict.CONSISTENT
    assert verdict(exact, consistent, implausible) is Verdict.IMPLAUSIBLE
    assert verdict(implausible, Outcome.of_counts(1, 2)) is Verdict.REFUTED
    assert [v for v in Verdict if v.is_positive] == [Verdict.HOLDS, Verdict.CONSISTENT]


def test_wrong_means_are_implausible(monkeypatch):
    """The samples are large enough to tell a wrong statement from a right one."""

    def is_implausible(name, grid):
        return verify_statement(name, grid).verdict is Verdict.IMPLAUSIBLE

    monkeypatch.setattr(hanin_rolnick_2019, "find_breakpoints", lambda n, i: range(10))
    assert is_implausible("breakpoint-density", {"widths": ["5-5"], "samples": [50]})
    # A tenth of the bias: ten times the density.
    monkeypatch.setattr(goujon_2022, "_BIAS_STD", 5.0)
    monkeypatch.setattr(
        goujon_2022, "he_random", lambda sizes, seed, bias_std: he_random(sizes, seed, 0.5)
    )
    assert is_implausible("line-density", {"inputs": [2], "widths": ["10-10"]})
    # The breakpoints of an interval for those of R.
    monkeypatch.setattr(kogan_2025, "find_breakpoints", lambda net: find_breakpoints(net, (-1, 1)))
    assert is_implausible("expected-regions", {"widths": ["20-20"], "samples": [10]})
    grid = {"widths": ["20-20"], "layer": [2], "samples": [10]}
    assert is_implausible("one-breakpoint-a-unit", grid)
