"""The level set of an output as faces of the complex that it cuts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import repr_of_fields
from polyregions.complexes import RegionComplex, regions
from polyregions.complexes.topology import OutputSet
from polyregions.networks import Network

__all__ = ["LevelSet", "level_set"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class LevelSet:
    """The set {F = t} of an output F, with the complex of which it is a union of faces.

    Attributes
    ----------
    refinement
        The regions cut by {F = t}: those of the network with one unit more, F - t.
    level
        The level t.
    """

    refinement: RegionComplex
    level: Fraction

    __repr__ = repr_of_fields

    @property
    def cell_regions(self) -> NDArray[np.int64]:
        """int64 array (N,): the region of the complex in which each cell of the refinement lies."""
        units = self.refinement.integer_form.units
        bits = np.unpackbits(self.refinement.enumeration.patterns, axis=1, count=units)
        # Patterns are sorted, so the cells of one region follow one another.
        begins = np.any(bits[1:, :-1] != bits[:-1, :-1], axis=1)
        regions: NDArray[np.int64] = np.concatenate([[0], np.cumsum(begins)])
        return regions

    def signs(self, dimension: int) -> NDArray[np.int8]:
        """Return the sign of F - t on each face of a dimension of the refinement, shape (k,)."""
        signs: NDArray[np.int8] = self.refinement.faces(dimension).signs[:, -1]
        return signs

    def visible(self, dimension: int) -> Mask:
        """Return which faces of a dimension are drawn for the level set, shape (k,).

        A point of {F = t} is drawn once: in the face of the highest dimension that has it, but of
        parts that have an inside only the surface, where F is not t on all regions around.
        """
        lattice = self.refinement.face_lattice
        if dimension not in lattice.dimensions:
            return np.zeros(0, dtype=bool)
        zero: Mask = self.signs(dimension) == 0
        inputs = lattice.dimensions[-1]
        if dimension == inputs - 1:
            faces = lattice.faces(dimension)
            flat = (self.signs(inputs) == 0)[faces.cells]
            return zero & ~np.logical_and.reduceat(flat, faces.cell_offsets[:-1])
        if dimension < inputs - 1:
            above = lattice.faces(dimension + 1)
            zero_above = np.repeat(self.signs(dimension + 1) == 0, np.diff(above.facet_offsets))
            zero[above.facets[zero_above]] = False
        return zero


def level_set(complex: RegionComplex, level: Any = 0, output: int = 0) -> LevelSet:
    """Cut the regions of a complex by a level set, exactly.

    Parameters
    ----------
    complex
        The complex.
    level
        The level, an exact number.
    output
        The output, counted from 0.

    Raises
    ------
    InvalidNumberError, UnknownOptionError
        If the level is no finite number, or there is no such output.

    Examples
    --------
    >>> import polyregions as pr
    >>> ridge = level_set(pr.regions(pr.montufar(inputs=2, width=4, depth=2)), 1)
    >>> len(ridge.refinement), ridge.visible(1).tolist().count(True)
    (8, 4)
    """
    chosen = OutputSet.of(complex.network, "level", output, level, None, closed=False)
    assert chosen.level is not None
    longer = Network([*complex.network.layers, chosen.comparisons()], complex.network.domain)
    return LevelSet(regions(longer, complex.domain, engine=complex.engine), chosen.level)
