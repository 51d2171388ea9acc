"""Functions and networks of one variable: breakpoints without polytopes, and their theory."""

from polyregions.one_dimension.breakpoint_table import METHODS, BreakpointTable, find_breakpoints
from polyregions.one_dimension.dense_network import DenseNetwork
from polyregions.one_dimension.ensembles import (
    BreakpointEnsemble,
    Mean,
    breakpoint_ensemble,
    checked_sample,
)
from polyregions.one_dimension.fewest_pieces import (
    Approximation,
    ComplexityBounds,
    DiscontinuousApproximation,
    complexity_bounds,
    minimal_complexity,
    minimal_pieces,
)
from polyregions.one_dimension.infinite_width import (
    arc_cosine,
    arc_cosine_derivative,
    covariance,
    covariance_derivative,
    variance,
)
from polyregions.one_dimension.interval import Interval
from polyregions.one_dimension.operations import composed, restricted, sup_distance
from polyregions.one_dimension.piecewise_linear import PiecewiseLinear
from polyregions.one_dimension.predictions import (
    breakpoint_density,
    breakpoint_scale,
    expected_breakpoints,
    expected_regions,
)
from polyregions.one_dimension.sparsity import (
    RegionAdaptiveSparsity,
    SparsityRow,
    region_adaptive_sparsity,
)

__all__ = [
    "METHODS",
    "Approximation",
    "BreakpointEnsemble",
    "BreakpointTable",
    "ComplexityBounds",
    "DenseNetwork",
    "DiscontinuousApproximation",
    "Interval",
    "Mean",
    "PiecewiseLinear",
    "RegionAdaptiveSparsity",
    "SparsityRow",
    "arc_cosine",
    "arc_cosine_derivative",
    "breakpoint_density",
    "breakpoint_ensemble",
    "breakpoint_scale",
    "checked_sample",
    "complexity_bounds",
    "composed",
    "covariance",
    "covariance_derivative",
    "expected_breakpoints",
    "expected_regions",
    "find_breakpoints",
    "minimal_complexity",
    "minimal_pieces",
    "region_adaptive_sparsity",
    "restricted",
    "sup_distance",
    "variance",
]
