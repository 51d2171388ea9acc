"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""

from polyregions.questions.extrema import (
    Extremum,
    PartialExtremum,
    UnboundedExtremum,
    found_extremum,
    maximise,
    minimise,
)

__all__ = [
    "Extremum",
    "PartialExtremum",
    "UnboundedExtremum",
    "found_extremum",
    "maximise",
    "minimise",
]
