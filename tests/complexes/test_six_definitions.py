"""Counts by all six definitions: published numbers, their order, a brute force, invariance."""

from fractions import Fraction
from random import Random

import pytest

import polyregions as pr
from polyregions import Layer, Network, box, montufar, whole_space
from polyregions.complexes.convexity import convex_labels
from polyregions.constructions import (
    absolute_value,
    affine_regions_on_cube,
    cancelling_facet,
    max_min,
    plateau,
    slab,
    three_lines,
)
from tests.helpers.awkward import AWKWARD
from tests.helpers.brute import brute_complex, coarsest_convex, six_counts
from tests.helpers.cases import each, sampled
from tests.helpers.data import golden_cases, golden_network
from tests.helpers.folded_networks import folded_networks
from tests.helpers.transformations import (
    inputs_changed,
    inputs_scaled,
    permuted,
    translated,
    unit_duplicated,
    unit_scaled,
)

PLANE = whole_space(2)

ROOF = Network(
    [
        Layer([[1, 0], [-1, 0], [0, 1]]),
        Layer([[-1, -1, 1]]),
        Layer([[1]], None, "identity"),
    ],
    box([-1, 0], [1, 1]),
    "relu(y - |x|), whose zero set is connected on the boundary only",
)

PUBLISHED = [
    (max_min(), None, (7, 5, 4, 3, 3, 3)),
    (cancelling_facet(), None, (5, 5, 4, 4, 4, 4)),
    (absolute_value(), None, (3, 2, 2, 2, 2, 2)),
    (three_lines(), None, (6, 6, 6, 6, 6, 6)),
    (slab(), None, (3, 3, 3, 3, 3, 3)),
    (slab("1e-30", inputs=3), None, (3, 3, 3, 3, 3, 3)),
    (plateau(), None, (17, 8, 5, 5, 5, 5)),
    (montufar(2, 4, 3), None, (16, 16, 16, 16, 12, 12)),
    (montufar(2, 4, 3), PLANE, (36, 36, 36, 36, 24, 21)),
    (montufar(2, 6, 3), None, (100, 81, 81, 81, 32, 32)),
    (montufar(2, 6, 3), PLANE, (121, 100, 100, 100, 51, 51)),
    (montufar(3, 6, 3), None, (64, 64, 64, 64, 32, 32)),
    (ROOF, None, (5, 4, 4, 4, 4, 3)),
]
"""Networks, domains (their own where there is none), and R1, ..., R6."""


GOLDEN = [pytest.param(case, id=case["name"]) for case in golden_cases()]


def counts(cells):
    return {definition: cells.count(definition) for definition in range(1, 7)}


def bounds_of(count):
    """Return the two bounds of a count, which are equal where it is a number."""
    return (count, count) if isinstance(count, int) else (count.lower, count.upper)


def check_order(found):
    """R6 <= R5 <= R4 <= R3 <= R2 <= R1, for both bounds of R3; return nothing."""
    lower, upper = bounds_of(found[3])
    chain = [found[6], found[5], found[4], lower, upper, found[2], found[1]]
    assert chain == sorted(chain)


@pytest.mark.parametrize(("network", "domain", "expected"), PUBLISHED, ids=str)
def test_published_numbers(network, domain, expected):
    assert tuple(counts(pr.regions(network, domain)).values()) == expected


@pytest.mark.parametrize(
    "sizes", [(2, 2, 1), (2, 2, 2), (2, 2, 3), (2, 3, 1), (2, 3, 2), (3, 2, 2)]
)
def test_closed_regions_of_folds_are_affine_regions(sizes):
    """On the cube every set on which the map is affine is connected, when closed."""
    inputs, branches, blocks = sizes
    cells = pr.regions(montufar(inputs, inputs * branches, blocks + 1))
    assert cells.count(4) == branches ** (inputs * blocks)
    assert cells.count(5) == cells.count(6) == affine_regions_on_cube(*sizes)


@each("case", AWKWARD, ids=str)
def test_order_on_awkward_networks(case):
    found = counts(pr.regions(case.network))
    check_order(found)
    assert (found[2], found[4], found[6]) == (
        case.proper_activation,
        case.open_connected,
        case.affine,
    )


@each("case", sampled(GOLDEN, 4))
def test_order_on_golden_networks(case):
    check_order(counts(pr.regions(golden_network(case))))


def check(network, domain=None, **options):
    """Compare with the brute force; the complexes are so small that no search is cut short."""
    cells = pr.regions(network, domain, **options)
    complex = brute_complex(network, domain)
    found = counts(cells)
    expected = six_counts(complex)
    assert {i: found[i] for i in expected} == expected
    check_order(found)
    coarsest = coarsest_convex(complex, most_facets=9)
    if coarsest is not None:
        lower, upper = bounds_of(found[3])
        assert int(convex_labels(cells).max()) + 1 == coarsest
        assert lower <= upper <= coarsest  # lines beside the hyperplanes of units may do better


@each("network", folded_networks(range(36)), ids=str)
def test_folded_networks_against_the_brute_force(network):
    check(network)


@pytest.mark.slow
@each("network", folded_networks(range(36, 84)), ids=str)
def test_more_folded_networks_against_the_brute_force(network):
    check(network)


@each("network", folded_networks(range(200, 208), outputs=2), ids=str)
def test_several_outputs_against_the_brute_force(network):
    check(network, engine="lp")


def test_two_outputs_that_agree_inside_of_a_facet_only():
    """A linear program decides: on the facet the outputs vanish at one place, or at two."""
    rows = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    mirrored = [[s * x for x in row] for row in rows for s in (1, -1)]
    fold = Layer(mirrored)
    for shift in (0, 1):
        # Next to the facet x = 0 stand the maps (|x| + y, |x| + z) and their mirror images.
        kinks = Layer([[1, 1, 1, -1, 0, 0], [1, 1, 0, 0, 1, -1]], [-1, -1 - shift], "identity")
        both = Layer([[1, 0], [0, 1]], None, "identity")
        check(Network([fold, kinks, both]))


# Symmetry and scaling

CHANGED = [montufar(2, 4, 3), max_min(), ROOF, *folded_networks([5, 14, 17, 30, 102])]


def same_counts(network, other):
    assert counts(pr.regions(network)) == counts(pr.regions(other))


@each("network", CHANGED, ids=str)
def test_reflected_and_permuted_inputs_change_nothing(network):
    rng = Random(1)
    n = network.inputs
    order = rng.sample(range(n), n)
    matrix = [[rng.choice([1, -1]) * (order[i] == j) for j in range(n)] for i in range(n)]
    same_counts(network, inputs_changed(network, matrix, [0] * n))


@each("network", CHANGED, ids=str)
def test_a_change_of_coordinates_changes_nothing(network):
    n = network.inputs
    shear = [[Fraction(i == j) + Fraction(int(j == i + 1), 3) for j in range(n)] for i in range(n)]
    same_counts(network, inputs_changed(network, shear, [Fraction(1, 7)] * n))
    same_counts(network, inputs_scaled(network, Fraction(10**12, 7)))
    same_counts(network, translated(network, [Fraction(10**9)] * n))


@each("network", CHANGED, ids=str)
def test_permuted_scaled_and_duplicated_units_change_nothing(network):
    rng = Random(2)
    changed = network
    for index, layer in enumerate(network.layers[:-1]):
        changed = permuted(changed, index, rng.sample(range(layer.units), layer.units))
        changed = unit_scaled(changed, index, 0, Fraction(3, 7), compensated=True)
        changed = unit_duplicated(changed, index, layer.units - 1, Fraction(1, 3))
    same_counts(network, changed)
