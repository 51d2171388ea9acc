from math import prod

import pytest

from polyregions import regions
from polyregions.constructions import full_zigzags
from polyregions.errors import ConstructionError
from tests.helpers.enumeration import enumerated


@pytest.mark.parametrize("widths", [[3], [6], [3, 3], [3, 5, 4]])
def test_full_zigzags_have_the_most_regions(widths):
    net = full_zigzags(widths)
    assert net.widths == (1, *widths, 1)
    assert enumerated(net) == len(regions(net)) == prod(n + 1 for n in widths)


@pytest.mark.parametrize("widths", [[], [2], [3, 2]])
def test_no_full_zigzag_is_narrower_than_three(widths):
    with pytest.raises(ConstructionError, match="all at least 3"):
        full_zigzags(widths)
