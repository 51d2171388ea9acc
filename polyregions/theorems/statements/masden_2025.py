"""A statement of Masden: around every face of a generic complex lie all combinations of signs.

M. Masden, "Algorithmic Determination of the Combinatorial Structure of the Linear Regions of ReLU
Neural Networks", SIAM Journal on Applied Algebra and Geometry 9, 374-404, 2025; arXiv:2207.07696.
"""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import regions
from polyregions.constructions import he_random
from polyregions.refinement import Execution
from polyregions.theorems.statements.generic_complexes import check_codimensions
from polyregions.theorems.statements.hidden_widths import hidden_widths
from polyregions.theorems.statements.statement import Outcome, Publication, Statement, points

if TYPE_CHECKING:
    from polyregions.complexes import FaceLattice

__all__ = ["PUBLICATION", "STATEMENTS"]

PUBLICATION = Publication("Masden", 2025, "arXiv:2207.07696")


def _cubical_dual(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    network = he_random((inputs, *hidden_widths(widths), 1), seed=seed)
    lattice = regions(network, engine=execution.engine).face_lattice
    check_codimensions(lattice)
    around = {
        (k, upper): _faces_around(lattice, k, upper)
        for k in lattice.dimensions
        for upper in range(k + 1, inputs + 1)
    }
    claimed = {(k, u): comb(inputs - k, u - k) * 2 ** (u - k) for k, u in around}
    wrong = [pair for pair in around if set(around[pair].tolist()) != {claimed[pair]}]
    least = min(lattice.dimensions)
    return Outcome(
        "as in a cube",
        f"as in a cube, {claimed[least, inputs]} cells around each face of dimension {least}"
        if not wrong
        else f"not as in a cube around faces of dimension {wrong[0][0]}",
        not wrong,
        f"{sum(lattice.f_vector)} faces",
    )


def _faces_around(lattice: FaceLattice, lower: int, upper: int) -> NDArray[np.int64]:
    """Return how many faces of a dimension hold each face of a lower one."""
    return np.asarray(lattice.incidence(upper, lower).sum(axis=1), dtype=np.int64)


STATEMENTS = (
    Statement(
        name="cubical-dual",
        text=(
            "In the complex of a generic network each face of dimension k lies in "
            "C(n0-k, j) 2^j faces of dimension k+j, as many as its dual cube of dimension n0-k has "
            "faces of dimension n0-k-j: every combination of signs of the units that vanish on it "
            "is taken around it."
        ),
        publication=PUBLICATION,
        place="the dual complex is cubical",
        check=_cubical_dual,
        defaults=points(
            {"inputs": [1, 2], "widths": ["5", "4-3"], "seed": [0, 1]},
            {"inputs": [3], "widths": ["4", "4-3", "2-2"], "seed": [0]},
        ),
    ),
)
