import json
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from polyregions import box, from_inequalities, whole_space
from polyregions.constructions import is_ternary
from polyregions.errors import ConstructionError, FileFormatError, InvalidDomainError
from polyregions.networks import Layer, Network
from polyregions.one_dimension import Interval
from polyregions.theorems.ternary_search import question, ternary_maximum
from polyregions.theorems.ternary_search.hidden_layers import first_layers
from polyregions.theorems.ternary_search.output import best_output
from polyregions.theorems.ternary_search.pieces import IDENTITY, jumps, units_on

# Hidden widths and the most linear regions on R.
MAXIMA = {
    (1,): 2,
    (2,): 3,
    (3,): 4,
    (4,): 4,
    (1, 1): 3,
    (2, 2): 5,
    (2, 3): 6,
    (3, 2): 7,
    (3, 3): 7,
    (2, 4): 6,
    (4, 2): 8,
    (2, 2, 2): 7,
}
LARGER_MAXIMA = {(3, 4): 8, (4, 3): 9, (2, 2, 3): 8, (2, 3, 2): 9, (3, 2, 2): 9, (5, 2): 8}
from tests.helpers.enumeration import enumerated


def check_maximiser(found, widths):
    assert found.network.widths == (1, *widths, 1)
    assert is_ternary(found.network)
    assert all(set(layer.activation) == {"relu"} for layer in found.network.layers[:-1])
    assert enumerated(found.network) == found.regions


@pytest.mark.parametrize("widths", MAXIMA, ids=str)
def test_the_published_table(widths):
    found = ternary_maximum(widths)
    assert found.regions == MAXIMA[widths]
    check_maximiser(found, widths)


@pytest.mark.slow
@pytest.mark.parametrize("widths", LARGER_MAXIMA, ids=str)
def test_beyond_the_table(widths):
    found = ternary_maximum(widths, workers=2)
    assert found.regions == LARGER_MAXIMA[widths]
    check_maximiser(found, widths)


def most_breakpoints(first, second, low, high):
    """Return the maximum over all ternary networks, one by one, by values on a fine grid.

    Breakpoints are b / a with integers |a| <= first and |b| <= first + 1: they are grid points, and
    on the grid a piecewise linear function breaks where its second difference is not 0.
    """
    step = {1: 1, 2: 2, 3: 6}[first]
    x = np.arange(-(first + 3) * step, (first + 3) * step + 1)
    inside = (x[1:-1] > low * step) & (x[1:-1] < high * step)
    best = 0
    for parameters in product((-1, 0, 1), repeat=2 * first):
        h = np.maximum([w * x + b * step for w, b in zip(*[iter(parameters)] * 2, strict=True)], 0)
        choices = np.array(list(product((-1, 0, 1), repeat=first + 1)))
        units = np.maximum(choices @ np.vstack([h, np.full_like(x, step)]), 0)
        kinks = np.diff(units, 2)[:, inside]
        sums = np.zeros_like(kinks[:1])
        for _ in range(second):
            terms = np.unique(np.concatenate([kinks, -kinks, 0 * kinks[:1]]), axis=0)
            sums = (sums[:, None] + terms).reshape(-1, kinks.shape[1])
        best = max(best, int(np.count_nonzero(sums, axis=1).max()))
    return best


@pytest.mark.parametrize(
    ("widths", "low", "high"),
    [
        ((1, 1), -9, 9),
        ((1, 2), -9, 9),
        ((2, 1), -9, 9),
        ((2, 2), -9, 9),
        ((2, 2), 0, 1),
        ((2, 2), -1, 1),
        ((2, 2), 0, 2),
        ((1, 3), -1, 1),
    ],
)
def test_against_brute_force(widths, low, high):
    expected = most_breakpoints(*widths, low, high) + 1
    found = ternary_maximum(widths, [[low, high]])
    assert found.regions == expected
    assert found.network.domain == box([low], [high])
    check_maximiser(found, widths)
    if (low, high) == (-9, 9):
        assert ternary_maximum(widths).regions == expected


@pytest.mark.slow
def test_against_brute_force_with_three_units():
    assert most_breakpoints(3, 1, -9, 9) + 1 == ternary_maximum((3, 1)).regions
    assert most_breakpoints(3, 2, 0, 1) + 1 == ternary_maximum((3, 2), [[0, 1]]).regions


def test_half_lines_and_polytopes():
    half = from_inequalities([[-2]], [0])
    on_half = ternary_maximum((2, 2), half)
    assert on_half.network.domain == half
    assert enumerated(on_half.network) == on_half.regions <= 5
    assert ternary_maximum((2, 2), whole_space(1)).regions == 5
    assert ternary_maximum((2,), [["-1/2", "1/2"]]).regions == 2


def test_a_domain_without_any_breakpoint():
    found = ternary_maximum((2,), [[2, 3]])
    assert found.regions == 1
    check_maximiser(found, (2,))


def test_units_are_found_once_each():
    units = units_on([IDENTITY], Interval())
    for function, unit in units.items():
        assert jumps(function).keys() <= {-1, 0, 1}
        net = Network([Layer([unit.weights], [unit.bias])])
        for x in (-3, Fraction(1, 2), 0, 1, 4):
            pieces = [a * x + b for a, b in function]
            assert net.exact([x])[0] in pieces
    # x -> -x leaves the constant 1 and pairs up the six others
    assert len(first_layers((1, 1), Interval())) == 4


def test_the_output_may_repeat_and_cancel_units():
    two_kinks = ((0, 0), (1, 0), (2, -1))
    one_kink = ((0, 0), (1, 0))
    assert best_output([two_kinks, one_kink], 2).breakpoints == 2
    assert best_output([two_kinks, one_kink], 2, more_than=2) is None
    assert best_output([((1, 1),)], 3).breakpoints == 0


def test_workers_find_the_same_network():
    assert ternary_maximum((3, 2), workers=2) == ternary_maximum((3, 2))


class InterruptedSearchError(Exception):
    pass


def test_an_interrupted_search_goes_on(tmp_path, monkeypatch):
    whole, path = ternary_maximum((3, 2)), tmp_path / "state.json"
    searched = []

    def counted(first, *rest):
        searched.append(first)
        if len(searched) == 20:
            raise InterruptedSearchError
        return best(first, *rest)

    best = question.best_with_first_layer
    monkeypatch.setattr(question, "best_with_first_layer", counted)
    with pytest.raises(InterruptedSearchError):
        ternary_maximum((3, 2), state=path)
    assert json.loads(path.read_text())["done"] == 19
    assert ternary_maximum((3, 2), state=path) == whole
    assert len(searched) == 20 + whole.first_layers - 19
    assert ternary_maximum((3, 2), state=path) == whole
    assert len(searched) == 20 + whole.first_layers - 19
    with pytest.raises(FileFormatError, match="state of another search"):
        ternary_maximum((2, 2), state=path)
    with pytest.raises(FileFormatError, match="state of another search"):
        ternary_maximum((3, 2), [[0, 1]], state=path)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": "polyregions-ternary-search/2"}', '{"format": 1}']
)
def test_bad_states(tmp_path, text):
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(FileFormatError, match="no state of a ternary search"):
        ternary_maximum((1, 1), state=path)


def test_bad_arguments():
    with pytest.raises(ConstructionError, match="no hidden layer"):
        ternary_maximum(())
    with pytest.raises(ConstructionError, match=r"widths\[1\] is 0"):
        ternary_maximum((2, 0))
    with pytest.raises(ConstructionError, match="workers is 0"):
        ternary_maximum((2,), workers=0)
    for domain in ([[0, 0]], [[0, 1], [0, 1]], box([0, 0], [1, 1]), "R"):
        with pytest.raises(InvalidDomainError):
            ternary_maximum((2,), domain)
