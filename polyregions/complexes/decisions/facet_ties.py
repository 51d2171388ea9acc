"""On which facets outputs may tie: residues prove for most facets that none does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes.decisions.cells import DecisionCells
from polyregions.complexes.residues import UnitResidues

__all__ = ["possible_ties"]

Indices = NDArray[np.int64]

_FACETS_AT_ONCE = 8192


def possible_ties(cells: DecisionCells) -> Iterator[tuple[int, int, int, list[int]]]:
    """Yield the facets on which more outputs may be largest than throughout the cells beside it.

    Yields
    ------
    (cell, carrier, neighbour, outputs)
        A cell, the entries of one of its facets in the columns of the enumeration (every inner
        facet once, as one of the cell with the lower index), and the outputs that may be largest
        on it: those that are, and perhaps others.
    """
    found = cells.refinement.enumeration
    owners = np.repeat(np.arange(len(found), dtype=np.int64), np.diff(found.facet_offsets))
    across = found.facet_neighbours.astype(np.int64)
    once = np.flatnonzero((across < 0) | (owners < across))
    units = UnitResidues(cells.form)
    for start in in_time(range(0, len(once), _FACETS_AT_ONCE)):
        facets = once[start : start + _FACETS_AT_ONCE]
        here, there = owners[facets], across[facets]
        carriers = found.facet_hyperplanes[facets].astype(np.int64)
        tied = _may_tie(cells, here, carriers, units)
        everywhere = cells.largest[here] & np.where(there[:, None] < 0, True, cells.largest[there])
        for k in np.flatnonzero(np.any(tied & ~everywhere, axis=1)).tolist():
            outputs = np.flatnonzero(tied[k]).tolist()
            yield int(here[k]), int(carriers[k]), int(there[k]), outputs


def _may_tie(
    cells: DecisionCells, here: Indices, carriers: Indices, units: UnitResidues
) -> NDArray[np.bool_]:
    """Return which outputs may equal the largest one on facets of cells, shape (k, m)."""
    outputs = cells.residues[cells.regions[here], 0]
    facets = _facet_residues(cells, here, carriers, units)[:, None, :]
    winners = cells.tournament.winner[here][:, None, None]
    differences = outputs - np.take_along_axis(outputs, winners, axis=1)
    # A difference that vanishes on the facet is a multiple of the facet's form: its cross products
    # with one nonzero entry of the form vanish.
    pivots = np.argmax(facets != 0, axis=2)[:, :, None]
    pivot_of_facet = np.take_along_axis(facets, pivots, axis=2)
    pivot_of_difference = np.take_along_axis(differences, pivots, axis=2)
    crossed = pivot_of_facet * differences - pivot_of_difference * facets
    vanish: NDArray[np.bool_] = np.all(crossed % units.prime == 0, axis=2)
    return vanish


def _facet_residues(
    cells: DecisionCells, here: Indices, carriers: Indices, units: UnitResidues
) -> Indices:
    """Return a form that vanishes on each facet, modulo the prime, shape (k, n0 + 1)."""
    own, prime = cells.form.units, units.prime
    found = np.zeros((len(here), cells.network.inputs + 1), dtype=np.int64)
    for row in np.unique(carriers[carriers < 0]).tolist():
        *normal, offset = cells.refinement.domain.rows[-1 - row]
        found[carriers == row] = [a % prime for a in (*(-a for a in normal), offset)]
    at_unit = np.flatnonzero((carriers >= 0) & (carriers < own))
    if len(at_unit):
        involved, position = np.unique(here[at_unit], return_inverse=True)
        patterns = cells.refinement.enumeration.patterns[involved]
        bits = np.unpackbits(patterns, axis=1, count=own)
        found[at_unit] = units(bits)[position.reshape(-1), carriers[at_unit]]
    at_tie = np.flatnonzero(carriers >= own)
    outputs, match = cells.residues[cells.regions[here[at_tie]], 0], carriers[at_tie] - own
    left, right = cells.tournament.left, cells.tournament.right
    rows = np.arange(len(at_tie))
    found[at_tie] = (
        outputs[rows, right[here[at_tie], match]] - outputs[rows, left[here[at_tie], match]]
    ) % prime
    return found
