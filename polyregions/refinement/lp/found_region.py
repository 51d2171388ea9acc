"""What is kept of a final cell: no more than the enumeration needs, so that it travels cheaply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, ScaledVectors, negated
from polyregions.networks import IntegerForm
from polyregions.refinement.adjacency import patterns_across
from polyregions.refinement.lp.cell import Cell

__all__ = ["FoundRegion", "packed_patterns"]


class FoundRegion(NamedTuple):
    """A region with its facets.

    Attributes
    ----------
    pattern
        Its bits, packed big-endian.
    interior
        A point strictly inside.
    hyperplanes
        For each facet its hyperplane: a ReLU unit, or -1 - k for row k of the domain.
    across
        The patterns of the regions across those facets that are not the domain's.
    """

    pattern: bytes
    interior: IntegerVector
    hyperplanes: tuple[int, ...]
    across: tuple[bytes, ...]

    @classmethod
    def of(cls, network: IntegerForm, unit_forms: ScaledVectors | None, cell: Cell) -> FoundRegion:
        """Return what is kept of a final cell that is given by its facets alone.

        Parameters
        ----------
        network
            The network.
        unit_forms
            The pre-activations of all ReLU units there; None: what lies across is not wanted.
        cell
            The cell.
        """
        if unit_forms is None:
            return cls(_packed(cell.bits), cell.interior, cell.carriers, ())
        inner = [k for k, carrier in enumerate(cell.carriers) if carrier >= 0]
        points = [cell.facet_point(k) for k in inner]
        outward = [negated(cell.constraints.vector(k)[:-1]) for k in inner]
        across = patterns_across(network, cell.bits, unit_forms, points, outward)
        packed = [_packed(bits) for bits in across]
        return cls(_packed(cell.bits), cell.interior, cell.carriers, tuple(packed))


def _packed(bits: Sequence[int]) -> bytes:
    return np.packbits(np.array(bits, dtype=np.uint8)).tobytes()


def packed_patterns(regions: Sequence[FoundRegion]) -> NDArray[np.uint8]:
    """Return the patterns of regions as rows of packed bits."""
    width = len(regions[0].pattern) if regions else 0
    joined = b"".join(region.pattern for region in regions)
    return np.frombuffer(joined, dtype=np.uint8).reshape(len(regions), width)
