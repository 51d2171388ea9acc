"""Statements of Kogan, Jananthan and Kepner about random networks of one input.

J. Kogan, H. Jananthan, J. Kepner, "Complexity of One-Dimensional ReLU DNNs", arXiv:2512.08091.

The networks have one input, weights N(0, 2 / fan-in) and biases N(0, 1).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from polyregions.errors import ConstructionError
from polyregions.one_dimension import BreakpointTable, DenseNetwork, find_breakpoints
from polyregions.refinement import Execution
from polyregions.theorems.statements.hidden_widths import hidden_widths
from polyregions.theorems.statements.samples import mean_near
from polyregions.theorems.statements.statement import (
    Outcome,
    Publication,
    Statement,
    Verdict,
    points,
)

__all__ = ["PUBLICATION", "STATEMENTS"]

PUBLICATION = Publication("Kogan, Jananthan, Kepner", 2025, "arXiv:2512.08091")


def _expected_regions(execution: Execution, widths: int | str, samples: int, seed: int) -> Outcome:
    sizes = hidden_widths(widths)
    tables = _tables(sizes, samples, seed)
    return mean_near(sum(sizes) + 1, [table.open_connected for table in tables])


def _one_breakpoint_a_unit(
    execution: Execution, widths: int | str, layer: int, samples: int, seed: int
) -> Outcome:
    sizes = hidden_widths(widths)
    width = sizes[_checked(layer, sizes) - 1]
    tables = _tables(sizes, samples, seed)
    return mean_near(1, [table.of_layer(layer) / width for table in tables])


def _breakpoints_reach_the_output(
    execution: Execution, widths: int | str, layer: int, samples: int, seed: int
) -> Outcome:
    sizes = hidden_widths(widths)
    probability = math.prod(1 - 2.0**-n for n in sizes[_checked(layer, sizes) :])
    found = np.array(
        [
            (np.count_nonzero(table.bends & (table.layers == layer)), table.of_layer(layer))
            for table in _tables(sizes, samples, seed)
        ]
    ).reshape(-1, 2)
    bends, breakpoints = found.T
    if not np.any(breakpoints):
        raise ConstructionError("no sample has a breakpoint of the layer: give more samples")
    # Scaled so that its mean is the share of the sample's breakpoints that bend the output.
    gaps = (bends - probability * breakpoints) / breakpoints.mean()
    return mean_near(probability, (gaps + probability).tolist())


def _tables(widths: list[int], samples: int, seed: int) -> Iterator[BreakpointTable]:
    for i in range(samples):
        yield find_breakpoints(DenseNetwork.he_random(widths, seed=seed + i, bias_std=1.0))


def _checked(layer: int, widths: list[int]) -> int:
    if not 1 <= layer <= len(widths):
        raise ConstructionError(f"layer is {layer}: give a hidden layer, 1 to {len(widths)}")
    return layer


STATEMENTS = (
    Statement(
        name="expected-regions",
        text=(
            "The expected number of linear regions on R is sum n_l + 1 up to lower order in wide "
            "networks."
        ),
        publication=PUBLICATION,
        place="Theorem 4.2",
        check=_expected_regions,
        defaults=points({"widths": ["40", "20-20", "15-15-15"], "samples": [40], "seed": [0]}),
        expected=Verdict.CONSISTENT,
    ),
    Statement(
        name="one-breakpoint-a-unit",
        text="In wide networks every unit, of whatever layer, has one breakpoint in the mean.",
        publication=PUBLICATION,
        place="the layers of Theorem 4.2, as in polyregions.one_dimension.expected_breakpoints",
        check=_one_breakpoint_a_unit,
        defaults=points({"widths": ["20-20-20"], "layer": [1, 2, 3], "samples": [40], "seed": [0]}),
        expected=Verdict.CONSISTENT,
    ),
    Statement(
        name="breakpoints-reach-the-output",
        text=(
            "With high probability a breakpoint of any layer bends the output. Exactly: with "
            "probability prod_{l' > l} (1 - 2^(-n_l')), since each later unit is active there with "
            "probability 1/2."
        ),
        publication=PUBLICATION,
        place="breakpoints propagate to the output; the probability is of polyregions",
        check=_breakpoints_reach_the_output,
        defaults=points(
            {"widths": ["3-2-2"], "layer": [1, 2], "samples": [300], "seed": [0]},
            {"widths": ["10-5-5"], "layer": [1], "samples": [60], "seed": [0]},
        ),
        expected=Verdict.CONSISTENT,
    ),
)
