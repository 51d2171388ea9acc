"""Pictures of region complexes; matplotlib and plotly are imported when one is drawn."""

from polyregions.plotting.boundary import plot_decision_boundary
from polyregions.plotting.breakpoints import (
    plot_breakpoint_counts,
    plot_breakpoint_densities,
    plot_breakpoints,
    plot_ensemble,
    plot_sparsity,
)
from polyregions.plotting.choice import plot
from polyregions.plotting.function import plot_function
from polyregions.plotting.interactive import plot_complex_3d
from polyregions.plotting.layer_counts import plot_count_per_layer
from polyregions.plotting.palettes import PALETTE
from polyregions.plotting.partition import plot_partition
from polyregions.plotting.polygons import PolygonTable, polygon_table
from polyregions.plotting.region_graph import plot_region_graph
from polyregions.plotting.static_space import plot_complex_3d_static
from polyregions.plotting.writing import PICTURE_FORMATS, write_html, write_picture

__all__ = [
    "PALETTE",
    "PICTURE_FORMATS",
    "PolygonTable",
    "plot",
    "plot_breakpoint_counts",
    "plot_breakpoint_densities",
    "plot_breakpoints",
    "plot_complex_3d",
    "plot_complex_3d_static",
    "plot_count_per_layer",
    "plot_decision_boundary",
    "plot_ensemble",
    "plot_function",
    "plot_partition",
    "plot_region_graph",
    "plot_sparsity",
    "polygon_table",
    "write_html",
    "write_picture",
]
