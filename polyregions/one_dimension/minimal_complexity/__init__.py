"""The minimal linear complexity N_f(epsilon) of functions of one variable."""

from polyregions.one_dimension.minimal_complexity.complexity import (
    Approximation,
    DiscontinuousApproximation,
    minimal_complexity,
    minimal_pieces,
)
from polyregions.one_dimension.minimal_complexity.complexity_bounds import (
    ComplexityBounds,
    complexity_bounds,
)

__all__ = [
    "Approximation",
    "ComplexityBounds",
    "DiscontinuousApproximation",
    "complexity_bounds",
    "minimal_complexity",
    "minimal_pieces",
]
