"""How far it is from a point to where the class changes, to a class, and to the next region."""

from polyregions.questions.distances.answers import (
    CertifiedRadius,
    Distance,
    DistanceAtLeast,
    InfiniteDistance,
    RadiusAtLeast,
)
from polyregions.questions.distances.asking import (
    certified_radius,
    distance_to_boundary,
    distance_to_class,
    distance_to_facet,
)

__all__ = [
    "CertifiedRadius",
    "Distance",
    "DistanceAtLeast",
    "InfiniteDistance",
    "RadiusAtLeast",
    "certified_radius",
    "distance_to_boundary",
    "distance_to_class",
    "distance_to_facet",
]
