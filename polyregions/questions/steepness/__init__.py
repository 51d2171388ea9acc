"""How steep a network is: exact Lipschitz constants, and the regions that attain them."""

from polyregions.questions.steepness.constants import (
    ClassConstants,
    LipschitzConstant,
    PartialLipschitz,
)
from polyregions.questions.steepness.finding import lipschitz
from polyregions.questions.steepness.norms import NORMS

__all__ = [
    "NORMS",
    "ClassConstants",
    "LipschitzConstant",
    "PartialLipschitz",
    "lipschitz",
]
