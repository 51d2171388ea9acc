"""Whole complexes against the definitions: patterns, facets, units, neighbours, maps, coverage."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions import box, he_random, montufar, regions, ternary
from polyregions.polytopes import contains
from tests.helpers.engines import ENGINE_NAMES
from tests.helpers.soundness import check_complex, check_point
from tests.refinement.strategies import networks
from tests.strategies import rational_points

pytestmark = pytest.mark.parametrize("engine", ENGINE_NAMES)


@settings(max_examples=40)
@given(network=networks())
def test_regions_and_facets(engine, network):
    check_complex(regions(network, engine=engine))


@settings(max_examples=40)
@given(network=networks(), data=st.data())
def test_points_of_the_domain_are_in_one_region_or_on_boundaries(engine, network, data):
    complex = regions(network, engine=engine)
    for point in data.draw(st.lists(rational_points(network.inputs), min_size=1, max_size=4)):
        if contains(complex.domain, point):
            check_point(complex, point)
        else:
            assert complex.locate(point) == []
            assert not any(region.contains(point) for region in complex)


@settings(max_examples=20)
@given(network=networks(), data=st.data())
def test_segments_between_regions_are_covered(engine, network, data):
    complex = regions(network, engine=engine)
    ends = st.integers(0, len(complex) - 1)
    start, end = (complex[data.draw(ends)].interior_point for _ in range(2))
    for step in range(5):
        point = [a + Fraction(step, 4) * (b - a) for a, b in zip(start, end, strict=True)]
        check_point(complex, point)


@pytest.mark.parametrize(
    "network",
    [
        montufar(1, 3, 4),
        montufar(2, 4, 3),
        montufar(3, 6, 2, outputs=2),
        ternary(2, 12, 5),
        ternary(2, 7, 4, variant="slim"),
        he_random((2, 6, 5, 2), seed=5).with_domain(box([-1, -1], [1, 1])),
        he_random((3, 5, 4, 1), seed=1).with_domain(box([-1] * 3, [1] * 3)),
        he_random((3, 5, 4, 1), seed=1, bias_std=0),
        he_random((4, 5, 1), seed=1),
    ],
    ids=str,
)
def test_constructions(engine, network):
    check_complex(regions(network, engine=engine))
