"""What notebooks show of a complex: its counts, and its partition where that can be drawn.

Complexes do not know how they are drawn; :mod:`polyregions.drawing` registers that here.
"""

from __future__ import annotations

from functools import singledispatch
from html import escape

from polyregions.complexes.cell_complex import CellComplex

__all__ = ["MOST_REGIONS", "complex_html", "counts_text", "partition_svg"]

MOST_REGIONS = 10_000
"""Larger complexes would make a notebook slow: they are neither merged nor drawn there."""


@singledispatch
def partition_svg(complex: object) -> str | None:
    """Return the partition of the plane by a complex as an SVG picture, None where there is none.

    Another part registers how a type is drawn; what is not registered has no picture.
    """
    return None


def complex_html(complex: CellComplex) -> str:
    """Return the counts of a complex, and its partition below if there is a picture of it.

    Examples
    --------
    >>> import polyregions as pr
    >>> "16 linear regions" in complex_html(pr.regions(pr.montufar(2, 4, 3)))
    True
    """
    heading = f"<b>{escape(str(complex.network))}</b>"
    text = f"<div>{heading}<br>{escape(counts_text(complex))}, engine {complex.engine}</div>"
    picture = partition_svg(complex)
    return text if picture is None else f"{text}<div>{picture}</div>"


def counts_text(complex: CellComplex) -> str:
    """Return how many regions a complex has, in words.

    Examples
    --------
    >>> import polyregions as pr
    >>> counts_text(pr.regions(pr.montufar(inputs=2, width=4, depth=3)))
    '16 linear regions, 16 activation regions'
    """
    proper = f"{len(complex):,} activation region{'s' if len(complex) > 1 else ''}"
    if len(complex) > MOST_REGIONS:
        return proper
    merged = int(complex.linear_region_labels.max()) + 1
    return f"{merged:,} linear region{'s' if merged > 1 else ''}, {proper}"
