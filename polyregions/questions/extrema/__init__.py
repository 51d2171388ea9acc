"""Exact maxima and minima of what a network computes, by branch and bound over its regions."""

from polyregions.questions.extrema.answers import Extremum, PartialExtremum, UnboundedExtremum
from polyregions.questions.extrema.search import found_extremum, maximise, minimise

__all__ = [
    "Extremum",
    "PartialExtremum",
    "UnboundedExtremum",
    "found_extremum",
    "maximise",
    "minimise",
]
