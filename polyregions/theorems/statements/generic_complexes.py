"""What statements about generic networks suppose of their faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from polyregions.errors import ConstructionError

if TYPE_CHECKING:
    from polyregions.complexes import FaceLattice

__all__ = ["check_codimensions"]


def check_codimensions(lattice: FaceLattice) -> None:
    """Check that on every face of dimension k exactly n0 - k pre-activations vanish.

    So it is for networks that are generic and supertransversal, on R^n0: M. Masden, "Algorithmic
    Determination of the Combinatorial Structure of the Linear Regions of ReLU Neural Networks",
    SIAM Journal on Applied Algebra and Geometry 9, 2025, Lemma 16 of arXiv:2207.07696v1.

    Raises
    ------
    ConstructionError
        If it is not so.
    """
    inputs = lattice.complex.network.inputs
    for dimension in lattice.dimensions:
        zeros = np.count_nonzero(lattice.faces(dimension).signs == 0, axis=1)
        if np.any(zeros != inputs - dimension):
            raise ConstructionError(
                f"a face of dimension {dimension} lies in the zero sets of "
                f"{int(zeros[zeros != inputs - dimension][0])} units, so that the network is not "
                "generic: take another seed"
            )
