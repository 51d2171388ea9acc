"""Vertices and rays of a complex as homogeneous vectors, found where somebody asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, ScaledVectors, signs_of_products

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["KnownGenerators"]

Indices = NDArray[np.int64]


class KnownGenerators:
    """The vertices and rays (x_1, ..., x_n, w) of a complex by their numbers, w = 0 for rays.

    They are computed once, where they are asked for.

    Parameters
    ----------
    lattice
        The faces of the complex.
    """

    def __init__(self, lattice: FaceLattice) -> None:
        count = lattice.vertex_count + lattice.ray_count
        inputs = lattice.complex.network.inputs
        self._lattice = lattice
        self._vectors: NDArray[Any] = np.zeros((count, inputs + 1), dtype=object)
        self._images = np.zeros((count, inputs + 1))
        self._known = np.zeros(count, dtype=bool)
        rows = lattice.complex.domain.rows
        self._slacks = ScaledVectors([(*(-a for a in r[:-1]), r[-1]) for r in rows], inputs + 1)

    def exact(self, numbers: Indices) -> NDArray[Any]:
        """Return primitive vectors, an array (k, n0 + 1) of Python's integers."""
        self._find(numbers)
        return self._vectors[numbers]

    def images(self, numbers: Indices) -> NDArray[np.float64]:
        """Return the vectors divided by their largest entries, in the nearest floats."""
        self._find(numbers)
        return self._images[numbers]

    def slacks(self, numbers: Indices) -> NDArray[Any]:
        """Return by how much they fulfil each inequality of the domain, (k, rows) integers."""
        size = len(self._slacks), self._images.shape[1]
        forms = np.array(self._slacks.exact, dtype=object).reshape(size)
        found: NDArray[Any] = self.exact(numbers) @ forms.T
        return found

    def are_inside(self, numbers: Indices) -> NDArray[np.bool_]:
        """Return whether they fulfil each inequality of the domain strictly, bool (k, rows)."""
        wanted, places = np.unique(numbers, return_inverse=True)
        vectors = [tuple(row) for row in self.exact(wanted).tolist()]
        known = ScaledVectors(vectors, self._images.shape[1])
        return (signs_of_products(known, self._slacks) > 0)[places.reshape(-1)]

    def _find(self, numbers: Indices) -> None:
        missing = np.unique(numbers[~self._known[numbers]])
        if not len(missing):
            return
        found: list[IntegerVector] = [()] * len(missing)
        for place, vector in self._lattice.generators(self._lattice.heads[missing]):
            found[place] = vector
        for number, vector in zip(missing.tolist(), found, strict=True):
            self._vectors[number] = vector
        self._images[missing] = ScaledVectors(found).floats
        self._known[missing] = True
