import random
from fractions import Fraction
from math import comb, prod

import pytest

from polyregions import he_random, montufar, regions, ternary, whole_space
from polyregions.errors import InvalidNetworkError, UnknownOptionError
from polyregions.networks import Layer, Network
from polyregions.theorems.bound_formulas import (
    HISTOGRAMS,
    BoundKind,
    BoundNotApplicableError,
    Shape,
    arora_2018_lower,
    bounds,
    hinz_van_de_geer_2019_upper,
    montufar_2014_lower,
    montufar_2014_simple,
    montufar_2017_upper,
    nakahara_2025_lower,
    pascanu_2013_lower,
    serra_2018_theorem_1,
    serra_2018_theorem_5,
    serra_2018_theorem_6,
    serra_2018_theorem_7,
    slim_ternary_lower,
    trivial_upper,
    zaslavsky_1975_maximum,
)

# (n0, widths, Montufar 2014, Serra's lower bound, Serra's upper bound, Montufar 2017)
TABLE = [
    (1, (3, 3), 12, 16, 16, 16),
    (1, (4, 4, 4), 80, 125, 125, 125),
    (2, (2, 2), 4, None, 11, 16),
    (2, (3, 3), 7, None, 40, 49),
    (2, (4, 4), 44, None, 121, 121),
    (2, (6, 6), 198, 352, 484, 484),
    (2, (6, 6, 6), 1782, 5632, 10648, 10648),
    (3, (4, 4, 4), 15, None, 1631, 3375),
    (3, (9, 9), 3510, 8320, 16900, 16900),
    (2, (2, 8), 37, None, 56, 148),
    (2, (8, 2), 64, None, 148, 148),
]
from tests.helpers.enumeration import enumerated


@pytest.mark.parametrize(("inputs", "widths", "montufar_low", "serra_low", "serra", "high"), TABLE)
def test_the_published_table(inputs, widths, montufar_low, serra_low, serra, high):
    assert montufar_2014_lower(inputs, widths) == montufar_low
    assert serra_2018_theorem_1(inputs, widths) == serra
    assert montufar_2017_upper(inputs, widths) == high
    if serra_low is None:
        with pytest.raises(BoundNotApplicableError, match="narrower than 3 n0"):
            serra_2018_theorem_6(inputs, widths)
    else:
        assert serra_2018_theorem_6(inputs, widths) == serra_low


def small_shapes():
    rng = random.Random(4)
    for inputs in (1, 2, 3, 4):
        for depth in (1, 2, 3, 5):
            for _ in range(8):
                yield inputs, tuple(rng.randint(1, 12) for _ in range(depth))


def test_lower_bounds_and_maxima_stay_below_upper_bounds():
    for shape in small_shapes():
        rows = [row for row in bounds(shape) if row.value is not None]
        values = {kind: [row.value for row in rows if row.kind is kind] for kind in BoundKind}
        maxima = values[BoundKind.MAXIMUM]
        assert len(set(maxima)) <= 1, shape
        least = min([*maxima, *values[BoundKind.UPPER]])
        assert max([0, *values[BoundKind.LOWER], *maxima]) <= least, shape


def test_histogram_recursion_reproduces_the_three_bounds():
    for shape in small_shapes():
        by_name = {name: hinz_van_de_geer_2019_upper(*shape, name) for name in HISTOGRAMS}
        assert by_name == {
            "patterns": trivial_upper(*shape),
            "arrangement": montufar_2017_upper(*shape),
            "active_units": serra_2018_theorem_1(*shape),
        }, shape


def serra_by_definition(inputs, widths):
    """Recompute Theorem 1 as a sum over all tuples (j_1, ..., j_L) of inactive units."""
    if not widths:
        return 1
    first, *later = widths
    return sum(
        comb(first, j) * serra_by_definition(min(inputs, first - j), later)
        for j in range(min(inputs, first) + 1)
    )


def test_serra_by_definition():
    for inputs, widths in small_shapes():
        if len(widths) < 4:
            expected = serra_by_definition(inputs, list(widths))
            assert serra_2018_theorem_1(inputs, widths) == expected, (inputs, widths)


RANDOM_SHAPES = [
    (1, (5,)),
    (1, (4, 3)),
    (1, (3, 3, 3)),
    (2, (6,)),
    (2, (4, 3)),
    (2, (2, 5)),
    (2, (5, 2, 2)),
    (3, (4,)),
    (3, (3, 3)),
]


@pytest.mark.parametrize(("inputs", "widths"), RANDOM_SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_upper_bounds_hold_for_random_networks(inputs, widths, seed):
    net = he_random((inputs, *widths, 1), seed=seed)
    found = len(regions(net))
    for row in bounds(net):
        if row.kind is not BoundKind.LOWER and row.value is not None:
            assert found <= row.value, row.name


@pytest.mark.parametrize("seed", range(6))
def test_upper_bounds_hold_for_mixed_and_identity_layers(seed):
    rng = random.Random(seed)
    layers, width = [], 2
    for units in (3, 2, 3):
        kinds = rng.choice([["relu"] * units, ["identity"] * units, ["relu", "identity", "relu"]])
        rows = [[rng.randint(-2, 2) for _ in range(width)] for _ in range(units)]
        bias = [rng.randint(-2, 2) for _ in range(units)]
        layers.append(Layer(rows, bias, kinds[:units]))
        width = units
    net = Network([*layers, Layer([[1] * width])])
    found = len(regions(net))
    for row in bounds(net):
        if row.kind is BoundKind.UPPER and row.value is not None:
            assert found <= row.value, row.name


@pytest.mark.parametrize(("inputs", "width"), [(1, 4), (2, 5), (3, 4), (2, 2)])
def test_one_generic_layer_attains_zaslavskys_number(inputs, width):
    net = he_random((inputs, width, 1), seed=1)
    assert enumerated(net) == zaslavsky_1975_maximum(inputs, [width])


def test_weights_of_low_rank_attain_zaslavskys_number_of_their_rank():
    net = Network([Layer([[1, 2], [2, 4], [-1, -2]], [0, 1, 1]), Layer([[1, 1, 1]])])
    assert len(regions(net)) >= zaslavsky_1975_maximum(2, [3], rank=1) == 4


@pytest.mark.parametrize(("inputs", "width", "depth"), [(1, 4, 4), (2, 4, 3), (2, 5, 3), (3, 6, 2)])
def test_montufars_network_attains_the_simple_bound(inputs, width, depth):
    net = montufar(inputs, width, depth)
    assert montufar_2014_simple(inputs, net.widths[1:-1]) == enumerated(net)


@pytest.mark.parametrize(("inputs", "width", "hidden"), [(1, 8, 2), (1, 9, 5), (2, 12, 2)])
def test_ternary_networks_attain_their_bounds(inputs, width, hidden):
    widths = (width,) * hidden
    relu = ternary(inputs, width, hidden + 1, variant="relu")
    slim = ternary(inputs, width, hidden + 1, variant="slim")
    assert nakahara_2025_lower(inputs, widths) == relu.claim.regions == enumerated(relu)
    assert slim_ternary_lower(inputs, widths) == slim.claim.regions == enumerated(slim)
    assert nakahara_2025_lower(inputs, widths) <= slim_ternary_lower(inputs, widths)


def test_formulas_by_hand():
    assert pascanu_2013_lower(2, [6, 7, 5]) == 3 * 3 * (1 + 5 + 10)
    assert arora_2018_lower(2, [6, 3]) == 2 * (1 + 2) * 3
    assert arora_2018_lower(2, [7, 5, 3]) == 2 * (1 + 2) * 9
    assert serra_2018_theorem_7(2, [6, 3]) == 2 * (1 + 2) * 4
    assert serra_2018_theorem_5(1, [3, 5]) == 24
    assert montufar_2014_simple(2, [4, 7, 4]) == 2**6
    assert nakahara_2025_lower(2, [12, 17, 12, 12, 12]) == 2**4
    assert nakahara_2025_lower(1, [12, 13]) == 3
    assert montufar_2017_upper(3, [2, 8]) == 4 * (1 + 8 + 28)


# Per bound: a shape on the edge for which it is stated, its value there, shapes just beyond.
EDGES = [
    (pascanu_2013_lower, (3, [3, 4, 1]), 1 * 1 * (1 + 1), [(3, [2, 4, 3])]),
    (montufar_2014_lower, (2, [2, 3, 2]), 1 * 1 * 4, [(2, [1, 3, 2]), (2, [2, 3, 1])]),
    (montufar_2014_simple, (2, [5, 4]), 2**4, [(2, [1, 4]), (2, [4, 1])]),
    (arora_2018_lower, (1, [2, 2, 2]), 2 * 4, [(1, [1, 2]), (1, [2, 1])]),
    (serra_2018_theorem_5, (1, [3, 3]), 16, [(2, [3, 3]), (1, [2, 3]), (1, [3, 2])]),
    (serra_2018_theorem_6, (2, [6, 6]), 4**2 * 22, [(2, [5, 6]), (2, [6, 5])]),
    (serra_2018_theorem_7, (1, [2, 3, 4]), 2 * 4**2, [(1, [1, 3]), (1, [2, 2])]),
    (zaslavsky_1975_maximum, (2, [3]), 7, [(2, [3, 3])]),
    (nakahara_2025_lower, (2, [6, 13, 7]), 1, [(2, [6, 5]), (2, [12])]),
    (slim_ternary_lower, (2, [6, 7, 6, 6, 6]), 2**4, [(2, [1, 6]), (2, [6])]),
]


@pytest.mark.parametrize(("bound", "shape", "value", "beyond"), EDGES)
def test_where_a_bound_begins_to_be_stated(bound, shape, value, beyond):
    assert bound(*shape) == value
    for other in [*beyond, (2, [])]:
        with pytest.raises(BoundNotApplicableError):
            bound(*other)


def test_pascanus_last_layer_may_be_narrower_than_the_input():
    """Its factor is the number of regions of an arrangement, which needs no n0 units."""
    assert pascanu_2013_lower(3, [6, 2]) == 2 * 4
    assert {row.name: row.value for row in bounds((3, [6, 2]))}["Pascanu 2013"] == 8
    with pytest.raises(BoundNotApplicableError, match="narrower than the input"):
        pascanu_2013_lower(3, [2, 6])


def test_long_chains_are_fast_and_do_not_recurse():
    widths = [8] * 3000
    assert serra_2018_theorem_1(3, widths) <= montufar_2017_upper(3, widths) == 93**3000
    assert hinz_van_de_geer_2019_upper(3, widths) == serra_2018_theorem_1(3, widths)


def test_rows_say_why_a_bound_is_not_stated():
    rows = {row.name: row for row in bounds((2, [3, 3]))}
    assert rows["Serra 2018, Theorem 6"].value is None
    assert rows["Serra 2018, Theorem 6"].reason == "a hidden layer is narrower than 3 n0 = 6"
    assert rows["Zaslavsky 1975"].reason == "there are 2 hidden layers, not 1"
    assert rows["Serra 2018, Theorem 5"].reason == "there is more than one input"
    assert all((row.value is None) == bool(row.reason) for row in rows.values())
    assert all(row.source for row in rows.values())


def test_shapes_of_networks():
    assert Shape.of(ternary(2, 12, 5)) == Shape(2, (12, 12))
    assert Shape.of(ternary(2, 12, 5, variant="relu")) == Shape(2, (12,) * 4)
    assert bounds(montufar(2, 4, 3)) == bounds(Shape(2, (4, 4))) == bounds((2, [4, 4]))
    assert {row.reason for row in bounds((2, []))} == {"there is no hidden layer"}


@pytest.mark.parametrize("shape", [(0, [1]), (2, [0]), (2, ["3"]), (True, [1]), "net", 3, (1, 2)])
def test_bad_shapes(shape):
    with pytest.raises(InvalidNetworkError):
        bounds(shape)


def test_unknown_histogram():
    with pytest.raises(UnknownOptionError, match="'jordan' is unknown"):
        hinz_van_de_geer_2019_upper(2, [2], "jordan")


def test_whole_space_counts_of_folds_stay_below_the_maximum():
    net = montufar(1, 4, 3)
    assert enumerated(net, whole_space(1)) <= serra_2018_theorem_5(1, [4, 4]) == prod([5, 5])


def test_average_degrees_of_the_literature():
    """Gaines and Bi 2026 print these for one generic layer of 16 units."""
    rows = {(4, 16): (2517, "7.32"), (5, 16): (6885, "9.02")}
    for (inputs, width), (count, degree) in rows.items():
        assert zaslavsky_1975_maximum(inputs, [width]) == count
        facets = 2 * width * sum(comb(width - 1, j) for j in range(inputs))
        assert f"{float(Fraction(facets, count)):.2f}" == degree
