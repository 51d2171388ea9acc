"""Statements of Buck: the faces of each dimension of an arrangement in general position.

R. C. Buck, "Partition of Space", The American Mathematical Monthly 50, 541-544, 1943.
"""

from __future__ import annotations

from polyregions.complexes import regions
from polyregions.networks import Layer, Network
from polyregions.refinement import Execution
from polyregions.theorems.bound_formulas import buck_1943_faces
from polyregions.theorems.statements.statement import Outcome, Publication, Statement, points
from polyregions.theorems.statements.zaslavsky_1975 import (
    POSITIONS,
    arrangement_in_position,
    is_in_general_position,
)

__all__ = ["PUBLICATION", "STATEMENTS"]

PUBLICATION = Publication("Buck", 1943, "The American Mathematical Monthly 50")


def _faces(execution: Execution, inputs: int, width: int, position: str, seed: int) -> Outcome:
    rows = arrangement_in_position(inputs, width, position, seed)
    layer = Layer([row[:-1] for row in rows], [row[-1] for row in rows])
    network = Network([layer, Layer([[1] * width], None, "identity")])
    lattice = regions(network, engine=execution.engine).face_lattice
    dimensions = range(inputs + 1)
    computed, bounded = lattice.f_vector, lattice.bounded_f_vector
    most = tuple(buck_1943_faces(inputs, [width], k) for k in dimensions)
    most_bounded = tuple(buck_1943_faces(inputs, [width], k, bounded=True) for k in dimensions)
    if is_in_general_position(rows):
        holds = (computed, bounded) == (most, most_bounded)
        return Outcome(_counts(most, most_bounded), _counts(computed, bounded), holds)
    fewer = all(k <= most[i] for i, k in enumerate(computed)) and computed != most
    return Outcome(f"fewer than {_counts(most)}", _counts(computed), fewer)


def _counts(faces: tuple[int, ...], bounded: tuple[int, ...] = ()) -> str:
    text = ", ".join(map(str, faces))
    return f"{text}; bounded {', '.join(map(str, bounded))}" if bounded else text


STATEMENTS = (
    Statement(
        name="arrangement-faces",
        text=(
            "n hyperplanes in general position have C(n, n0-k) sum_{j <= k} C(n-n0+k, j) faces of "
            "dimension k, C(n, n0-k) C(n-n0+k-1, k) of them bounded; in other positions they have "
            "no more of any dimension, and fewer of some."
        ),
        publication=PUBLICATION,
        place="the numbers of faces and of bounded faces",
        check=_faces,
        defaults=points(
            {"inputs": [1], "width": [4], "position": ["general", "concurrent"], "seed": [0]},
            {"inputs": [2], "width": [1, 2], "position": ["general"], "seed": [0]},
            {"inputs": [2], "width": [3, 6], "position": POSITIONS, "seed": [0]},
            {"inputs": [3], "width": [2], "position": ["general"], "seed": [0]},
            {"inputs": [3], "width": [5], "position": POSITIONS, "seed": [0]},
            {"inputs": [4], "width": [6], "position": ["general"], "seed": [0]},
        ),
    ),
)
