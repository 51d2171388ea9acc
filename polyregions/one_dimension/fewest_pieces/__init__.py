"""The minimal linear complexity N_f(epsilon) of functions of one variable."""

from polyregions.one_dimension.fewest_pieces.callables import (
    ComplexityBounds,
    complexity_bounds,
)
from polyregions.one_dimension.fewest_pieces.complexity import (
    Approximation,
    DiscontinuousApproximation,
    minimal_complexity,
    minimal_pieces,
)

__all__ = [
    "Approximation",
    "ComplexityBounds",
    "DiscontinuousApproximation",
    "complexity_bounds",
    "minimal_complexity",
    "minimal_pieces",
]
