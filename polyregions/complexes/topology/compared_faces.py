"""The faces of a complex, cut further so that comparisons of the outputs have one sign on each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.faces import FaceLattice, Faces, face_lattice
from polyregions.errors import OutOfTime
from polyregions.networks import Layer, Network
from polyregions.refinement import Execution, Partial, enumerate_cells

__all__ = ["ComparedFaces"]


class ComparedFaces:
    """The faces of a complex under comparisons of its outputs, which are units behind its network.

    The engine of the complex finds the regions of the longer network, so that all is as exact as
    the regions are. What was found last is kept: several sets are often told by one comparison.

    Parameters
    ----------
    complex
        The regions of a network.
    """

    def __init__(self, complex: CellComplex) -> None:
        self.complex = complex
        self._last: tuple[Layer, FaceLattice] | None = None

    def lattice(self, comparisons: Layer) -> FaceLattice:
        """Return all faces of the complex of the network followed by a layer.

        Raises
        ------
        TooLargeError
            If there are more than memory holds.
        OutOfTime
            If the time is up before.
        """
        if self._last is None or self._last[0] != comparisons:
            self._last = None  # so that memory has room for the new ones
            self._last = comparisons, face_lattice(self._refined(comparisons))
        return self._last[1]

    def signs(self, faces: Faces) -> NDArray[np.int8]:
        """Return the signs of the comparisons on some of these faces, int8 array (k, units)."""
        byte, bit = divmod(self.complex.integer_form.units, 8)
        count = faces.units - 8 * byte
        active = np.unpackbits(faces.patterns[:, byte:], axis=1, count=count)[:, bit:]
        vanishing = np.unpackbits(faces.vanishing[:, byte:], axis=1, count=count)[:, bit:]
        signs: NDArray[np.int8] = np.where(active, 1, np.where(vanishing, 0, -1)).astype(np.int8)
        return signs

    def _refined(self, comparisons: Layer) -> CellComplex:
        network = Network([*self.complex.network.layers, comparisons])
        domain, engine = self.complex.domain, self.complex.engine
        found = enumerate_cells(network, domain, Execution(engine))
        if isinstance(found, Partial):
            raise OutOfTime
        return CellComplex(network, domain, engine, found)
