"""An exact brute force for small networks, in fractions, that shares no code with the package.

Of the package it reads the parameters of a network and the rows of a domain, and nothing else.
"""

from tests.helpers.brute.coarsening import coarsest_convex, is_convex_coarsening
from tests.helpers.brute.definitions import six_counts
from tests.helpers.brute.faces import BruteComplex, BruteFace, brute_complex
from tests.helpers.brute.homology import Homology, homology
from tests.helpers.brute.sets import (
    brute_decision,
    brute_level,
    brute_persistence,
    number_of_components,
)

__all__ = [
    "BruteComplex",
    "BruteFace",
    "Homology",
    "brute_complex",
    "brute_decision",
    "brute_level",
    "brute_persistence",
    "coarsest_convex",
    "homology",
    "is_convex_coarsening",
    "number_of_components",
    "six_counts",
]
