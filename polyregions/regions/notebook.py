"""What notebooks show of a region complex: its partition as SVG, its counts as HTML."""

from __future__ import annotations

from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import PolyregionsError
from polyregions.regions.colouring import PALETTE, region_colours
from polyregions.regions.plane import PolygonTable, region_polygons

if TYPE_CHECKING:
    from polyregions.regions.complex import RegionComplex

__all__ = ["complex_html", "complex_svg"]

# Larger complexes would make a notebook slow.
_MOST_REGIONS = 10_000
_PIXELS = 420
_ACCURACY = Fraction(1, 10_000)
_EDGE_COLOUR = "#333333"


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
    if complex.network.inputs != 2 or len(complex) > _MOST_REGIONS:
        return None
    try:
        table = region_polygons(complex, _ACCURACY)
    except PolyregionsError:
        return None
    colours = region_colours(complex, len(PALETTE))
    points = _pixels(table)
    paths: dict[int, list[str]] = {}
    for index, colour in enumerate(colours.tolist()):
        corners = points[table.offsets[index] : table.offsets[index + 1]].tolist()
        if corners:
            steps = "L".join(f"{x:.2f} {y:.2f}" for x, y in corners)
            paths.setdefault(colour, []).append(f"M{steps}Z")
    width, height = _size(table)
    stroke = float(np.clip(12 / len(complex) ** 0.5, 0.15, 0.8))
    shapes = "".join(
        f'<path fill="{PALETTE[colour]}" d="{"".join(parts)}"/>'
        for colour, parts in sorted(paths.items())
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.2f} {height:.2f}">'
        f"<title>{escape(_counts(complex))}</title>"
        f'<g stroke="{_EDGE_COLOUR}" stroke-width="{stroke:.2f}" stroke-linejoin="round">'
        f"{shapes}</g></svg>"
    )


def complex_html(complex: RegionComplex) -> str:
    """Return the counts of a complex, and its partition below if there is a picture of it.

    Examples
    --------
    >>> import polyregions as pr
    >>> "16 linear regions" in complex_html(pr.regions(pr.montufar(2, 4, 3)))
    True
    """
    heading = f"<b>{escape(str(complex.network))}</b>"
    text = f"<div>{heading}<br>{escape(_counts(complex))}, engine {complex.engine}</div>"
    picture = complex_svg(complex)
    return text if picture is None else f"{text}<div>{picture}</div>"


def _counts(complex: RegionComplex) -> str:
    proper = f"{len(complex):,} activation region{'s' if len(complex) > 1 else ''}"
    if len(complex) > _MOST_REGIONS:
        return proper
    merged = complex.count()
    return f"{merged:,} linear region{'s' if merged > 1 else ''}, {proper}"


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
