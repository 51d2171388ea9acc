"""Ternary networks that compute the functions of integer networks."""

from polyregions.constructions.ternarisation.integers import integer_network, is_ternary
from polyregions.constructions.ternarisation.schemes import (
    INTERMEDIATES,
    SCHEMES,
    TernarisedLayer,
    TernarisedNetwork,
    ternarise,
)

__all__ = [
    "INTERMEDIATES",
    "SCHEMES",
    "TernarisedLayer",
    "TernarisedNetwork",
    "integer_network",
    "is_ternary",
    "ternarise",
]
