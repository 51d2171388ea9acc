"""What a network does on average: integrals, distribution functions, probabilities of classes."""

from polyregions.questions.measures.classes import (
    ClassProbabilities,
    class_probabilities,
)
from polyregions.questions.measures.output_measures import OutputMeasures

__all__ = ["ClassProbabilities", "OutputMeasures", "class_probabilities"]
