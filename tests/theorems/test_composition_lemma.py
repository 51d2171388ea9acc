import random
from fractions import Fraction

import pytest

from polyregions.complexes import regions
from polyregions.constructions import zigzag
from polyregions.errors import InvalidNetworkError
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope, box, contains, whole_space
from polyregions.theorems.composition import (
    HypothesisFailure,
    Lemma1Report,
    Obstacle,
    check_lemma1,
    full_branch_map,
    lemma1_counterexamples,
    verify_lemma1,
)
from tests.theorems.composition_cases import (
    affine,
    cone_fold,
    random_full_branch_map,
    random_outer,
    random_zigzag,
    side_by_side,
    through_points,
    triangle_fold,
)


def assert_merge_is_real(inner, outer, report):
    """Check the merge by enumeration: two regions of g, one of f o g, at the point."""
    merge = report.merge
    assert inner.exact(merge.point) == merge.image
    inner_cells, whole = regions(inner), regions(outer.compose(inner))
    labels = {
        int(inner_cells.linear_region_labels[r.index]) for r in inner_cells.locate(merge.point)
    }
    assert set(merge.inner_regions) <= labels
    merged = {int(whole.linear_region_labels[r.index]) for r in whole.locate(merge.point)}
    assert len(merged) == 1
    first, second = (
        next(
            inner_cells[i].affine_map
            for i, label in enumerate(inner_cells.linear_region_labels.tolist())
            if label == wanted
        )
        for wanted in merge.inner_regions
    )
    assert first != second
    outer_cells = regions(outer)
    assert merge.outer_region in {
        int(outer_cells.linear_region_labels[r.index]) for r in outer_cells.locate(merge.image)
    }


@pytest.mark.parametrize("case", lemma1_counterexamples(), ids=lambda case: case.name)
def test_counterexamples(case):
    result = verify_lemma1(case.inner, case.outer)
    assert result.report.product == case.claimed
    assert result.report.corrected == result.enumerated == case.regions
    assert not result.report.agree
    assert not result.printed_holds
    assert result.corrected_holds
    assert_merge_is_real(case.inner, case.outer, result.report)
    assert "merge at" in str(result.report)


@pytest.mark.parametrize(
    "part", [*range(3), *(pytest.param(part, marks=pytest.mark.slow) for part in range(3, 8))]
)
def test_corrected_lemma_equals_enumeration_on_200_random_compositions(part):
    agreements = set()
    for seed in range(25 * part, 25 * part + 25):
        rng = random.Random(seed)
        inner, target = random_full_branch_map(rng)
        outer = random_outer(rng, target)
        result = verify_lemma1(inner, outer)
        assert not isinstance(result, HypothesisFailure), (seed, str(result))
        assert result.enumerated == result.report.corrected, (seed, result)
        assert result.report.agree == (result.report.merge is None)
        assert result.report.agree == (result.report.merging_facets == 0)
        agreements.add(result.report.agree)
        if result.report.merge is not None and seed % 5 == 0:
            assert_merge_is_real(inner, outer, result.report)
    assert agreements == {True, False}


@pytest.mark.parametrize(
    ("inner", "target", "branches", "folds"),
    [
        (zigzag(1, 5), box([0], [1]), 5, 4),
        (zigzag(2, 3), box([0, 0], [1, 1]), 9, 12),
        (triangle_fold(), triangle_fold().domain, 2, 1),
        (cone_fold(), HPolytope(2, [(-1, 1, 0), (0, -1, 0)]), 8, 8),
        (affine([[2, 1], [1, 1]], [1, 0]), whole_space(2), 1, 0),
    ],
)
def test_branches_and_folds(inner, target, branches, folds):
    found = full_branch_map(inner, target)
    assert (len(found.branches), len(found.folds)) == (branches, folds)
    for branch in found.branches:
        assert contains(found.source, branch.interior_point)
        assert contains(target, branch.affine_map(branch.interior_point)).witness == ()


def test_branches_may_be_made_of_several_activation_regions():
    tent = zigzag(1, 2)
    first, last = tent.layers
    idle = Layer([*first.weights, [1], [3]], [*first.bias, "-1/3", -2])
    net = Network([idle, Layer([[*last.weights[0], 0, 0]], None, "identity")], tent.domain)
    assert len(regions(net)) > 2
    result = verify_lemma1(net, affine([[1]], [0]).with_domain(box([0], [1])))
    assert result.report.inner_regions == result.report.corrected == result.enumerated == 2


def test_large_compositions_are_not_enumerated():
    case = lemma1_counterexamples()[1]
    result = verify_lemma1(case.inner, case.outer, most_regions=3)
    assert result.enumerated is None
    assert result.corrected_holds is None
    assert result.printed_holds is None


# Where the hypothesis fails


def failure(inner, target):
    found = full_branch_map(inner, target)
    assert isinstance(found, HypothesisFailure)
    cells = regions(inner)
    members = [
        region
        for region, label in zip(cells, cells.linear_region_labels.tolist(), strict=True)
        if label == found.region
    ]
    assert any(region.contains(found.interior_point) for region in members)
    assert members[0].affine_map == found.affine_map
    return found, members


def test_a_singular_region():
    found, _ = failure(Network([Layer([[1]])], box([-1], [1])), box([0], [1]))
    assert found.obstacle is Obstacle.SINGULAR
    weights = found.affine_map.weights
    assert any(found.witness)
    assert all(sum(w * d for w, d in zip(row, found.witness, strict=True)) == 0 for row in weights)


@pytest.mark.parametrize(
    ("inner", "target"),
    [
        (zigzag(1, 2), box([0], ["1/2"])),
        (affine([[1]], [0]), box([0], [1])),
        (zigzag(2, 2), HPolytope(2, [(1, 1, 1), (-1, 0, 0), (0, -1, 0)])),
    ],
)
def test_a_region_that_leaves_the_target(inner, target):
    found, members = failure(inner, target)
    assert found.obstacle is Obstacle.OUTSIDE
    assert any(region.contains(found.witness) for region in members)
    assert not contains(target, inner.exact(found.witness))


@pytest.mark.parametrize(
    ("inner", "target"),
    [
        (zigzag(1, 2), box([0], [2])),
        (zigzag(1, 2), whole_space(1)),
        (through_points([0, 1, 2], [0, 1, Fraction(1, 2)]), box([0], [1])),
        (zigzag(2, 2), box([0, 0], [1, 2])),
    ],
)
def test_a_region_that_does_not_cover_the_target(inner, target):
    found, members = failure(inner, target)
    assert found.obstacle is Obstacle.INCOMPLETE
    image = contains(target, inner.exact(found.witness))
    assert image
    assert image.witness == ()  # strictly inside the target
    here = {region.index for region in members}
    on_boundary = [r for r in regions(inner).locate(found.witness) if r.index in here]
    assert on_boundary
    assert all(contains(r.polytope, found.witness).witness for r in on_boundary)
    assert "does not cover" in str(found)


def test_the_lemma_is_not_evaluated_where_the_hypothesis_fails():
    outer = affine([[1]], [0]).with_domain(box([0], [2]))
    assert isinstance(check_lemma1(zigzag(1, 2), outer), HypothesisFailure)
    assert isinstance(verify_lemma1(zigzag(1, 2), outer), HypothesisFailure)


def test_dimensions_must_fit():
    with pytest.raises(InvalidNetworkError, match="make them equal"):
        check_lemma1(zigzag(1, 2), zigzag(2, 2))
    with pytest.raises(InvalidNetworkError, match="a bijection needs equal dimensions"):
        check_lemma1(affine([[1, 1]], [0]), zigzag(1, 2))


def test_unbounded_domains():
    # |x| folds R onto the half line; f has a kink at 1.
    size = Network([Layer([[1], [-1]]), Layer([[1, 1]], None, "identity")])
    outer = Network([Layer([[-1]], [1])], HPolytope(1, [(-1, 0)]))
    result = verify_lemma1(size, outer)
    assert (result.report.product, result.report.corrected, result.enumerated) == (4, 4, 4)
    flat = Network([Layer([[1]], [-1])], HPolytope(1, [(-1, 0)]))
    result = verify_lemma1(size, flat)
    assert (result.report.product, result.report.corrected, result.enumerated) == (4, 3, 3)


def test_products_with_random_zigzags_agree_with_a_hand_count():
    rng = random.Random(0)
    inner = side_by_side(random_zigzag(rng, 3), random_zigzag(rng, 2))
    ridge = Network([Layer([[1, 1]], None, "identity")], box([0, 0], [1, 1]))
    report = check_lemma1(inner, ridge)
    assert report == Lemma1Report(6, 1, 6, 0, None)
