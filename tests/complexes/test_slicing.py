"""Slices of a complex: by search and look-up as by cutting every polytope, facets included."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.errors import InvalidDomainError, UnknownOptionError
from polyregions.networks import preimage
from polyregions.polytopes import interior_point, irredundant, is_full_dimensional
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.strategies import degenerate_networks, rational_points


def cut_polytopes(cells, subspace, pieces):
    """Return, for each piece of a slice, the regions whose polytopes it is the full slice of."""
    parents = [[] for _ in pieces]
    for region in cells:
        part = preimage(region.polytope, subspace)
        if not is_full_dimensional(part):
            continue
        (piece,) = pieces.locate(interior_point(part))
        # The facets of a polytope of full dimension are its own.
        assert set(irredundant(part).rows) == set(piece.polytope.rows)
        parents[piece.index].append(region.index)
    return parents


def check(cells, subspace):
    pieces = pr.regions_on(cells, subspace)
    parents = cut_polytopes(cells, subspace, pieces.cells)
    assert pieces.parents.tolist() == [containing[0] for containing in parents]
    assert pieces.shared.tolist() == [len(containing) > 1 for containing in parents]
    for piece, containing in zip(pieces.cells, parents, strict=True):
        found = cells.locate(subspace.point(piece.interior_point))
        assert [region.index for region in found] == containing
    restricted = cells.network.with_domain(cells.domain).restrict(subspace)
    assert pieces.cells == pr.regions(restricted)
    return pieces


def hyperplane(row):
    """Return the subspace a x = b of a row (a, b)."""
    *normal, offset = row
    pivot = next(i for i, entry in enumerate(normal) if entry)
    size = sum(entry * entry for entry in normal)
    directions = [
        [
            int(i == j) - (j == pivot) * Fraction(normal[i], normal[pivot])
            for j in range(len(normal))
        ]
        for i in range(len(normal))
        if i != pivot
    ]
    return pr.AffineSubspace([Fraction(offset * entry, size) for entry in normal], directions)


@each("case", AWKWARD, ids=str)
def test_awkward_networks(case):
    cells = pr.regions(case.network)
    inputs = cells.network.inputs
    start = cells[0].interior_point
    directions = np.eye(inputs, dtype=int).tolist()
    for k in range(1, inputs + 1):
        check(cells, pr.AffineSubspace(start, directions[:k]))
    rows = {facet.halfspace.row for region in list(cells)[:4] for facet in region.facets}
    for row in sorted(rows)[:4] if inputs > 1 else ():
        check(cells, hyperplane(row))


@settings(max_examples=40)
@given(degenerate_networks(with_domain=True), st.data())
def test_random_networks(network, data):
    cells = pr.regions(network)
    inputs = network.inputs
    count = data.draw(st.integers(1, inputs))
    origin = data.draw(
        st.one_of(rational_points(inputs), st.sampled_from([r.interior_point for r in cells]))
    )
    vectors = data.draw(st.lists(rational_points(inputs, 2, 1), min_size=count, max_size=count))
    try:
        subspace = pr.AffineSubspace(origin, vectors)
        pr.regions_on(cells, subspace)
    except InvalidDomainError:  # dependent directions, or beside the domain
        assume(False)
    check(cells, subspace)


def test_a_line_in_facets_has_several_parents():
    cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    middle = pr.through([0, "1/2"], [1, "1/2"])
    pieces = check(cells, middle)
    assert (pieces.parents.tolist(), pieces.shared.tolist()) == ([0, 2], [True, True])
    assert repr(pieces) == "<ComplexSlice on a line in R^2: 2 regions, in 2 of 4>"
    # All regions contain the piece in which four of them meet: a line that three planes share.
    star = pr.Network(
        [pr.Layer([[1, 0, 0], [0, 1, 0], [1, 1, 0]]), pr.Layer([[1, 2, 4]], None, "identity")]
    )
    around = pr.regions(star)
    axis = check(around, pr.AffineSubspace([0, 0, 0], [[0, 0, 1]]))
    assert (len(around), len(axis), axis.shared.tolist()) == (6, 1, [True])


def test_a_line_along_the_boundary_of_the_domain():
    cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    pieces = check(cells, pr.through([0, 0], [1, 0]))
    assert pieces.shared.tolist() == [False, False]


def test_the_domain_is_that_of_the_complex():
    network = pr.he_random((3, 12, 12, 1), seed=1, bias_std=0.5)
    cells = pr.regions(network, [[-1, 1]] * 3)
    plane = pr.through([0, 0, 0], [1, 0, 1], [0, 1, Fraction(1, 3)])
    pieces = check(cells, plane)
    assert pieces.cells.domain.rows == preimage(cells.domain, plane).rows
    assert 1 < len(pieces) < len(cells)
    assert len(set(pieces.parents.tolist())) == len(pieces)
    engines = [pr.regions_on(cells, plane, engine=name) for name in ("lp", "vertices")]
    assert engines[0].cells == engines[1].cells
    assert np.array_equal(engines[0].parents, engines[1].parents)


def test_what_is_no_slice():
    cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    for subspace in (pr.through([0, 0, 0], [1, 0, 0]), pr.through([0, 2], [1, 2])):
        with pytest.raises(InvalidDomainError):
            pr.regions_on(cells, subspace)
    with pytest.raises(UnknownOptionError, match="is no subspace: give an AffineSubspace"):
        pr.regions_on(cells, [0, 0])
    with pytest.raises(UnknownOptionError, match="give the regions of a network"):
        pr.regions_on(cells.network, pr.through([0, 0], [1, 0]))
