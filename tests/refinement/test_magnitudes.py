"""Parameters of every magnitude: engine lp against engine vertices, and its own shortcuts."""

from fractions import Fraction

import numpy as np
import pytest

from polyregions import Layer, Network, box, whole_space
from polyregions.arithmetic import dot
from polyregions.polytopes import HPolytope
from polyregions.refinement import lp
from polyregions.refinement.lp.cell import Cell
from polyregions.refinement.lp.coordinates import Coordinates
from polyregions.refinement.lp.corners import rounded_points
from polyregions.refinement.lp.long_numbers import points_beyond_nearest, points_beyond_vertex
from polyregions.refinement.lp.short_points import shortened
from polyregions.refinement.vertices.engine import enumerate_cells

COLUMNS = ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")
SPREADS = ("entries", "rows", "columns", "one")


def spread_network(seed):
    """Return a network of 2 to 4 inputs with magnitudes 1e-300 to 1e300, and a domain."""
    rng = np.random.default_rng(seed)
    spread = SPREADS[seed % len(SPREADS)]
    has_bias = rng.random() < 0.7
    width = inputs = int(rng.integers(2, 5))
    layers = []
    for units in rng.integers(2, 4 if inputs == 4 else 5, size=rng.integers(1, 3)):
        rows = rng.standard_normal((units, width + 1)) * [*[1] * width, has_bias]
        if spread == "entries":
            rows *= 10.0 ** rng.uniform(-300, 300, rows.shape)
        elif spread == "rows":
            rows *= 10.0 ** rng.uniform(-300, 300, (units, 1))
        elif spread == "columns":
            rows *= 10.0 ** rng.uniform(-300, 300, (1, width + 1))
        else:
            rows[rng.integers(units), rng.integers(width)] *= 10.0 ** rng.uniform(-300, 300)
        layers.append(Layer(rows[:, :-1].tolist(), rows[:, -1].tolist()))
        width = int(units)
    if rng.random() < 0.5:
        return Network(layers), whole_space(inputs)
    reach = 10.0 ** rng.uniform(-300, 300, inputs) if rng.random() < 0.5 else np.ones(inputs)
    return Network(layers), box((-reach).tolist(), reach.tolist())


def signs_at(network, point):
    """Return the signs of all pre-activations at a homogeneous point, by rationals alone."""
    signs, values = [], [Fraction(x, point[-1]) for x in point[:-1]]
    for layer in network.layers:
        sums = layer.preactivations(values)
        signs += [(s > 0) - (s < 0) for s in sums]
        values = [max(s, Fraction(0)) for s in sums]
    return signs


def check(seeds):
    for seed in seeds:
        network, domain = spread_network(seed)
        found, expected = lp.enumerate_cells(network, domain), enumerate_cells(network, domain)
        for name in COLUMNS:
            assert np.array_equal(getattr(found, name), getattr(expected, name)), (seed, name)
        bits = np.unpackbits(found.patterns, axis=1)
        for point, pattern in zip(found.interior_points, bits, strict=True):
            assert all(dot(row[:-1], point[:-1]) < row[-1] * point[-1] for row in domain.rows), seed
            for sign, bit in zip(signs_at(network, point), pattern, strict=False):
                assert sign == (1 if bit else -1) or (sign == 0 and not bit), seed


def test_magnitudes():
    check(range(16))


@pytest.mark.slow
def test_more_magnitudes():
    check(range(16, 320))


def test_values_beyond_floats_at_vertices_within():
    """A unit whose values are infinities less infinities on a whole cell vanishes on a facet."""
    network = Network(
        [
            Layer([[1, 0], ["1/2", -4], [1, "4/5"]], [1, 0, "-4/3"]),
            Layer([[0, -2, -3], ["1/4", "-1/2", "3/2"], ["-4/5", "1/2", -1]], [0, 1, -4]),
        ]
    )
    large = 10**305
    domain = box([-8 * large, -7 * large], [Fraction(-79, 10) * large, 9993 * large])
    found, expected = lp.enumerate_cells(network, domain), enumerate_cells(network, domain)
    for name in COLUMNS:
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name


def test_points_too_large_for_images_in_range_are_not_proposed():
    """Images are raised to 2**-1022: beyond 2**42 times that a bound would not cover it."""
    points = rounded_points(np.array([[2.0**1000, 1.0], [2.0**899, 2.0**860], [np.inf, 0.0]]))
    assert np.abs(points.floats).max() <= 1
    assert points.vector(0) == points.vector(2) == (0, 0, 1)
    assert points.vector(1) == (2**899, 2**860, 1)


def cube_with(*rows):
    """Return the cube [-2**2000, 2**2000]^2 with more rows, about the origin."""
    side = 2**2000
    faces = [(1, 0, side), (-1, 0, side), (0, 1, side), (0, -1, side)]
    return Cell.of_domain([*faces, *rows], (0, 0, 1))


def beyond_only(cell, point):
    """Return the one constraint that a point is beyond, all others holding."""
    signs = [dot(form, point) for form in cell.constraints.exact]
    beyond = [i for i, value in enumerate(signs) if value < 0]
    return beyond[0] if len(beyond) == 1 else None


def test_a_simple_vertex_shows_a_point_beyond_each_of_its_constraints():
    side = 2**2000
    cell = cube_with((1, 1, 2 * side - 1), (1, 2, 4 * side))
    points, crossed = points_beyond_vertex(cell, (side, -side, 1), (0, 3))
    assert crossed.tolist() == [0, 3]
    assert [beyond_only(cell, point) for point in points.exact] == [0, 3]
    points, crossed = points_beyond_vertex(cell, (side, side - 1, 1), (0, 4))
    assert [beyond_only(cell, point) for point in points.exact] == [0, 4]


def test_where_more_vanish_a_vertex_shows_nothing():
    side = 2**2000
    assert points_beyond_vertex(cube_with((1, 1, 2 * side)), (side, side, 1), (0, 2)) is None
    assert points_beyond_vertex(cube_with(), (side, 0, 1), (0,)) is None


def test_rays_show_points_beyond_what_they_meet_first():
    cell = cube_with((1, 1, 2**2001 + 1), (3, 1, 2**1000))
    points, crossed = points_beyond_nearest(cell, np.arange(6))
    assert {2, 3, 5} <= set(crossed.tolist())
    assert [beyond_only(cell, point) for point in points.exact] == crossed.tolist()


def test_coordinates_of_ordinary_networks_stay():
    network = Network([Layer([[1, 2.0**200], [0, 1]])])
    assert Coordinates.balanced(network, whole_space(2)).exponents is None


def test_balanced_columns_have_ordinary_entries():
    network = Network([Layer([[2.0**-900, 3 * 2.0**800], [2.0**-901, -(2.0**800)]], [1, 2])])
    domain = HPolytope(2, [(1, 0, 2**900), (0, 2**800, 1)])
    coordinates = Coordinates.balanced(network, domain)
    layer = coordinates.network(network).layers[0]
    assert all(2.0**-8 < abs(entry) < 2.0**8 for row in layer.weights for entry in row)
    rows = coordinates.domain(domain).rows
    assert [max(map(int.bit_length, row)) < 20 for row in rows] == [True, True]


def test_shortened_points_keep_their_side():
    """The first coordinate needs 800 digits, so that 1728 are taken of each."""
    forms = [(2**800, 0, 0, -(2**800) - 1), (0, 1, 0, 0), (0, 0, -1, 0)]
    point = (2**5000 + 2**4201, 2**4900 + 12345, -(2**4800) - 9, 2**5000)
    short = shortened(point, forms)
    assert all(dot(form, short) > 0 for form in forms)
    assert short[-1].bit_length() < 2000
    thin = (2**2000 + 1, 2**2000)
    assert shortened(thin, [(2**1999, -(2**1999))]) == thin
