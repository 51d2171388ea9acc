"""The integer form and restrictions of a network, against its values."""

from fractions import Fraction
from itertools import product

import pytest

from polyregions.errors import InvalidDomainError
from polyregions.networks import AffineSubspace, Layer, Network, preimage
from polyregions.polytopes import HPolytope, box, contains

TWICE = Layer([["1/2", -1], [1, "1/3"]], ["1/5", "-1/7"], ["identity", "relu"])
NET = Network(
    [Layer([[1, "1/2"], [-1, "1/3"]], ["1/4", 0]), TWICE, TWICE, Layer([[1, "2/3"]], [1])]
)
SLICE = AffineSubspace(["1/2", "-1/3"], [["1/5", 1]])


def value(form, point):
    return sum((c * x for c, x in zip(form[:-1], point, strict=True)), Fraction(form[-1]))


def test_forms_are_scaled_values():
    form = NET.integer_form
    assert [layer.offset for layer in form.layers] == [0, 2, 3, 4]
    assert form.scales[1:3] == (12, 12 * 210)
    for point in product([-2, Fraction(-1, 3), 1, 3], repeat=2):
        bits = NET.pattern(point).bits
        outputs = [value(f, point) for f in form.output_forms(bits)]
        assert outputs == [form.scales[-1] * y for y in NET.exact(point)]
        assert form.output_map(NET.pattern(point))(point) == NET.exact(point)
        units = form.unit_forms(bits)
        assert len(units) == form.units == 5
        assert [value(f, point) > 0 for f in units] == [bool(bit) for bit in bits]


def test_linear_parts_are_without_bias():
    layer = NET.integer_form.layers[0]
    assert layer.linear_part([(1, 0), (0, 1)]) == [(12, 6), (-12, 4)]


def test_values_on_a_slice():
    net = NET.restrict(SLICE)
    for t in (-2, 0, Fraction(1, 3), 4):
        assert net.exact([t]) == NET.exact(SLICE.point([t]))
        assert net.pattern([t]) == NET.pattern(SLICE.point([t]))


def test_the_domain_of_a_slice():
    domain = HPolytope(2, [(1, 0, 1), (0, 1, 2), (-1, -1, 0)])
    part = preimage(domain, SLICE)
    for t in (-1, Fraction(-5, 36), 0, 2, Fraction(7, 3), Fraction(5, 2), 3):
        assert bool(contains(part, [t])) == bool(contains(domain, SLICE.point([t]))), t
    assert NET.with_domain(domain).restrict(SLICE).domain == part
    corner = AffineSubspace([1, 1], [[1, -1]])
    with pytest.raises(InvalidDomainError, match="give another slice"):
        NET.with_domain(box([0, 0], [1, 1])).restrict(corner)
