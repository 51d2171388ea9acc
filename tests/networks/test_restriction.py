"""Restrictions to slices: values, patterns, domains and regions, exactly those of the network."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.errors import InvalidDomainError
from polyregions.networks import preimage
from polyregions.polytopes import HPolytope, box, contains, interior_point, is_full_dimensional
from tests.networks.test_subspace import subspaces
from tests.strategies import degenerate_networks, domains, rational_points

SUM = pr.Network(
    [pr.Layer([[1, 1, 1], [1, 0, -1]], [-1, 0]), pr.Layer([[1, 2]], ["1/3"], "identity")]
)


@st.composite
def cut_networks(draw, with_domain=False):
    """Draw a network, with or without a domain, and a subspace of its input space."""
    subspace = draw(subspaces(most_dimensions=2))
    n = subspace.ambient_dimension
    inner = draw(degenerate_networks(most_hidden_layers=2))
    rows = draw(st.lists(rational_points(n), min_size=inner.inputs, max_size=inner.inputs))
    layers = [pr.Layer(rows, None, "identity"), *inner.layers]
    return pr.Network(layers, draw(domains(n)) if with_domain else None), subspace


@given(cut_networks(), st.data())
def test_values_and_patterns_are_those_of_the_network(cut, data):
    network, subspace = cut
    slice_network = network.restrict(subspace)
    assert slice_network == network.restrict(subspace.origin, subspace.directions)
    t = data.draw(rational_points(subspace.dimension))
    x = subspace.point(t)
    assert slice_network.exact(t) == network.exact(x)
    assert slice_network.pattern(t) == network.pattern(x)
    assert slice_network.signs(t) == network.signs(x)
    assert slice_network.pattern_sizes == network.pattern_sizes
    assert slice_network.layers[1:] == network.layers[1:]
    assert slice_network.layers[0].activation == network.layers[0].activation
    assert slice_network.domain is None


@given(cut_networks(with_domain=True), st.data())
def test_the_domain_is_the_preimage(cut, data):
    network, subspace = cut
    if network.domain is None:
        return
    t = data.draw(rational_points(subspace.dimension))
    inside = preimage(network.domain, subspace)
    assert bool(contains(inside, t)) == bool(contains(network.domain, subspace.point(t)))
    if is_full_dimensional(inside):
        assert network.restrict(subspace).domain == inside
    else:
        with pytest.raises(InvalidDomainError, match="give another slice, or a domain in slice"):
            network.restrict(subspace)
        line = [[0, 1]] * subspace.dimension
        assert network.restrict(subspace, domain=line).domain == pr.box(*zip(*line, strict=True))


@settings(max_examples=30)
@given(cut_networks())
def test_regions_of_a_slice_have_patterns_of_the_network(cut):
    network, subspace = cut
    cells = pr.regions(network.restrict(subspace, domain=[[-1, 1]] * subspace.dimension))
    for region in cells:
        point = subspace.point(region.interior_point)
        assert network.pattern(point) == region.pattern
        assert network.affine_map(region.pattern)(point) == network.exact(point)


def test_a_full_dimensional_slice_is_a_change_of_coordinates():
    folds = pr.montufar(inputs=2, width=6, depth=3)
    turned = folds.restrict(["1/2", "1/2"], [[1, 1], [1, -1]])
    assert len(pr.regions(turned)) == len(pr.regions(folds)) == 81
    assert turned.name == f"{folds.name} on a plane"
    assert turned.claim is None


def test_slices_along_the_boundary_of_the_domain():
    cube = SUM.with_domain(box([0, 0, 0], [1, 1, 1]))
    face = cube.restrict([0, 0, 0], [[1, 0, 0], [0, 1, 0]])
    assert face.domain == box([0, 0], [1, 1])
    edge = cube.restrict([0, 0, 0], [[0, 0, 2]])
    assert edge.domain == box([0], ["1/2"])
    for origin, direction in [([0, 0, 2], [1, 0, 0]), ([0, 0, 0], [1, -1, 0])]:
        with pytest.raises(InvalidDomainError, match="the line in R"):
            cube.restrict(origin, [direction])


def test_the_domain_given_comes_first():
    cube = SUM.with_domain(box([0, 0, 0], [1, 1, 1]))
    far = cube.restrict([0, 0, 2], [[1, 0, 0]], domain=[[3, 4]])
    assert far.domain == box([3], [4])
    assert cube.restrict([0, 0, 0], [[1, 0, 0]], pr.whole_space(1)).domain == pr.whole_space(1)
    triangle = HPolytope(2, [(-1, 0, 0), (0, -1, 0), (1, 1, 1)])
    plane = pr.through([0, 0, 0], [1, 0, 0], [0, 1, 0])
    assert cube.restrict(plane, domain=triangle).domain == triangle
    with pytest.raises(InvalidDomainError, match="dimension 1 where the network takes 2"):
        cube.restrict(plane, domain=[[0, 1]])


def test_an_unbounded_preimage():
    halfspace = SUM.with_domain(HPolytope(3, [(1, 0, 0, 1)]))
    assert halfspace.restrict([0, 0, 0], [[0, 1, 0]]).domain == pr.whole_space(1)
    assert halfspace.restrict([0, 0, 0], [[2, 1, 0]]).domain == HPolytope(1, [(2, 1)])
    assert SUM.with_domain(pr.whole_space(3)).restrict([0] * 3, [[1, 0, 0]]).domain.rows == ()


def test_malformed_restrictions():
    plane = pr.through([0, 0, 0], [1, 0, 0], [0, 1, 0])
    for arguments, what in [
        ((plane, [[1, 0, 0]]), "directions are given beside a subspace"),
        (([0, 0], [[1, 0]]), "is no slice of the inputs, which are 3"),
        (([0, 0, 0],), "no directions"),
        (([0, 0, 0], [[1, 0, 0], [2, 0, 0]]), "dependent"),
    ]:
        with pytest.raises(InvalidDomainError, match=what):
            SUM.restrict(*arguments)


def test_many_inputs():
    generator = np.random.default_rng(0)
    weights = generator.standard_normal((40, 196)).astype(np.float32)
    network = pr.Network(
        [pr.Layer(weights, generator.standard_normal(40)), pr.Layer([[1] * 40], [0], "identity")],
        [[0, 1]] * 196,
    )
    images = generator.random((3, 14, 14)).astype(np.float32)
    images[:, :2] = 0  # background: the plane lies in the boundary of the cube
    plane = pr.through(*images).nearly_orthonormal()
    on_plane = network.restrict(plane)
    assert on_plane.widths == (2, 40, 1)
    corners = [plane.coordinates(image) for image in images]
    for image, t in zip(images, corners, strict=True):
        assert on_plane.exact(t) == network.exact(image.ravel())
        assert contains(on_plane.domain, t)
    centre = interior_point(on_plane.domain)
    assert contains(network.domain, plane.point(centre))
    distance = sum((a - b) ** 2 for a, b in zip(corners[1], corners[2], strict=True))
    exact = sum(
        (Fraction(float(a)) - Fraction(float(b))) ** 2
        for a, b in zip(images[1].ravel(), images[2].ravel(), strict=True)
    )
    assert abs(distance / exact - 1) < Fraction(1, 10**14)
