import pytest

from polyregions import box, montufar, ternary, whole_space
from polyregions.errors import InvalidNetworkError
from polyregions.networks import Layer, Network
from polyregions.theorems.equality import equal_functions, side_by_side

IDENTITY = Network([Layer([[1]], activation="identity")])
RECTIFIER = Network([Layer([[1]])])


def test_equality_depends_on_the_domain():
    assert equal_functions(RECTIFIER, IDENTITY, box([0], [1]))
    answer = equal_functions(RECTIFIER, IDENTITY)
    assert not answer
    assert RECTIFIER.exact(answer.witness) != IDENTITY.exact(answer.witness)


def test_functions_that_differ_in_a_thin_cell_only():
    bump = Network(
        [Layer([[1], [1], [1]], [0, "-1/1000000000", "-2/1000000000"]), Layer([[1, -2, 1]])]
    )
    nothing = Network([Layer([[0]])])
    answer = equal_functions(bump, nothing)
    assert not answer
    assert 0 < answer.witness[0] < 1
    assert bump.exact(answer.witness) != (0,)


def test_a_difference_that_vanishes_at_the_interior_point():
    twice = Network([Layer([[2]], activation="identity")])
    answer = equal_functions(IDENTITY, twice, box([-1], [1]))
    assert IDENTITY.exact(answer.witness) != twice.exact(answer.witness)
    assert abs(answer.witness[0]) <= 1


def test_ternary_variants_on_the_whole_plane():
    folds = montufar(2, 4, 2)
    for variant in ("paper", "relu"):
        answer = equal_functions(folds, ternary(2, 12, 3, variant=variant), whole_space(2))
        assert answer
        assert answer.cells >= 9
    assert equal_functions(folds, ternary(2, 6, 3, variant="slim"), whole_space(2))


def test_shapes_must_fit():
    with pytest.raises(InvalidNetworkError, match="1 and 2 inputs"):
        side_by_side(IDENTITY, montufar(2, 2, 2))
    with pytest.raises(InvalidNetworkError, match="1 and 2 outputs"):
        equal_functions(IDENTITY, montufar(1, 2, 2, outputs=2))
