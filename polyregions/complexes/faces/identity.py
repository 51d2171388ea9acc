"""Which generators of different regions are one and the same.

Two regions share a facet, hence the generators on it. Seen from either side these have the same
residues modulo a prime; where the residues on a facet are distinct, only one matching of its two
sides is possible, and so it is proved, whatever the prime. Regions that have a vertex in common are
linked by facets that contain it, since the domain is convex: what is matched along facets is all
there is to match of vertices. So it is of parallel rays. Far out along a ray the sign of a unit
depends no more on what changes along it, and the regions that contain its direction are there those
of a network on the space across; all of these have the same lines, so that the direction is an
extreme ray of all or of none, and of the facets between them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.faces.incidence import Incidence
from polyregions.complexes.faces.residue_points import facet_generators
from polyregions.errors import InternalError
from polyregions.refinement import Enumeration, component_labels

__all__ = ["Identity", "identity"]

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """Numbers for the generators of a complex: first the vertices, then the rays.

    Attributes
    ----------
    vertices, rays
        How many there are.
    numbers
        int64 array (G,): the number of each generator of each region.
    first
        int64 array (vertices + rays,): the first generator of a region with each number.
    """

    vertices: int
    rays: int
    numbers: Indices
    first: Indices


def identity(
    enumeration: Enumeration,
    incidence: Incidence,
    other_sides: Indices,
    points: Indices,
) -> Identity | None:
    """Find out which generators are the same.

    Parameters
    ----------
    enumeration, incidence
        The regions and their generators.
    other_sides
        Each facet as it is seen from across; itself on the boundary.
    points
        int64 array (G, size): the generators modulo a prime, scaled.

    Returns
    -------
    Identity or None
        The numbers depend on the regions and the prime alone; None where two generators on one
        facet have the same residues.

    Raises
    ------
    InternalError
        If the two sides of a facet do not have the same generators.
    """
    keys = _keys(points)
    pairs = _matched(enumeration, incidence, other_sides, keys)
    if pairs is None:
        return None
    labels = component_labels(len(keys), *pairs)
    return _numbered(labels, incidence, keys)


def _keys(points: Indices) -> Indices:
    """Return one number for each row, equal for equal rows."""
    factors = np.random.default_rng(0).integers(0, 2**64, points.shape[1], dtype=np.uint64)
    mixed = points.astype(np.uint64) * (factors | np.uint64(1))
    mixed ^= mixed >> np.uint64(29)
    keys: Indices = mixed.sum(axis=1, dtype=np.uint64).view(np.int64)
    return keys


def _matched(
    enumeration: Enumeration, incidence: Incidence, other_sides: Indices, keys: Indices
) -> tuple[Indices, Indices] | None:
    """Return pairs of generators that are the same, seen from the two sides of facets."""
    facets, generators = facet_generators(enumeration, incidence)
    across = other_sides[facets]
    lower, upper = facets < across, facets > across
    here = _sorted(facets[lower], generators[lower], keys)
    there = _sorted(across[upper], generators[upper], keys)
    if len(here) != len(there) or np.any(here[:, 0] != there[:, 0]):
        raise InternalError("the two sides of a facet have different numbers of vertices and rays")
    names = here[:, :2]
    if np.any(np.all(names[1:] == names[:-1], axis=1)):
        return None
    if np.any(names != there[:, :2]):
        raise InternalError("the two sides of a facet have different vertices or rays")
    return here[:, 2], there[:, 2]


def _sorted(facets: Indices, generators: Indices, keys: Indices) -> Indices:
    own = keys[generators]
    order = np.lexsort((own, facets))
    return np.stack([facets[order], own[order], generators[order]], axis=1)


def _numbered(labels: Indices, incidence: Incidence, keys: Indices) -> Identity:
    """Give numbers to the vertices, then the rays: by their first region, then by residues."""
    order = np.lexsort((keys, incidence.owners(), incidence.are_rays))
    classes, first, inverse = np.unique(labels[order], return_index=True, return_inverse=True)
    rank = np.empty(len(classes), dtype=np.int64)
    by_first = np.argsort(first)
    rank[by_first] = np.arange(len(classes))
    numbers = np.empty(len(labels), dtype=np.int64)
    numbers[order] = rank[inverse.reshape(-1)]
    heads = order[first[by_first]]
    are_rays = incidence.are_rays[heads]
    rays = int(np.count_nonzero(are_rays))
    if np.any(are_rays[numbers] != incidence.are_rays):
        raise InternalError("a vertex of one region is a ray of another")
    return Identity(len(heads) - rays, rays, numbers, heads)
