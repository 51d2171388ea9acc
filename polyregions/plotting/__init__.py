"""Pictures of region complexes; matplotlib and plotly are imported when one is drawn."""

from polyregions.drawing import PALETTE, PolygonTable, polygon_table
from polyregions.plotting.backend import check_backend, new_figure
from polyregions.plotting.boundary import plot_decision_boundary
from polyregions.plotting.breakpoints import (
    plot_breakpoint_counts,
    plot_breakpoint_densities,
    plot_breakpoints,
    plot_ensemble,
    plot_sparsity,
)
from polyregions.plotting.choice import drawable, plot, title_of
from polyregions.plotting.definitions import plot_definitions
from polyregions.plotting.faces import plot_faces
from polyregions.plotting.function import plot_function
from polyregions.plotting.interactive_faces import plot_faces_3d
from polyregions.plotting.interactive_level_sets import plot_level_set_3d
from polyregions.plotting.interactive_space import plot_complex_3d
from polyregions.plotting.layer_counts import plot_count_per_layer
from polyregions.plotting.level_sets import plot_level_set
from polyregions.plotting.partition import plot_partition
from polyregions.plotting.persistence import plot_barcode, plot_persistence
from polyregions.plotting.region_graph import plot_region_graph
from polyregions.plotting.region_values import COLORINGS, coloring_name
from polyregions.plotting.static_space import plot_complex_3d_static
from polyregions.plotting.writing import PICTURE_FORMATS, picture_format, write_html, write_picture

__all__ = [
    "COLORINGS",
    "PALETTE",
    "PICTURE_FORMATS",
    "PolygonTable",
    "check_backend",
    "coloring_name",
    "drawable",
    "new_figure",
    "picture_format",
    "plot",
    "plot_barcode",
    "plot_breakpoint_counts",
    "plot_breakpoint_densities",
    "plot_breakpoints",
    "plot_complex_3d",
    "plot_complex_3d_static",
    "plot_count_per_layer",
    "plot_decision_boundary",
    "plot_definitions",
    "plot_ensemble",
    "plot_faces",
    "plot_faces_3d",
    "plot_function",
    "plot_level_set",
    "plot_level_set_3d",
    "plot_partition",
    "plot_persistence",
    "plot_region_graph",
    "plot_sparsity",
    "polygon_table",
    "title_of",
    "write_html",
    "write_picture",
]
