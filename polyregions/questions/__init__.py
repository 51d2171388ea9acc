"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.steepness import (
    ClassConstants,
    LipschitzConstant,
    PartialLipschitz,
    lipschitz,
)

__all__ = [
    "ClassConstants",
    "LipschitzConstant",
    "PartialLipschitz",
    "lipschitz",
]
