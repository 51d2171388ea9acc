"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.steepness import (
    ClassConstants,
    LargestRoot,
    LipschitzConstant,
    PartialLipschitz,
    lipschitz,
)

__all__ = [
    "ClassConstants",
    "LargestRoot",
    "LipschitzConstant",
    "PartialLipschitz",
    "lipschitz",
]
