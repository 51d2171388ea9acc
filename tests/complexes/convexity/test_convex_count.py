"""Counts of convex regions: known numbers, and both bounds against all that can be tried."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest

import polyregions as pr
from polyregions import Layer, Network
from polyregions.complexes import CountBounds
from polyregions.complexes.convexity import convex_bounds, convex_count, convex_labels
from polyregions.complexes.convexity.coarsening import are_cells_of_a_complex
from polyregions.complexes.convexity.dividing_lines import cut_along
from polyregions.complexes.convexity.fewest_cells import few_cells
from polyregions.complexes.convexity.plane import Plane, corners_of
from polyregions.complexes.convexity.walls import Walls
from polyregions.complexes.faces import face_lattice
from polyregions.constructions import max_min, three_lines
from polyregions.errors import OutOfTime, TooLargeError
from tests.helpers.brute import brute_complex, coarsest_convex
from tests.helpers.cases import each
from tests.helpers.transformations import inputs_changed

PLANE = pr.whole_space(2)


def output(*weights):
    return Layer([list(weights)], None, "identity")


def pyramid(inputs):
    """max(0, 1 - |x_1| - ... - |x_n|): outside of the cross-polytope it vanishes."""
    axes = [[s * (i == j) for j in range(inputs)] for i in range(inputs) for s in (1, -1)]
    return Network([Layer(axes), Layer([[-1] * 2 * inputs], [1]), output(1)])


def blunted_triangle():
    """A map that is constant in a triangle, and vanishes far enough from it."""
    sides = Layer([[-1, 0], [0, -1], [1, 1]], [0, 0, -1])
    return Network([sides, Layer([[-1, -1, -1]], ["1/10"]), output(1)])


def lifted(network, direction):
    """Return a network on one more input, the same along a direction."""
    first, *others = network.layers
    rows = [
        [*row, sum(a * x for a, x in zip(row, direction, strict=True))] for row in first.weights
    ]
    return Network([Layer(rows, first.bias, first.activation), *others])


IDLE = Network([Layer([[1], [1]], [0, -1]), output(0, 1)])
"""max(0, x - 1) with a unit that nothing reads."""

KNOWN = [
    (max_min(), PLANE, 4),
    (lifted(max_min(), [3, -2]), pr.whole_space(3), 4),
    (lifted(lifted(max_min(), [3, -2]), [1, 1, 1]), pr.whole_space(4), 4),
    (three_lines(), PLANE, 6),
    (pr.montufar(2, 4, 3), PLANE, 36),
    (pr.montufar(2, 4, 3), None, 16),
    (pr.montufar(1, 6, 3), None, 36),
    (pyramid(1), pr.whole_space(1), 4),
    (pyramid(2), PLANE, 8),
    (lifted(pyramid(2), [1, 1]), pr.whole_space(3), 8),
    (blunted_triangle(), PLANE, 13),
    (IDLE, None, 2),
    (lifted(IDLE, [2]), None, 2),
    (lifted(lifted(IDLE, [2]), [1, -1]), pr.box([-3] * 3, [3] * 3), 2),
]


@each("network, domain, number", KNOWN, ids=str)
def test_known_numbers(network, domain, number):
    cells = pr.regions(network, domain)
    assert convex_count(cells) == number
    bounds = convex_bounds(cells)
    assert bounds.lower == bounds.upper == number
    assert bounds.lower_reason
    assert bounds.upper_reason


def random_network(seed, inputs=2, most=4):
    rng = Random(f"convex {seed}")
    widths = [inputs, *(rng.randint(2, most) for _ in range(rng.randint(1, 3))), 1]
    layers = [
        Layer(
            [[rng.randint(-2, 2) for _ in range(before)] for _ in range(own)],
            [rng.randint(-2, 2) for _ in range(own)],
            "identity" if k == len(widths) - 2 else "relu",
        )
        for k, (before, own) in enumerate(pairwise(widths))
    ]
    domain = rng.choice([pr.whole_space(inputs), pr.box([-2] * inputs, [2] * inputs)])
    return Network(layers, domain)


# What seeds give where some linear region is not convex: both bounds, and the coarsest complex of
# activation regions, which lines beside the hyperplanes of units undercut.
PLANE_SEEDS = [
    (2, "4..4", 4),
    (22, "11..11", 12),
    (33, "19..19", 21),
    (53, "9..9", 9),
    (88, "7..7", 7),
    (112, "7..7", 7),
    (227, "12..12", 16),
    (458, "19..19", 21),
    (487, "8..9", 9),
    (777, "4..4", 4),
    (874, "5..5", 6),
]
SPACE_SEEDS = [
    (2, "6..6", 6),
    (21, "12..12", 13),
    (67, "6..6", 6),
    (171, "5..5", 5),
    (31, "5..6", 6),
    (213, "9..9", 9),
]
SEEDS = [(2, 4, *row) for row in PLANE_SEEDS] + [(3, 3, *row) for row in SPACE_SEEDS]


@each("inputs, most, seed, bounds, coarsest", SEEDS)
def test_networks_with_linear_regions_that_are_not_convex(inputs, most, seed, bounds, coarsest):
    network = random_network(seed, inputs, most)
    cells = pr.regions(network)
    found = convex_bounds(cells)
    assert cells.count() < found.lower
    assert str(found) == bounds
    assert coarsest_convex(brute_complex(network, cells.domain), 9) == coarsest
    labels = convex_labels(cells)
    assert int(labels.max()) + 1 == coarsest
    assert {*labels.tolist()} == {*range(coarsest)}
    assert are_cells_of_a_complex(cells.face_lattice, labels)
    of_cell = dict(zip(labels.tolist(), cells.linear_region_labels.tolist(), strict=True))
    assert [of_cell[cell] for cell in labels.tolist()] == cells.linear_region_labels.tolist()


@each(
    "inputs, most, seed, coarsest",
    [
        *[(2, 4, seed, coarsest) for seed, coarsest in ((57, 12), (91, 7), (222, 4), (318, 14))],
        *[(3, 3, seed, coarsest) for seed, coarsest in ((20, 12), (380, 12), (381, 4), (410, 4))],
    ],
)
def test_all_faces_matter_for_the_coarsest_complex(inputs, most, seed, coarsest):
    """Here fewer walls are not fewer cells."""
    labels = convex_labels(pr.regions(random_network(seed, inputs, most)))
    assert int(labels.max()) + 1 == coarsest


@pytest.mark.slow
@each("seed", range(1000, 1080), size=40)
def test_the_bounds_hold_against_all_coarser_complexes(seed):
    network = random_network(seed, 2 + (seed % 4 == 0), 4 - (seed % 4 == 0))
    cells = pr.regions(network)
    found = convex_bounds(cells)
    assert cells.count() <= found.lower <= found.upper <= len(cells)
    coarsest = None
    if len(cells) <= 40:
        coarsest = coarsest_convex(brute_complex(network, cells.domain), 8)
    if coarsest is not None:
        assert found.lower <= found.upper <= coarsest == int(convex_labels(cells).max()) + 1


@each("seed", [2, 22, 30, 31, 458, 487, 874])
def test_no_lines_lead_below_the_lower_bound(seed):
    """Complexes with walls along any lines, through corners and elsewhere, have as many cells."""
    rng = Random(seed)
    cells = pr.regions(random_network(seed))
    lower = convex_bounds(cells).lower
    walls = Walls.of(cells.face_lattice)
    own = corners_of(walls, Plane.of(cells.face_lattice))
    points = [corner.point for corners in own.values() for corner in corners]
    for _ in range(3):
        lines = set()
        for x, y, w in rng.choices(points, k=5):
            a, b = rng.choice([(1, 0), (0, 1), (rng.randint(-9, 9), rng.randint(1, 9))])
            lines.add((a * w, b * w, -a * x - b * y))
        finer = cut_along(cells, sorted(lines))
        found, _ = few_cells(Walls.of(face_lattice(finer)))
        assert int(found.max()) + 1 >= lower


@each("seed", [22, 53, 227, 874])
def test_a_change_of_coordinates_changes_nothing(seed):
    network = random_network(seed)
    before = convex_bounds(pr.regions(network))
    changed = inputs_changed(network, [[0, -1], [Fraction(3, 2), 5]], [Fraction(1, 7), -3])
    assert str(convex_bounds(pr.regions(changed))) == str(before)


# Where not all can be found out


def bounds_without(monkeypatch, cells, name, result):
    def replaced(*_, **__):
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(name, replaced)
    return convex_bounds(cells)


@pytest.mark.parametrize("error", [OutOfTime(), TooLargeError("too many faces")])
def test_without_faces_the_simple_bounds_are_known(monkeypatch, error):
    cells = pr.regions(max_min())
    name = "polyregions.complexes.faced_complex.face_lattice"
    bounds = bounds_without(monkeypatch, cells, name, error)
    assert str(bounds) == "3..5"
    assert isinstance(convex_count(cells), CountBounds)


def test_without_time_for_a_coarser_complex_the_regions_are_one(monkeypatch):
    name = "polyregions.complexes.convexity.counting.few_cells"
    bounds = bounds_without(monkeypatch, pr.regions(max_min()), name, OutOfTime())
    assert str(bounds) == "4..5"


def test_time_that_is_up_before_linear_regions_are_known():
    cells = pr.regions(random_network(22))
    with pr.time_limit(0), pytest.raises(OutOfTime):
        convex_count(cells)


class Answer:
    """What a solver returns that has found no solution, or a wrong one."""

    def __init__(self, x, status):
        self.x, self.status = x, status


@pytest.mark.parametrize("value", [None, 0.0, 0.49])
@pytest.mark.parametrize("status", [0, 1])
def test_a_solver_that_fails_costs_cells_and_no_more(monkeypatch, value, status):
    cells = pr.regions(random_network(112))
    answer = Answer(None if value is None else np.full(1000, value), status)
    bounds = bounds_without(monkeypatch, cells, "scipy.optimize.milp", answer)
    assert bounds.lower == 7 < bounds.upper <= len(cells) == 10
    assert "cut short" in bounds.upper_reason


def test_a_solution_that_is_not_proved_best_is_said_to_be(monkeypatch):
    from scipy.optimize import milp

    def unsure(*arguments, **options):
        found = milp(*arguments, **options)
        return Answer(found.x, 1)

    monkeypatch.setattr("scipy.optimize.milp", unsure)
    bounds = convex_bounds(pr.regions(random_network(31, 3, 3)))
    assert str(bounds) == "5..6"
    assert "cut short" in bounds.upper_reason
