"""The exact check of cells: classes of regions of which it is plain what they are."""

from itertools import product

import numpy as np
import pytest

import polyregions as pr
from polyregions import Layer, Network
from polyregions.complexes.convexity.coarsening import are_cells_of_a_complex
from tests.helpers.cases import each


def grid(*steps):
    """Return the complex of all cubes whose walls are x_i = 1, ..., steps[i] - 1."""
    inputs = len(steps)
    rows = [(i, k) for i, size in enumerate(steps) for k in range(1, size)]
    first = Layer([[int(i == j) for j in range(inputs)] for i, _ in rows], [-k for _, k in rows])
    network = Network([first, Layer([[1] * len(rows)], None, "identity")])
    return pr.regions(network, pr.box([0] * inputs, list(steps)))


def labels_of(cells, name_of_cube):
    """Return labels of cubes from what is said of their least corners."""
    corners = np.floor(cells.interior_points).astype(int).tolist()
    names = [name_of_cube(*corner) for corner in corners]
    order = sorted({*names})
    return np.array([order.index(name) for name in names])


PLANE = [
    ("columns", lambda x, y: x, True),
    ("rows", lambda x, y: y, True),
    ("all", lambda x, y: 0, True),
    ("none", lambda x, y: (x, y), True),
    ("one block, then columns", lambda x, y: min(x, 1), True),
    ("a T-junction", lambda x, y: (0, 0) if x == 0 else (1, y), False),
    ("an L", lambda x, y: max(x, y) > 0, False),
    ("an L and its rest in bricks", lambda x, y: x if y == 0 else 9, False),
    ("a hole", lambda x, y: (x, y) == (1, 1), False),
    ("bricks", lambda x, y: (y, (x + y) // 2), False),
]


@each("name, label, expected", PLANE)
def test_classes_in_the_plane(name, label, expected):
    cells = grid(3, 3)
    assert are_cells_of_a_complex(cells.face_lattice, labels_of(cells, label)) is expected


SPACE = [
    ("columns", lambda x, y, z: (x, y), True),
    ("slabs", lambda x, y, z: z, True),
    ("columns on a slab", lambda x, y, z: (x, y) if z else (9, 9), False),
    ("crossed bars", lambda x, y, z: (z, x if z else y), False),
    ("a corner is missing", lambda x, y, z: x + y + z == 0, False),
]


@each("name, label, expected", SPACE)
def test_classes_in_space(name, label, expected):
    cells = grid(2, 2, 2)
    assert are_cells_of_a_complex(cells.face_lattice, labels_of(cells, label)) is expected


HALF_STRIP = pr.HPolytope(2, [(-1, 0, 0), (0, -1, 0), (0, 1, 2)])


@pytest.mark.parametrize("domain", [HALF_STRIP, pr.whole_space(2)])
def test_unbounded_classes(domain):
    cells = grid(2, 2)
    cells = pr.regions(cells.network, domain)
    for joined in product(range(2), repeat=4):
        labels = np.array(joined)
        if {*joined} != {0, 1}:
            continue
        sides = [{k for k in range(4) if joined[k] == label} for label in (0, 1)]
        # Of the four quarters two may be joined to each half, and they are if they share a facet.
        shared = {frozenset((k, n)) for k in range(4) for n in cells.neighbour_indices(k)}
        halves = all(len(side) == 2 and frozenset(side) in shared for side in sides)
        assert are_cells_of_a_complex(cells.face_lattice, labels) is halves


@each(
    "joined, expected",
    [
        ([{"10", "11"}, {"00", "01"}], True),
        ([{"01", "11"}, {"00", "10"}], True),
        ([{"01", "10", "11"}, {"00"}], False),
        ([{"10", "11"}, {"00"}, {"01"}], False),
    ],
    ids=str,
)
def test_an_angle_of_a_hair_more_than_half_a_turn(joined, expected):
    """Two lines meet at an angle that floats do not tell from zero."""
    lines = Layer([[0, 1], ["1e-40", 1]])
    cells = pr.regions(Network([lines, Layer([[1, 1]], None, "identity")]), [[-1, 1], [-1, 1]])
    patterns = [str(cell.pattern) for cell in cells]
    labels = [next(k for k, side in enumerate(joined) if own in side) for own in patterns]
    assert are_cells_of_a_complex(cells.face_lattice, np.array(labels)) is expected
