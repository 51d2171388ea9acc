"""The picture of a plane complex that notebooks show, as SVG."""

from __future__ import annotations

from fractions import Fraction
from html import escape

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import MOST_REGIONS, RegionComplex, counts_text, partition_svg
from polyregions.drawing.coloring import region_colors
from polyregions.drawing.palettes import EDGE_COLOR, PALETTE
from polyregions.drawing.plane import PolygonTable, polygon_table
from polyregions.errors import PolyregionsError

__all__ = ["complex_svg"]

_PIXELS = 420
_ACCURACY = Fraction(1, 10_000)


@partition_svg.register
def complex_svg(complex: RegionComplex) -> str | None:
    """Return the partition of the plane as an SVG picture.

    Returns
    -------
    str or None
        None where there is none: in other dimensions, with more than 10,000 regions, or where
        floats cannot tell the points of the picture apart.

    Examples
    --------
    >>> import polyregions as pr
    >>> complex_svg(pr.regions(pr.montufar(inputs=2, width=4, depth=2))).count("<path")
    4
    """
    if complex.network.inputs != 2 or len(complex) > MOST_REGIONS:
        return None
    try:
        table = polygon_table(complex, accuracy=_ACCURACY)
    except PolyregionsError:
        return None
    colors = region_colors(complex, len(PALETTE))
    points = _pixels(table)
    paths: dict[int, list[str]] = {}
    for index, color in enumerate(colors.tolist()):
        corners = points[table.offsets[index] : table.offsets[index + 1]].tolist()
        if corners:
            steps = "L".join(f"{x:.2f} {y:.2f}" for x, y in corners)
            paths.setdefault(color, []).append(f"M{steps}Z")
    width, height = _size(table)
    stroke = float(np.clip(12 / len(complex) ** 0.5, 0.15, 0.8))
    shapes = "".join(
        f'<path fill="{PALETTE[color]}" d="{"".join(parts)}"/>'
        for color, parts in sorted(paths.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.2f} {height:.2f}">'
        f"<title>{escape(counts_text(complex))}</title>"
        f'<g stroke="{EDGE_COLOR}" stroke-width="{stroke:.2f}" stroke-linejoin="round">'
        f"{shapes}</g></svg>"
    )


def _pixels(table: PolygonTable) -> NDArray[np.float64]:
    """Return the vertices in pixels, the vertical axis pointing down."""
    (left, bottom), (right, top) = table.view
    scale = _PIXELS / float(max(right - left, top - bottom))
    pixels: NDArray[np.float64] = (table.points - [float(left), float(top)]) * [scale, -scale]
    return pixels


def _size(table: PolygonTable) -> tuple[float, float]:
    (left, bottom), (right, top) = table.view
    longest = max(right - left, top - bottom)
    return float(_PIXELS * (right - left) / longest), float(_PIXELS * (top - bottom) / longest)
