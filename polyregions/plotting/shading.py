"""An output of a network over the plane, shaded: affine on each region, as the network is."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyregions.complexes import RegionComplex
from polyregions.drawing import PolygonTable, output_forms
from polyregions.plotting.backend import matplotlib
from polyregions.plotting.painting import Colors, Painting, explain, mappable_of
from polyregions.plotting.region_values import RegionValues, Scale, checked_output

__all__ = ["draw_output"]

_LEVELS = 129


def draw_output(
    ax: Any, complex: RegionComplex, table: PolygonTable, how: Colors, color_bar: bool
) -> None:
    """Shade an output by bands between its level lines, more of them than the eye tells apart."""
    checked_output(complex, how.output)
    forms = output_forms(complex).values[:, how.output][table.owners]
    heights = np.sum(forms[:, :-1] * table.points, axis=1) + forms[:, -1]
    values = RegionValues(heights, how.label or f"output {how.output}", Scale.LINEAR)
    mappable = mappable_of(values, how)
    triangles = table.triangles()
    if len(triangles):
        grid = matplotlib().tri.Triangulation(*table.points.T, triangles)
        levels = np.linspace(mappable.norm.vmin, mappable.norm.vmax, _LEVELS)
        ax.tricontourf(
            grid, heights, levels, cmap=mappable.cmap, norm=mappable.norm, extend="both", zorder=0
        )
    explain(ax, Painting(complex, np.zeros((0, 4)), values, mappable), color_bar)
