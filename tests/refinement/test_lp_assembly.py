"""The cells of engine ``lp`` put together; forged lists of cells are refused."""

import random

import numpy as np
import pytest

from polyregions import Layer, Network, box
from polyregions.errors import InternalError
from polyregions.refinement.lp.assembly import assembled, packed_patterns
from polyregions.refinement.lp.search import final_cells, root_task
from polyregions.refinement.lp.statistics import LpStatistics

NETWORK = Network([Layer([[1, 0], [1, 2], [-1, 1]], ["1/3", 0, "-1/5"]), Layer([[1, -1, 1]], [0])])


@pytest.fixture(scope="module")
def cells():
    form, statistics = NETWORK.integer_form, LpStatistics()
    return list(final_cells(form, root_task(form, box([-1, -1], [1, 1]), statistics), statistics))


def put_together(cells):
    return assembled(NETWORK.integer_form, cells, LpStatistics())


def test_cells_in_any_order(cells):
    """Rows sorted by pattern; facets by hyperplane, whose unit is what differs across."""
    rng, columns = random.Random(1), ("patterns", "facet_offsets", "facet_hyperplanes")
    first = put_together(cells)
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
            cell.restricted(np.arange(len(cell.carriers))[::-1])
            for cell in rng.sample(cells, len(cells))
        ]
        other = put_together(turned)
        for name in (*columns, "facet_neighbours"):
            assert np.array_equal(getattr(first, name), getattr(other, name)), name


def test_points_stay_with_their_regions(cells):
    found = put_together(cells)
    for cell in cells:
        row = packed_patterns([cell])[0].tolist()
        assert found.interior_points[found.patterns.tolist().index(row)] == cell.interior


def test_a_missing_cell_is_noticed(cells):
    for k in range(len(cells)):
        with pytest.raises(InternalError, match="a region that was not found"):
            put_together(cells[:k] + cells[k + 1 :])


def test_a_missing_facet_is_noticed(cells):
    """One that is seen from the other side alone."""
    for k, cell in enumerate(cells):
        for lost in (j for j, carrier in enumerate(cell.carriers) if carrier >= 0):
            kept = [j for j in range(len(cell.carriers)) if j != lost]
            poorer = cell.restricted(np.array(kept))
            with pytest.raises(InternalError, match="one of its two sides only"):
                put_together([*cells[:k], poorer, *cells[k + 1 :]])


def test_no_cells():
    assert packed_patterns([]).shape == (0, 0)
