"""The awkward networks: exact counts, and a complex that is sound in every region and facet."""

import pytest

from polyregions import regions
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.engines import ENGINE_NAMES
from tests.helpers.soundness import check_complex


@each("engine", ENGINE_NAMES)
@pytest.mark.parametrize("case", AWKWARD, ids=str)
def test_counts_and_soundness(case, engine):
    complex = regions(case.network, engine=engine)
    found = len(complex), complex.count("open_connected"), complex.count("affine")
    assert found == (case.proper_activation, case.open_connected, case.affine)
    if len(case.network.layers) < 20:
        check_complex(complex)


def test_names_are_distinct():
    assert len({case.name for case in AWKWARD}) == len(AWKWARD)
