"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.answers import json_point, number_text, point_text
from polyregions.questions.measures import (
    ClassProbabilities,
    OutputMeasures,
    class_probabilities,
)
from polyregions.questions.steepness import (
    ClassConstants,
    LipschitzConstant,
    PartialLipschitz,
    lipschitz,
)

__all__ = [
    "ClassConstants",
    "ClassProbabilities",
    "LipschitzConstant",
    "OutputMeasures",
    "PartialLipschitz",
    "class_probabilities",
    "json_point",
    "lipschitz",
    "number_text",
    "point_text",
]
