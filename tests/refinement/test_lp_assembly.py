"""The regions of engine ``lp`` put together; forged lists of them are refused."""

import random

import numpy as np
import pytest

from polyregions import Layer, Network, box
from polyregions.budgets import time_limit
from polyregions.errors import InternalError, TooLargeError
from polyregions.refinement.lp.assembly import assembled
from polyregions.refinement.lp.found_region import packed_patterns
from polyregions.refinement.lp.search import root_task, searched
from polyregions.refinement.lp.statistics import LpStatistics
from tests.helpers.clocks import fake_clock

NETWORK = Network([Layer([[1, 0], [1, 2], [-1, 1]], ["1/3", 0, "-1/5"]), Layer([[1, -1, 1]], [0])])


@pytest.fixture(scope="module")
def found():
    form = NETWORK.integer_form
    root = root_task(form, box([-1, -1], [1, 1]), LpStatistics())
    return searched(form, True, root, 1000, None).found.regions


def put_together(regions):
    return assembled(regions, LpStatistics())


def test_regions_in_any_order(found):
    """Rows sorted by pattern; facets by hyperplane, whose unit is what differs across."""
    rng, columns = random.Random(1), ("patterns", "facet_offsets", "facet_hyperplanes")
    first = put_together(found)
    assert [tuple(row) for row in first.patterns] == sorted(tuple(row) for row in first.patterns)
    bits = np.unpackbits(first.patterns, axis=1, count=4)
    for region, (start, end) in enumerate(
        zip(first.facet_offsets, first.facet_offsets[1:], strict=False)
    ):
        hyperplanes = first.facet_hyperplanes[start:end].tolist()
        assert hyperplanes == sorted(hyperplanes)
        for unit, other in zip(hyperplanes, first.facet_neighbours[start:end], strict=True):
            assert (unit >= 0) == (other >= 0)
            assert unit < 0 or bits[region, unit] != bits[other, unit]
    for _ in range(10):
        turned = [
            region._replace(hyperplanes=region.hyperplanes[::-1], across=region.across[::-1])
            for region in rng.sample(found, len(found))
        ]
        other = put_together(turned)
        for name in (*columns, "facet_neighbours"):
            assert np.array_equal(getattr(first, name), getattr(other, name)), name


def test_points_stay_with_their_regions(found):
    complex = put_together(found)
    for region in found:
        row = packed_patterns([region])[0].tolist()
        assert complex.interior_points[complex.patterns.tolist().index(row)] == region.interior


def test_a_missing_region_is_noticed(found):
    for k in range(len(found)):
        with pytest.raises(InternalError, match="a region that was not found"):
            put_together(found[:k] + found[k + 1 :])


def test_a_missing_facet_is_noticed(found):
    """One that is seen from the other side alone."""
    for k, region in enumerate(found):
        inner = [j for j, hyperplane in enumerate(region.hyperplanes) if hyperplane >= 0]
        for position, lost in enumerate(inner):
            poorer = region._replace(
                hyperplanes=region.hyperplanes[:lost] + region.hyperplanes[lost + 1 :],
                across=region.across[:position] + region.across[position + 1 :],
            )
            with pytest.raises(InternalError, match="one of its two sides only"):
                put_together([*found[:k], poorer, *found[k + 1 :]])


def test_more_regions_than_can_be_numbered():
    class Many(list):
        def __len__(self):
            return 2**31

    with pytest.raises(TooLargeError, match="count them"):
        put_together(Many())


def test_the_clock_is_asked_at_every_region(found):
    with fake_clock() as clock, time_limit(10**6):
        put_together(found)
    assert clock.questions > len(found)


def test_no_regions():
    assert packed_patterns([]).shape == (0, 0)
