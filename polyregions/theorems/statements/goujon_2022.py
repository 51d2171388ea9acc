"""A statement of Goujon, Etemadi and Unser: the density of regions along a line.

A. Goujon, A. Etemadi, M. Unser, "On the Number of Regions of Piecewise Linear Neural Networks",
arXiv:2206.08615, bound the expected density of linear regions along a path by depth, width and a
measure of the activation's complexity, up to a factor. For He weights this is a factor of our own:
along a unit vector a pre-activation z has E (dz/dt)^2 = 2 / n0 in every layer, since each unit is
active with probability 1/2 whatever the size of its derivative; and z vanishes where its own bias,
which is independent of dz/dt and has a density of at most 1 / (b sqrt(2 pi)), takes one value. So a
unit has at most sqrt(2 / n0) / (b sqrt(2 pi)) = 1 / (b sqrt(pi n0)) breakpoints per unit of length.
"""

from __future__ import annotations

import math

from polyregions.complexes import random_segments, segment_regions
from polyregions.constructions import he_random
from polyregions.refinement import Execution
from polyregions.theorems.statements.hidden_widths import hidden_widths
from polyregions.theorems.statements.samples import mean_at_most
from polyregions.theorems.statements.statement import (
    Outcome,
    Publication,
    Statement,
    Verdict,
    points,
)

__all__ = ["PUBLICATION", "STATEMENTS"]

PUBLICATION = Publication("Goujon, Etemadi, Unser", 2022, "arXiv:2206.08615")

_BIAS_STD = 0.5
_SAMPLES = 40


def _line_density(execution: Execution, inputs: int, widths: int | str, seed: int) -> Outcome:
    sizes = hidden_widths(widths)
    bound = sum(sizes) / (_BIAS_STD * math.sqrt(math.pi * inputs))
    segments = random_segments([[-1 / 4, 1 / 4]] * inputs, _SAMPLES, seed)
    densities = [
        segment_regions(
            he_random((inputs, *sizes, 1), seed=seed + i, bias_std=_BIAS_STD), *segment
        ).activation_density
        for i, segment in enumerate(segments)
    ]
    return mean_at_most(bound, densities)


STATEMENTS = (
    Statement(
        name="line-density",
        text=(
            "Along a line the expected density of regions is at most depth times width times a "
            "constant of the activation; for He weights and biases of deviation b, "
            "1 / (b sqrt(pi n0)) a unit."
        ),
        publication=PUBLICATION,
        place="the expected density along a path; the constant is of polyregions",
        check=_line_density,
        defaults=points(
            {"inputs": [2, 5], "widths": ["10", "10-10", "10-10-10-10"], "seed": [0]},
            {"inputs": [2], "widths": ["20-20", "60"], "seed": [0]},
        ),
        expected=Verdict.CONSISTENT,
    ),
)
