"""Vertices and rays modulo a prime, from the facets they lie on.

A generator of a pointed polyhedron of dimension r is the only one, up to a factor, at which r
independent forms of its facets and of w >= 0 vanish. Where the forms keep their rank modulo a prime
the residues of the primitive integer generator are a solution as well, and so the only one up to a
factor: scaled to have the last nonzero coordinate 1, they are a function of the generator. Other
residues prove other generators.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.complexes.faces.bit_sets import members_of
from polyregions.complexes.faces.incidence import Incidence
from polyregions.complexes.residues import UnitResidues
from polyregions.polytopes import HPolytope
from polyregions.refinement import Enumeration, starts_of

__all__ = ["facet_rows", "null_vectors", "residue_points"]

Indices = NDArray[np.int64]
Residues = NDArray[np.int64]

_REGIONS_AT_ONCE = 1024
_ENTRIES_AT_ONCE = 1 << 20


def facet_rows(
    residues: UnitResidues, domain: HPolytope, enumeration: Enumeration, kept: Indices
) -> Residues:
    """Return the forms that vanish on the facets of all regions, modulo the prime.

    Parameters
    ----------
    residues
        The pre-activations of the network.
    domain, enumeration
        The regions.
    kept
        The coordinates in which the forms are to be written.

    Returns
    -------
    ndarray of int64, shape (F, kept + 1)
        Up to a factor; the constants last.
    """
    columns = [*kept.tolist(), domain.dimension]
    bounds = np.array([[row[i] % residues.prime for i in columns] for row in domain.rows])
    bounds = bounds.reshape(-1, len(columns)).astype(np.int64)
    # A row of the domain is a x <= b, the form of its facet -a x + b.
    bounds[:, :-1] = -bounds[:, :-1] % residues.prime
    hyperplanes = enumeration.facet_hyperplanes
    rows = np.empty((len(hyperplanes), len(columns)), dtype=np.int64)
    for begin, end, forms in unit_forms(residues, enumeration):
        own = slice(*enumeration.facet_offsets[[begin, end]])
        owners = np.repeat(
            np.arange(end - begin), np.diff(enumeration.facet_offsets[begin : end + 1])
        )
        units = np.maximum(hyperplanes[own], 0)
        rows[own] = forms[owners, units][:, columns] if forms.shape[1] else 0
    outer = np.flatnonzero(hyperplanes < 0)
    rows[outer] = bounds[-1 - hyperplanes[outer]]
    return rows


def unit_forms(
    residues: UnitResidues, enumeration: Enumeration
) -> Iterator[tuple[int, int, Residues]]:
    """Yield the pre-activations in some regions after the other: first, last + 1, residues."""
    units = residues.units
    for begin in range(0, len(enumeration), _REGIONS_AT_ONCE):
        checkpoint()
        patterns = enumeration.patterns[begin : begin + _REGIONS_AT_ONCE]
        yield (
            begin,
            begin + len(patterns),
            residues(np.unpackbits(patterns, axis=1, count=units)),
        )


def residue_points(
    enumeration: Enumeration, incidence: Incidence, rows: Residues, prime: int
) -> tuple[Residues, NDArray[np.bool_]]:
    """Return the generators of all regions modulo a prime, and where the prime serves.

    Parameters
    ----------
    enumeration, incidence
        The regions, and which generators lie on which facets.
    rows
        The forms of the facets: see :func:`facet_rows`.
    prime
        The prime, below 2**31.

    Returns
    -------
    ndarray of int64, shape (G, kept + 1)
        The generators (x, w), the last nonzero coordinate 1.
    ndarray of bool, shape (G,)
        False where the forms lose their rank modulo the prime.
    """
    counts, facets = facets_of_generators(enumeration, incidence)
    starts = starts_of(counts)
    size = rows.shape[1]
    points = np.zeros((len(counts), size), dtype=np.int64)
    proved = np.zeros(len(counts), dtype=bool)
    infinity = np.zeros(size, dtype=np.int64)
    infinity[-1] = 1
    for count in np.unique(counts).tolist():
        for is_ray in (False, True):
            own = np.flatnonzero((counts == count) & (incidence.are_rays == is_ray))
            at_once = max(1, _ENTRIES_AT_ONCE // ((count + 1) * size))
            for begin in range(0, len(own), at_once):
                checkpoint()
                chosen = own[begin : begin + at_once]
                systems = rows[facets[starts[chosen, np.newaxis] + np.arange(count)]]
                if is_ray:
                    last = np.broadcast_to(infinity, (len(chosen), 1, size))
                    systems = np.concatenate([systems, last], axis=1)
                points[chosen], proved[chosen] = null_vectors(systems, prime)
    return points, proved


def facets_of_generators(enumeration: Enumeration, incidence: Incidence) -> tuple[Indices, Indices]:
    """Return on how many facets each generator lies, and those of all, one after the other."""
    facets, generators = facet_generators(enumeration, incidence)
    order = np.argsort(generators, kind="stable")
    counts = np.bincount(generators, minlength=len(incidence.are_rays))
    return counts, facets[order]


def facet_generators(enumeration: Enumeration, incidence: Incidence) -> tuple[Indices, Indices]:
    """Return all pairs of a facet and a generator on it, the facets ascending."""
    counts, members = members_of(incidence.facets)
    facets = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(incidence.offsets[:-1], np.diff(enumeration.facet_offsets))
    return facets, first[facets] + members


def null_vectors(systems: Residues, prime: int) -> tuple[Residues, NDArray[np.bool_]]:
    """Return a solution of each system of equations modulo a prime, and where it is the only one.

    Parameters
    ----------
    systems
        int64 array (k, rows, size): the coefficients, from 0 to p - 1.
    prime
        The prime p, below 2**31.

    Returns
    -------
    ndarray of int64, shape (k, size)
        A solution whose last nonzero entry is 1.
    ndarray of bool, shape (k,)
        Whether all others are multiples of it.

    Examples
    --------
    >>> null_vectors(np.array([[[1, 0, 4], [2, 1, 0]], [[1, 0, 4], [2, 0, 1]]]), 7)
    (array([[3, 1, 1],
           [0, 1, 0]]), array([ True, False]))
    """
    if not systems.shape[1]:
        systems = np.zeros((len(systems), 1, systems.shape[2]), dtype=np.int64)
    rows = systems % prime
    count, height, size = rows.shape
    ranks = np.zeros(count, dtype=np.int64)
    pivots = np.full((count, size), -1)
    heights = np.arange(height)
    for column in range(size):
        free = (rows[:, :, column] != 0) & (heights >= ranks[:, np.newaxis])
        found = np.flatnonzero(free.any(axis=1))
        chosen, target = free[found].argmax(axis=1), ranks[found]
        pivot = rows[found, chosen]
        rows[found, chosen] = rows[found, target]
        pivot = pivot * _inverses(pivot[:, column], prime)[:, np.newaxis] % prime
        factors = rows[found, :, column]
        factors[np.arange(len(found)), target] = 0
        reduced = rows[found] - factors[:, :, np.newaxis] * pivot[:, np.newaxis, :]
        reduced %= prime
        reduced[np.arange(len(found)), target] = pivot
        rows[found] = reduced
        pivots[found, column] = target
        ranks[found] += 1
    free_column = np.where(pivots < 0, np.arange(size), size).min(axis=1)
    each = np.arange(count)
    proved = ranks == size - 1
    # Where all columns have pivots the only solution is zero, and none is asked for.
    column = np.minimum(free_column, size - 1)
    vectors = np.zeros((count, size), dtype=np.int64)
    for place in range(size):
        has_pivot = pivots[:, place] >= 0
        vectors[has_pivot, place] = (-rows[each, pivots[:, place], column] % prime)[has_pivot]
    vectors[each, column] = 1
    return vectors, proved


def _inverses(values: Residues, prime: int) -> Residues:
    """Return the inverses modulo a prime, by Fermat's little theorem."""
    inverses = np.ones_like(values)
    powers, exponent = values % prime, prime - 2
    while exponent:
        if exponent & 1:
            inverses = inverses * powers % prime
        powers = powers * powers % prime
        exponent >>= 1
    return inverses
