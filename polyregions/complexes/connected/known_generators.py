"""The vertices and rays of a complex as homogeneous vectors, in floats and exact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import ScaledVectors, signs_of_products

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["KnownGenerators"]

Indices = NDArray[np.int64]


class KnownGenerators:
    """The vertices and rays (x_1, ..., x_n, w) of a complex by their numbers, w = 0 for rays.

    Exact vectors are computed once, where they are asked for.

    Parameters
    ----------
    lattice
        The faces of the complex.

    Attributes
    ----------
    images
        float64 array (vertices + rays, n0 + 1): the nearest floats to positive multiples of the
        vectors, at most 1; no numbers where a vertex is beyond all floats.
    """

    def __init__(self, lattice: FaceLattice) -> None:
        count = lattice.vertex_count + lattice.ray_count
        size = lattice.complex.network.inputs + 1
        self._lattice = lattice
        self._vectors: NDArray[Any] = np.zeros((count, size), dtype=object)
        self._known = np.zeros(count, dtype=bool)
        rows = lattice.complex.domain.rows
        self._slacks = ScaledVectors([(*(-a for a in r[:-1]), r[-1]) for r in rows], size)
        rays = ScaledVectors([(*ray, 0) for ray in lattice.rays], size)
        self.images = np.concatenate([_images_of_points(lattice.points), rays.floats])

    def exact(self, numbers: Indices) -> NDArray[Any]:
        """Return primitive vectors, an array (k, n0 + 1) of Python's integers."""
        self._find(numbers)
        return self._vectors[numbers]

    def slacks(self, numbers: Indices) -> NDArray[Any]:
        """Return by how much they fulfil each inequality of the domain, (k, rows) integers."""
        size = len(self._slacks), self._vectors.shape[1]
        forms = np.array(self._slacks.exact, dtype=object).reshape(size)
        found: NDArray[Any] = self.exact(numbers) @ forms.T
        return found

    def are_inside(self, numbers: Indices) -> NDArray[np.bool_]:
        """Return whether they fulfil each inequality of the domain strictly, bool (k, rows)."""
        wanted, places = np.unique(numbers, return_inverse=True)
        vectors = [tuple(row) for row in self.exact(wanted).tolist()]
        known = ScaledVectors(vectors, self._vectors.shape[1])
        return (signs_of_products(known, self._slacks) > 0)[places.reshape(-1)]

    def _find(self, numbers: Indices) -> None:
        missing = np.unique(numbers[~self._known[numbers]])
        for number, vector in zip(missing.tolist(), self._lattice.exactly(missing), strict=True):
            self._vectors[number] = vector
        self._known[missing] = True


def _images_of_points(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points (x, 1) divided by powers of two, so that no entry is greater than 1."""
    homogeneous = np.concatenate([points, np.ones((len(points), 1))], axis=1)
    _, exponents = np.frexp(np.abs(homogeneous).max(axis=1, initial=0.0))
    with np.errstate(invalid="ignore", under="ignore"):
        images: NDArray[np.float64] = np.ldexp(homogeneous, -exponents[:, np.newaxis])
    return images
