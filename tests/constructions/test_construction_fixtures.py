"""The fixtures compute the functions that they are named after."""

from fractions import Fraction
from itertools import product

import pytest

from polyregions.constructions import absolute_value, cancelling_facet, max_min, slab, three_lines
from polyregions.errors import ConstructionError, InvalidNumberError
from polyregions.polytopes import whole_space

HALVES = [Fraction(i, 2) for i in range(-6, 7)]


def relu(x):
    return max(x, Fraction(0))


def test_max_min():
    net = max_min()
    for x, y in product(HALVES, HALVES):
        assert net.exact([x, y]) == (max(-y, min(Fraction(0), -x)),)
        assert net.layers[0].preactivations([x, y]) == (x, y, -y)
        hidden = net.layers[0].activate((x, y, -y))
        assert net.layers[1].preactivations(hidden) == (y - relu(x), relu(y), relu(-y))


def test_cancelling_facet(affine_pieces):
    net = cancelling_facet()
    for x in HALVES:
        assert net.exact([x]) == (relu(4 * relu(x) + 2 * relu(1 - x) - 3),)
    assert len(affine_pieces(net, -9, 9)) == net.claim.regions == 4
    signs = {str(net.pattern([x])) for x in (-1, "-1/4", "1/4", "3/4", 2)}
    assert len(signs) == 5


def test_absolute_value(affine_pieces):
    assert [absolute_value().exact([x])[0] for x in HALVES] == [abs(x) for x in HALVES]
    assert len(affine_pieces(absolute_value(), -9, 9)) == 2


def test_three_lines():
    net = three_lines()
    interior = [(2, 1), (-1, 2), (-2, 1), (-2, -1), (1, -2), (2, -1)]
    maps = {net.affine_map(net.pattern(point)) for point in interior}
    assert len(maps) == net.claim.regions == 6
    assert net.pattern([0, 0]).bits == (0, 0, 0)


@pytest.mark.parametrize("width", ["1/1000000000", "1e-30", 5])
def test_slab(affine_pieces, width):
    assert len(affine_pieces(slab(width, inputs=1), -9, 9)) == 3
    thickness = slab(width).layers[0].bias[1] * -1
    assert thickness > 0
    net = slab(width, inputs=3)
    patterns = {str(net.pattern([x, 7, -7])) for x in (-1, thickness / 2, 2 * thickness)}
    assert patterns == {"00", "10", "11"}


def test_default_slab_is_a_thousand_millionth_wide():
    assert slab().layers[0].bias == (0, -Fraction(1, 10**9))


def test_bad_slabs():
    with pytest.raises(ConstructionError, match="width is 0: give a positive one"):
        slab(0)
    with pytest.raises(ConstructionError, match="inputs is 0"):
        slab(1, inputs=0)
    with pytest.raises(InvalidNumberError):
        slab("thin")


@pytest.mark.parametrize(
    ("net", "regions"),
    [
        (max_min(), 3),
        (cancelling_facet(), 4),
        (absolute_value(), 2),
        (three_lines(), 6),
        (slab(), 3),
    ],
)
def test_claims(net, regions):
    assert net.claim.regions == regions
    assert net.claim.definition == "open_connected"
    assert net.claim.domain == whole_space(net.inputs)
    assert net.domain is None
    assert net.name
