"""Tens of thousands of regions."""

import numpy as np
import pytest

import polyregions as pr
from tests.helpers.data import crossing_ships
from tests.helpers.extras import require_packages, require_programs
from tests.page.exact_regions import description, unordered

require_packages("selenium")
require_programs("chromium", "chromedriver")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cells():
    found = pr.regions(pr.he_random((2, 100, 100, 100, 1), seed=0), [[-1, 1], [-1, 1]])
    assert len(found) > 20_000
    return found


def works(page, cells):
    random = np.random.default_rng(0)
    for index in random.integers(0, len(cells), 20).tolist():
        region = cells[index]
        assert page.region_at(*map(float, region.interior_point)) == index
        assert unordered(page.describe(index)) == description(region)
    large = max(random.integers(0, len(cells), 60).tolist(), key=lambda i: cells[i].volume)
    page.click(*map(float, cells[large].interior_point))
    assert page.pinned == large
    page.search("*|*1")
    assert len(page.matches) == len(cells)
    page.choose("input[value=affine]")
    page.choose("#no-layers")
    assert page.lines == np.count_nonzero(cells.enumeration.facet_neighbours < 0)
    page.wheel(0.1, 0.1, -400)
    x, y = 0.1, 0.1
    page.hover(x, y)
    assert cells[page.hovered].contains([x, y])


def test_a_random_network(open_page, cells):
    works(open_page(cells), cells)


def test_a_slice_of_a_trained_network(open_page):
    cells = pr.regions(crossing_ships())
    assert len(cells) == 25_676
    works(open_page(cells), cells)
