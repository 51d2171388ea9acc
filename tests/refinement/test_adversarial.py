"""Attacks on the float bounds, the queries and the arrays of engine ``vertices``.

Each case names the step that it attacks; engine ``lp`` or brute force gives the truth.
"""

import random
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fractions import Fraction
from itertools import combinations
from math import cos, nextafter, pi, sin

import numpy as np
import pytest

from polyregions import HPolytope, Layer, Network, box, from_inequalities, whole_space
from polyregions.arithmetic import inverse_columns
from polyregions.complexes.region_complex import RegionComplex
from polyregions.refinement import count_cells, enumerate_cells
from polyregions.refinement.execution import Execution
from tests.helpers.awkward import arrangement
from tests.helpers.cases import sampled
from tests.helpers.polygons import polygon_partition

COLUMNS = ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")


@contextmanager
def time_limit(seconds):
    """Raise TimeoutError after so many seconds: a search that hangs ignores budgets."""

    def stop(*_):
        raise TimeoutError(f"no answer after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def agreed(network, domain):
    """Return the number of regions on which both engines and the count agree."""
    slow = enumerate_cells(network, domain, Execution("lp"))
    assert count_cells(network, domain, Execution("vertices")).regions == len(slow)
    fast = enumerate_cells(network, domain, Execution("vertices"))
    for name in COLUMNS:
        assert np.array_equal(getattr(fast, name), getattr(slow, name)), name
    return len(slow)


# A new vertex on an edge that leads to infinity: its w is value_first (or -value_second), which
# floats may round to 0 or worse.  A vertex far away must not become a ray.


def test_a_vertex_far_away_is_no_ray():
    cone = HPolytope(2, [(-1, 1, 0), (0, -1, 0)])  # 0 <= y <= x
    weights = [[-1, 1 + Fraction(1, 2**60)], [-1, 1 + Fraction(1, 2**30)]]
    # On the ray y = x the units cross zero at 2**60 and at 2**70.
    assert agreed(arrangement(weights, [-1, -(2**40)]), cone) == 4


def test_almost_parallel_lines_of_plain_floats_in_the_plane():
    weights = [[0.7, 0.6], [nextafter(0.7, 0), 0.6], [1.7, nextafter(0.4, 0)]]
    network = Network(
        [
            Layer(weights, [0.0, 1.0, 1.0]),
            Layer([[1.0, 1.0, -1.0]], [0.1]),
            Layer([[1]], [0], "identity"),
        ]
    )
    far = 2**90  # beyond all vertices
    partition, _ = polygon_partition(network, [(-far, -far), (far, -far), (far, far), (-far, far)])
    assert len(partition.patterns) == 10
    assert agreed(network, whole_space(2)) == 10


def test_a_constant_unit_beyond_a_vertex_far_away():
    weights = [[3, 1, 2], [3, 1 + Fraction(1, 2**70), 2], [3, 1, -3], [0, 0, -3], [2, 1, 2]]
    network = Network(
        [
            Layer(weights, [-1, -1, -1, -1, 3]),
            Layer([[0, -2, 2, -2, -1]], [1]),
            Layer([[-3], [3]], [-3, 2], ["identity", "relu"]),  # 2 wherever the layer before is 0
        ]
    )
    assert agreed(network, HPolytope(3, [(2, 0, -1, 2), (0, -2, 1, -2)])) == 24


# A new ray between two rays: the hyperplanes that meet in it fix its line, not its direction, which
# comes from two values that may both be rounding errors.


def cone_of(rays):
    """Return the simplicial cone of rays."""
    facets = inverse_columns([tuple(ray) for ray in rays])
    return None if facets is None else HPolytope(len(rays), [(*(-c for c in f), 0) for f in facets])


def between(rng, first, second):
    """Return a random normal of a hyperplane that separates two rays evenly."""
    middle = [a + b for a, b in zip(first, second, strict=True)]
    normal = [rng.randint(-10, 10) for _ in middle]
    share = Fraction(
        sum(a * b for a, b in zip(normal, middle, strict=True)), sum(a * a for a in middle)
    )
    return [a - share * b for a, b in zip(normal, middle, strict=True)]


@pytest.mark.parametrize("spread", [2**16, 2**17, 2**18, 2**20, 2**70])
@pytest.mark.parametrize("side", [1, -1], ids=["parallel", "opposite"])
def test_rays_that_are_almost_parallel_or_opposite(spread, side):
    rng = random.Random(f"{spread} {side}")
    for _ in range(12):
        first = [rng.randint(2**68, 2**70) for _ in range(3)]
        second = [side * a + rng.randint(-spread, spread) for a in first]
        third = [rng.randint(-(2**70), 2**70) for _ in range(3)]
        domain = cone_of([first, second, third])
        weights = between(rng, first, second)
        if domain is None or not any(weights):
            continue
        coordinates = [[int(i == j) for j in range(3)] for i in range(3)]
        network = Network(
            [
                Layer([weights, *coordinates], None, ["relu", *["identity"] * 3]),
                Layer([[0, 1, 1, 1]]),  # positive on the first ray
                Layer([[1]], [0], "identity"),
            ]
        )
        agreed(network, domain)


# A difference of two values that overflows puts a new vertex at an end of its edge.


def test_values_whose_difference_overflows():
    top = 10**307
    domain = from_inequalities([[1, 0], [-1, 1], [11, -12]], [6 * top, 0, 6 * top])
    units = [[0.99, 0.99], [0.99, 0.99], [0.99, 0.98]]
    assert agreed(arrangement(units, [0, -(2**880), 2**880]), domain) == 4


@pytest.mark.parametrize("power", [-900, -300, 300, 900])
def test_units_and_boxes_of_any_size(power):
    size = Fraction(2) ** power
    lines = [[1, 1], [1, -1], [1, 0], [3, 1]]
    network = arrangement([[size * a for a in row] for row in lines], [0, 0, 0, size * size])
    assert agreed(network, box([-size] * 2, [size] * 2)) == 9


# More questions in one step than the table of queries holds.


def test_many_undecided_signs_in_one_step():
    inputs = 6
    weights = []
    for i, j in combinations(range(inputs), 2):
        row = [0.0] * inputs
        row[i], row[j] = 0.1, -0.1  # vanishes at 32 of the 64 vertices
        weights.append(row)
    network = arrangement(weights, [0] * len(weights))
    with time_limit(15):
        # The regions are the orders of the coordinates.
        assert count_cells(network, box([-1] * 6, [1] * 6), Execution("vertices")).regions == 720


def test_a_weight_beyond_floats_at_many_vertices():
    corners = [
        (round(10**6 * cos(pi * k / 150)), round(10**6 * sin(pi * k / 150))) for k in range(300)
    ]
    rows = []
    for (x, y), (u, v) in zip(corners, corners[1:] + corners[:1], strict=True):
        rows.append((v - y, x - u, (v - y) * x + (x - u) * y))
    network = arrangement([[1, Fraction(1, 2**150)]], [0])  # left to rational arithmetic
    with time_limit(15):
        assert count_cells(network, HPolytope(2, rows), Execution("vertices")).regions == 2


# Cells that outgrow the arrays.


def test_more_coincident_units_than_the_first_arrays_hold():
    copies = 1100
    network = Network(
        [
            Layer([[1, 0]] * copies + [[0, 1]]),
            Layer([[1] * copies + [1], [1] * copies + [-1]], [-1, -2]),
            Layer([[1, 2]], None, "identity"),
        ]
    )
    square = box([-1, -1], [1, 1])
    with ThreadPoolExecutor(2) as executor:
        shared = Execution("vertices", executor=executor, workers=2)
        assert count_cells(network, square, shared).regions == 8
        assert len(enumerate_cells(network, square, shared)) == 8


@pytest.mark.parametrize("units", sampled([65, 64], 2))
def test_cells_with_many_facets(units):
    angles = [2 * pi * k / units for k in range(units)]
    tangents = arrangement([[cos(a), sin(a)] for a in angles], [-1.0] * units)
    square = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    partition, _ = polygon_partition(Network(tangents.layers[:1]), square)
    found = enumerate_cells(tangents, box([-1, -1], [1, 1]), Execution("vertices"))
    assert len(found) == len(partition.patterns)
    assert np.count_nonzero(found.facet_neighbours >= 0) == 2 * len(partition.facets)
    inner = found.facet_offsets[1] - found.facet_offsets[0]  # the pattern 0...0
    assert inner > 2 * units // 3


@pytest.mark.parametrize("factor", [1, 0.1], ids=["integers", "floats"])
def test_layers_of_more_than_64_units(factor):
    rng = random.Random(f"wide {factor}")
    rows = [[rng.randint(-2, 2) * Fraction(factor) for _ in range(3)] for _ in range(70)]
    after = [[rng.choice([0, 0, 0, 1, -1]) for _ in range(70)] for _ in range(2)]
    network = Network(
        [
            Layer([row[:2] for row in rows], [row[2] for row in rows]),
            Layer(after, [1, -2]),
            Layer([[1, 1]], [0], "identity"),
        ]
    )
    partition, _ = polygon_partition(network, [(-1, -1), (1, -1), (1, 1), (-1, 1)])
    square = box([-1, -1], [1, 1])
    cells = RegionComplex(
        network, square, "vertices", enumerate_cells(network, square, Execution("vertices"))
    )
    found = len(cells), len(cells.adjacent_pairs[0]), cells.count(), cells.count("affine")
    assert found == partition.counts()


# Several processes see other float generators of a cell than one does.


def test_regions_do_not_depend_on_the_workers():
    network = Network(
        [
            Layer([[-0.2, 0.3], [-0.3, -0.2]], [-0.1, 0.3]),
            Layer([[-0.3, -0.3], [0.7, -0.2]], [0.2, 0.3]),
            Layer([[1, 1]], [0], "identity"),
        ]
    )
    square = box([-1, -1], [1, 1])
    alone = enumerate_cells(network, square, Execution("vertices"))
    with ThreadPoolExecutor(2) as executor:
        shared = Execution("vertices", executor=executor, workers=2)
        together = enumerate_cells(network, square, shared)
    for name in COLUMNS:
        assert np.array_equal(getattr(alone, name), getattr(together, name))
    form = network.integer_form
    for found in (alone, together):
        for packed, point in zip(found.patterns, found.interior_points, strict=True):
            bits = np.unpackbits(packed, count=form.units).tolist()
            for bit, unit in zip(bits, form.unit_forms(bits), strict=True):
                value = sum(c * v for c, v in zip(unit, point, strict=True))
                assert value > 0 if bit else value < 0 or not any(unit)


# Bias-free units that almost coincide, on cones of every kind.


@pytest.mark.parametrize("seed", range(24))
def test_almost_coincident_cones(seed):
    rng = random.Random(f"cones {seed}")
    inputs = rng.choice([2, 3, 3, 4])
    base = [[rng.gauss(0, 1) for _ in range(inputs)] for _ in range(2)]
    rows = []
    for _ in range(rng.randint(3, 5)):
        row = [Fraction(a) for a in rng.choice(base)]
        for i in range(inputs):
            if rng.random() < 0.5:
                row[i] += Fraction(rng.randint(-3, 3), 2 ** rng.choice([40, 52, 54, 60, 70]))
        rows.append([-a for a in row] if rng.random() < 0.3 else row)
    bias = [Fraction(rng.choice([0, 0, 0, 1, -1])) * 2 ** rng.choice([0, 40]) for _ in rows]
    after = [[rng.choice([0, 1, -1]) for _ in rows] for _ in range(2)]
    network = Network([Layer(rows, bias), Layer(after), Layer([[1, 1]], [0], "identity")])
    orthant = HPolytope(
        inputs, [(*(-int(i == j) for i in range(inputs)), 0) for j in range(inputs)]
    )
    agreed(network, rng.choice([whole_space(inputs), orthant]))
