"""Statements of Hanin and Rolnick about random networks.

B. Hanin, D. Rolnick: "Complexity of Linear Regions in Deep Networks", ICML 2019,
arXiv:1901.09021; "Deep ReLU Networks Have Surprisingly Few Activation Patterns", NeurIPS 2019,
arXiv:1906.00904.
"""

from __future__ import annotations

import math

import numpy as np

from polyregions.constructions import he_random
from polyregions.errors import ConstructionError
from polyregions.one_dimension import DenseNetwork, find_breakpoints
from polyregions.refinement import Execution
from polyregions.theorems.counting import complete_count
from polyregions.theorems.statements.hidden_widths import hidden_widths
from polyregions.theorems.statements.samples import mean_at_most, mean_near
from polyregions.theorems.statements.statement import (
    Outcome,
    Publication,
    Statement,
    Verdict,
    points,
)

__all__ = ["DENSITY", "PATTERNS", "STATEMENTS"]

DENSITY = Publication("Hanin, Rolnick", 2019, "arXiv:1901.09021")
PATTERNS = Publication("Hanin, Rolnick", 2019, "arXiv:1906.00904")

_BIAS_STD = 1.0
_INTERVAL = (-1, 2)


def _breakpoint_density(
    execution: Execution, widths: int | str, samples: int, seed: int
) -> Outcome:
    length = _INTERVAL[1] - _INTERVAL[0]
    generator = np.random.default_rng(seed)
    gaps = []
    for i in range(samples):
        network = DenseNetwork.he_random(hidden_widths(widths), seed + i, _BIAS_STD)
        found = len(find_breakpoints(network, _INTERVAL))
        gaps.append(found - length * _density_at(network, generator.uniform(*_INTERVAL)))
    return mean_near(0, gaps)


def _density_at(network: DenseNetwork, x: float) -> float:
    """Return the sum of |z'| rho_b over the units, rho_b the density of the bias where z = 0."""
    value, slope, total = np.array([x]), np.array([1.0]), 0.0
    for layer in network.layers[:-1]:
        linear, derivative = layer.weights @ value, layer.weights @ slope
        density = np.exp(-((linear / _BIAS_STD) ** 2) / 2) / (_BIAS_STD * math.sqrt(2 * math.pi))
        total += float(np.abs(derivative) @ density)
        active = linear + layer.bias > 0
        value, slope = np.where(active, linear + layer.bias, 0), derivative * active
    return total


def _activation_patterns(
    execution: Execution, inputs: int, widths: int | str, samples: int, seed: int
) -> Outcome:
    if inputs < 2:
        raise ConstructionError(f"inputs is {inputs}: give at least 2")
    sizes = hidden_widths(widths)
    networks = (he_random((inputs, *sizes, 1), seed=seed + i) for i in range(samples))
    found = [
        complete_count(network, definition="proper_activation", execution=execution).count
        for network in networks
    ]
    return mean_at_most(sum(sizes) ** inputs, found)


STATEMENTS = (
    Statement(
        name="breakpoint-density",
        text=(
            "For one input the expected number of activation breakpoints in an interval is the "
            "integral over x of the sum over the units of E |z'(x)| rho_b, the density of the "
            "unit's bias at the value for which z(x) = 0; the difference of both sides is compared "
            "with 0."
        ),
        publication=DENSITY,
        place="the density of breakpoints",
        check=_breakpoint_density,
        defaults=points({"widths": ["10", "5-5", "8-8-8"], "samples": [200], "seed": [0]}),
        expected=Verdict.CONSISTENT,
    ),
    Statement(
        name="activation-patterns",
        text=(
            "At initialisation the average number of activation regions is at most the number of "
            "units raised to the number of inputs, n0 >= 2, up to constants; here without any."
        ),
        publication=PATTERNS,
        place="the average number of patterns",
        check=_activation_patterns,
        defaults=points(
            {"inputs": [2], "widths": ["10", "6-6", "5-5-5"], "samples": [20], "seed": [0]},
            {"inputs": [3], "widths": ["4-4"], "samples": [10], "seed": [0]},
        ),
        expected=Verdict.CONSISTENT,
    ),
)
