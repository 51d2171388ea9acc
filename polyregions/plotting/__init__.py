"""Pictures of region complexes; matplotlib is imported when one is drawn."""

from polyregions.plotting.breakpoints import (
    plot_breakpoint_counts,
    plot_breakpoint_densities,
    plot_breakpoints,
    plot_ensemble,
    plot_sparsity,
)
from polyregions.plotting.partition import PALETTE, plot_partition

__all__ = [
    "PALETTE",
    "plot_breakpoint_counts",
    "plot_breakpoint_densities",
    "plot_breakpoints",
    "plot_ensemble",
    "plot_partition",
    "plot_sparsity",
]
