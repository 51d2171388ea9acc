"""The shapes compute the functions that they are named after."""

from collections import Counter
from fractions import Fraction
from itertools import combinations, product

import pytest

from polyregions.constructions import pinch, plateau, projective_plane, shell, solid_torus
from polyregions.constructions.shapes import _TRIANGLES
from polyregions.errors import ConstructionError

THIRDS = [Fraction(i, 3) for i in range(-12, 13, 2)]


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_shell(inputs):
    net = shell(inputs)
    assert net.inputs == inputs
    for point in product(THIRDS[::2], repeat=inputs):
        assert net.exact(point) == (1 - abs(sum(map(abs, point)) - 2),)


def test_a_shell_has_a_dimension():
    with pytest.raises(ConstructionError, match="inputs is 0"):
        shell(0)


def test_solid_torus():
    for x, y, z in product(THIRDS[::3], repeat=3):
        assert solid_torus().exact([x, y, z]) == (1 - abs(abs(x) + abs(y) - 3) - abs(z),)


def test_pinch_and_plateau():
    for x, y in product(THIRDS, repeat=2):
        assert pinch().exact([x, y]) == (abs(x) - abs(y),)
        assert plateau().exact([x, y]) == (max(abs(x) + abs(y) - 1, 0),)


def test_the_triangles_make_a_closed_surface_that_is_no_sphere():
    edges = Counter(edge for triangle in _TRIANGLES for edge in combinations(sorted(triangle), 2))
    assert set(edges.values()) == {2}
    assert 6 - len(edges) + len(_TRIANGLES) == 1


def test_projective_plane():
    net = projective_plane()
    others = [triple for triple in combinations(range(6), 3) if triple not in _TRIANGLES]
    for parts in product(range(4), repeat=6):
        if sum(parts) != 6:
            continue
        x = [Fraction(part, 6) for part in parts]
        expected = sum(min(x[i], x[j], x[k]) for i, j, k in others)
        assert net.exact(x[:5]) == (expected,)
