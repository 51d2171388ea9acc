"""Generators are told apart modulo primes, and sides of facets that disagree are refused."""

from dataclasses import replace

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes.faces.bit_sets import members_of, sets_of
from polyregions.complexes.faces.identity import identity
from polyregions.complexes.faces.incidence import incidence
from polyregions.complexes.faces.residue_points import facet_rows, null_vectors, residue_points
from polyregions.complexes.faces.zeros import zeros
from polyregions.complexes.residues import UnitResidues
from polyregions.errors import InternalError
from polyregions.refinement import region_generators
from tests.helpers.cases import each


class Parts:
    """The steps of a lattice's construction, one by one."""

    def __init__(self, network, domain):
        self.cells = pr.regions(network, domain)
        self.enumeration = self.cells.enumeration
        found = region_generators(network, self.cells.domain)
        self.incidence = incidence(network.inputs, self.enumeration, found, self.cells.polytope)
        self.residues = UnitResidues(network.integer_form)
        kept = np.arange(network.inputs)
        rows = facet_rows(self.residues, self.cells.domain, self.enumeration, kept)
        self.points, self.proved = residue_points(
            self.enumeration, self.incidence, rows, self.residues.prime
        )

    def identity(self, points=None, other_incidence=None):
        return identity(
            self.enumeration,
            other_incidence or self.incidence,
            self.cells.other_sides,
            self.points if points is None else points,
        )


@pytest.fixture(scope="module")
def parts():
    return Parts(pr.montufar(inputs=2, width=4, depth=3), pr.whole_space(2))


def test_every_vertex_has_one_number(parts):
    known = parts.identity()
    lattice = parts.cells.face_lattice
    assert (known.vertices, known.rays) == (25, 4)
    assert parts.proved.all()
    exact = dict(lattice.generators(np.arange(len(parts.points))))
    for place, number in enumerate(known.numbers.tolist()):
        vector = exact[place]
        if number < known.vertices:
            assert tuple(x / vector[-1] for x in vector[:-1]) == tuple(lattice.points[number])
        else:
            assert vector[:-1] == lattice.rays[number - known.vertices]


def test_equal_residues_on_a_facet_prove_nothing(parts):
    assert parts.identity(np.ones_like(parts.points)) is None


def test_other_residues_across_a_facet(parts):
    points = parts.points.copy()
    points[0] += 1
    with pytest.raises(InternalError, match="different vertices or rays"):
        parts.identity(points)


def test_fewer_vertices_on_one_side(parts):
    sets = parts.incidence.facets.copy()
    sets[0] = 0
    with pytest.raises(InternalError, match="different numbers of vertices and rays"):
        parts.identity(other_incidence=replace(parts.incidence, facets=sets))


def test_a_vertex_that_is_a_ray(parts):
    are_rays = parts.incidence.are_rays.copy()
    are_rays[np.flatnonzero(~are_rays)[0]] = True
    with pytest.raises(InternalError, match="a vertex of one region is a ray of another"):
        parts.identity(other_incidence=replace(parts.incidence, are_rays=are_rays))


def test_a_unit_that_must_vanish(parts):
    known = parts.identity()
    points = (parts.points + 1) % parts.residues.prime
    with pytest.raises(InternalError, match="does not vanish"):
        zeros(
            parts.enumeration,
            parts.incidence,
            known,
            parts.cells.facet_units,
            parts.residues,
            points,
            parts.cells.face_lattice.generators,
            np.arange(2),
        )


@each("seed", range(5))
def test_null_vectors(seed):
    """Random systems of known rank, also with more rows than the rank."""
    rng, prime = np.random.default_rng(seed), 10007
    systems = rng.integers(0, prime, (200, 3, 4))
    more = systems.sum(axis=1, keepdims=True) % prime
    vectors, proved = null_vectors(np.concatenate([systems, more], axis=1), prime)
    assert np.count_nonzero(proved) > 190
    values = (systems @ vectors[:, :, np.newaxis]) % prime
    assert not values[proved].any()
    last = [row[np.flatnonzero(row)[-1]] for row in vectors]
    assert set(last) == {1}
    _, lacking = null_vectors(systems[:, :2], prime)
    assert not lacking.any()


def test_sets_of_many_words():
    rng = np.random.default_rng(0)
    chosen = rng.random((50, 200)) < 0.1
    owners, members = np.nonzero(chosen)
    sets = sets_of(50, 4, owners, members)
    counts, found = members_of(sets)
    assert counts.tolist() == chosen.sum(axis=1).tolist()
    assert found.tolist() == members.tolist()
    assert [part.tolist() for part in members_of(sets[:0])] == [[], []]
