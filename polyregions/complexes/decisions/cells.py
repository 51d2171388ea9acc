"""The regions of a network cut further, so that in each cell the same outputs are largest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.decisions.tournament import Tournament, with_tournament
from polyregions.complexes.finding import regions
from polyregions.complexes.region_complex import RegionComplex
from polyregions.complexes.residues import OutputResidues
from polyregions.errors import InternalError
from polyregions.networks import IntegerForm, Network, SharedForms

__all__ = ["DecisionCells"]

Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class DecisionCells:
    """The regions of a network with a tournament of its outputs.

    Attributes
    ----------
    network
        The network whose outputs meet.
    refinement
        The complex of the network with the tournament.
    regions
        The region of the network in which each cell of the refinement lies, shape (N,).
    tournament
        Which outputs met in each cell, and which won.
    """

    network: Network
    refinement: RegionComplex
    regions: Indices
    tournament: Tournament

    @classmethod
    def of(cls, complex: RegionComplex, network: Network) -> DecisionCells:
        """Refine a complex by the outputs of a network with the same units."""
        refinement = regions(with_tournament(network), complex.domain, engine=complex.engine)
        patterns, units = refinement.enumeration.patterns, complex.integer_form.units
        bits = np.unpackbits(patterns, axis=1, count=refinement.integer_form.units)
        own = np.packbits(bits[:, :units], axis=1)
        # Patterns are sorted, so the cells of one region follow one another.
        begins = np.any(own[1:] != own[:-1], axis=1)
        position = np.concatenate([[0], np.cumsum(begins)])
        if not np.array_equal(own[np.flatnonzero([True, *begins])], complex.enumeration.patterns):
            raise InternalError("comparing the outputs changed the regions")
        return cls(network, refinement, position, Tournament.of(bits[:, units:], network.outputs))

    @property
    def form(self) -> IntegerForm:
        """The network scaled to integers."""
        return self.network.integer_form

    def bits(self, cell: int) -> tuple[int, ...]:
        """Return the bits of the network's own units in a cell."""
        return self.refinement.bits(cell)[: self.form.units]

    @cached_property
    def residues(self) -> NDArray[np.int64]:
        """The outputs in every region modulo some primes, shape (regions, primes, m, n0 + 1)."""
        first = np.flatnonzero(np.diff(self.regions, prepend=-1))
        units = self.refinement.integer_form.units
        bits = np.unpackbits(self.refinement.enumeration.patterns[first], axis=1, count=units)
        patterns = np.packbits(bits[:, : self.form.units], axis=1)
        found = OutputResidues(self.form)(patterns).astype(np.int64)
        return found.reshape(len(first), -1, self.network.outputs, self.network.inputs + 1)

    @cached_property
    def largest(self) -> Mask:
        """Which outputs are equal to the largest one throughout each cell, shape (N, m)."""
        winner = self.tournament.winner
        found: Mask = np.arange(self.network.outputs) == winner[:, None]
        # Forms with different residues are different; the others are compared exactly.
        keys = _keys(self.residues)[self.regions]
        candidates = keys == np.take_along_axis(keys, winner[:, None], axis=1)
        shared = SharedForms(self.form)
        for cell in np.flatnonzero(np.count_nonzero(candidates, axis=1) > 1).tolist():
            forms = shared.outputs(self.bits(cell))
            found[cell] = [form == forms[winner[cell]] for form in forms]
        return found


def _keys(residues: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return one number for every output in every region, equal for equal residues."""
    count, _, outputs, _ = residues.shape
    values = np.moveaxis(residues, 2, 1).reshape(count, outputs, -1).astype(np.uint64)
    factors = np.array([pow(_MULTIPLIER, k, 2**64) for k in range(values.shape[2])], np.uint64)
    keys: NDArray[np.uint64] = np.sum(values * factors, axis=2, dtype=np.uint64)
    return keys


# Any factors keep equal residues equal; the powers of this one spread different residues well.
_MULTIPLIER = 6364136223846793005
