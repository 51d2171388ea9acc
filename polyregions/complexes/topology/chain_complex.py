"""Chain complexes of finitely many cells, and what their homology is said by."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from polyregions.arithmetic import repr_of_fields
from polyregions.complexes.topology.coefficients import Coefficients
from polyregions.complexes.topology.sparse_columns import SparseColumns
from polyregions.errors import InternalError

if TYPE_CHECKING:
    from scipy.sparse import csc_array

__all__ = ["ChainComplex"]


@dataclass(frozen=True, eq=False)
class ChainComplex:
    """Free modules C_0, C_1, ..., each with its cells as a basis, and the boundaries between them.

    Attributes
    ----------
    sizes
        The number of cells of each dimension from 0 on.
    boundaries
        The boundary maps C_1 -> C_0, C_2 -> C_1, ...: column j of ``boundaries[k - 1]`` is the
        boundary of cell j of dimension k.
    coefficients
        The ring: modulo 2 every odd entry is 1.

    Raises
    ------
    InternalError
        If the shapes do not fit, or the boundary of a boundary is not zero.

    Examples
    --------
    >>> ends = SparseColumns(2, np.array([0, 2]), np.array([0, 1]), np.array([-1, 1]))
    >>> ChainComplex((2, 1), (ends,), Coefficients.INTEGERS).euler_characteristic
    1
    """

    sizes: tuple[int, ...]
    boundaries: tuple[SparseColumns, ...]
    coefficients: Coefficients

    __repr__ = repr_of_fields

    def __post_init__(self) -> None:
        if self.coefficients is Coefficients.GF2:
            remainders = tuple(boundary.modulo_two() for boundary in self.boundaries)
            object.__setattr__(self, "boundaries", remainders)
        shapes = [(boundary.rows, boundary.columns) for boundary in self.boundaries]
        if shapes != [*pairwise(self.sizes)]:
            raise InternalError(f"boundaries of shapes {shapes} for cells {self.sizes}")
        for lower, upper in pairwise(self.boundaries):
            product = (_scipy_matrix(lower) @ _scipy_matrix(upper)).data
            if np.any(product % 2 if self.coefficients is Coefficients.GF2 else product):
                raise InternalError("the boundary of a boundary is not zero")

    @property
    def euler_characteristic(self) -> int:
        """The alternating sum of the numbers of cells."""
        return sum((-1) ** k * size for k, size in enumerate(self.sizes))


def _scipy_matrix(matrix: SparseColumns) -> csc_array[np.int64]:
    from scipy.sparse import csc_array

    shape = matrix.rows, matrix.columns
    return csc_array((matrix.values, matrix.indices, matrix.offsets), shape=shape)
