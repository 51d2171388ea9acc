"""Checks in run folders: the same verdicts, whatever ends them and whoever shares them."""

from fractions import Fraction

import pytest

import polyregions as pr
from polyregions.errors import PolyregionsError
from polyregions.questions.properties import searching
from polyregions.runs import checking
from tests.helpers.clocks import fake_clock

NET = pr.he_random((2, 12, 12, 2), seed=3, bias_std=0.5)
SQUARE = [[-1, 1], [-1, 1]]
# Two outputs at certain values: satisfied nowhere, or where the values are those of some input.
HOLDS = pr.Property.never(SQUARE, [[1, 0], [-1, 0], [0, 1]], ["1/7", "-1/7", -20])
POINT = ["1/3", "1/5"]
THIN = pr.Property.never(
    SQUARE,
    [[1, 0], [-1, 0], [0, 1], [0, -1]],
    [sign * y for y in NET.exact(POINT) for sign in (1, -1)],
)


@pytest.fixture(autouse=True)
def by_search(monkeypatch):
    for module in (searching, checking):
        monkeypatch.setattr(module, "tried", lambda network, prop, groups: None)


def same(verdict, whole):
    assert type(verdict) is type(whole)
    if isinstance(verdict, pr.Violated):
        assert NET.exact(verdict.input) == verdict.outputs
        assert THIN.violated_case(verdict.input, verdict.outputs) == 0
    return True


@pytest.mark.parametrize("prop", [HOLDS, THIN], ids=["holds", "thin"])
def test_the_verdict_is_the_same(tmp_path, prop):
    whole = pr.check_property(NET, prop)
    first = pr.check_property(NET, prop, run=tmp_path / "run")
    assert same(first, whole)
    assert pr.check_property(NET, prop, run=tmp_path / "run") == first
    assert same(pr.check_property(NET, prop, run=tmp_path / "two", workers=2), whole)


@pytest.mark.parametrize("prop", [HOLDS, THIN], ids=["holds", "thin"])
def test_in_parts_and_budgets(tmp_path, prop):
    whole = pr.check_property(NET, prop)
    verdicts = [
        pr.check_property(NET, prop, run=pr.RunFolder(tmp_path / "parts", part=(k, 3)))
        for k in (1, 2, 3)
    ]
    assert same(verdicts[-1], whole)
    assert all(
        same(verdict, whole) if not isinstance(verdict, pr.Unknown) else verdict.reason == "part"
        for verdict in verdicts
    )
    for seconds in (1, 30, 300, 3000, 10**9):
        with fake_clock():
            verdict = pr.check_property(NET, prop, run=tmp_path / "again", max_seconds=seconds)
        if isinstance(verdict, pr.Unknown):
            assert verdict.reason == "max_seconds"
    assert same(verdict, whole)


def test_other_questions_are_refused(tmp_path):
    pr.check_property(NET, HOLDS, run=tmp_path)
    looser = pr.Property.never(SQUARE, [[1, 0], [-1, 0], [0, 1]], ["1/7", "-1/7", -21])
    other = pr.Property(2, 2, [HOLDS.cases[0], HOLDS.cases[0][:-1]])
    for prop, part in ((looser, "another network or property"), (other, "")):
        with pytest.raises(PolyregionsError, match=f"belongs to .*{part}"):
            pr.check_property(NET, prop, run=tmp_path)
    with pytest.raises(PolyregionsError, match=r"checks a property: .*ns\.check_property"):
        pr.count_regions(NET, SQUARE, run=tmp_path)
    with pytest.raises(PolyregionsError, match="engine 'vertices'"):
        pr.check_property(NET, HOLDS, run=tmp_path, engine="lp")
    with pytest.raises(PolyregionsError, match="no columns"):
        pr.check_property(NET, HOLDS, run=pr.RunFolder(tmp_path, columns=["pattern"]))


def test_several_sets_of_inputs(tmp_path):
    cases = [*HOLDS.cases, *pr.Property.never([[1, 2], [1, 2]], [[1, 0]], [-100]).cases]
    prop = pr.Property(2, 2, cases)
    assert isinstance(pr.check_property(NET, prop, run=tmp_path), pr.Holds)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["inputs-0", "inputs-1"]


def test_a_folder_belongs_to_one_property(tmp_path):
    """Also where a shift makes units of one constraint those of another."""
    peak, width, height = Fraction(1, 3), Fraction(1, 10**12), Fraction(2**21)
    slope = (height - 1) / width
    dip = pr.Network(  # 2^21, but 1 at the peak
        [
            pr.Layer([[1], [1], [1]], [width - peak, -peak, -width - peak]),
            pr.Layer([[-slope, 2 * slope, -slope]], [height], "identity"),
        ]
    )
    at_most_0 = pr.Property.never([[0, 1]], [[1]], [0])
    below_2 = pr.Property.never([[0, 1]], [[1]], [2], strict=True)
    made = [
        checking.search_of(dip, prop, group).made
        for prop in (at_most_0, below_2)
        for group in checking.groups_of(prop)
    ]
    assert made[0].network == made[1].network
    assert pr.check_property(dip, at_most_0, run=tmp_path / "run")
    with pytest.raises(PolyregionsError, match="another property of this network"):
        pr.check_property(dip, below_2, run=tmp_path / "run")
