"""Colours that colour-blind readers tell apart.

P. Tol, "Colour schemes", technical note SRON/EPS/TN/09-002, 2021. The colour maps are matplotlib's:
cividis (J. R. Nuñez, C. R. Anderton, R. S. Renslow, 2018) and viridis rise evenly in lightness, and
the cyclic twilight is light, blue, dark and red in turn.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "CLASS_COLORS",
    "COUNTS_MAP",
    "CYCLIC_MAP",
    "DIMENSION_COLORS",
    "EDGE_COLOR",
    "LAYER_COLORS",
    "NO_VALUE",
    "PALETTE",
    "PLAIN",
    "SEQUENTIAL_MAP",
    "layer_colors",
]

PALETTE = (
    "#77AADD",
    "#EEDD88",
    "#44BB99",
    "#FFAABB",
    "#99DDFF",
    "#BBCC33",
    "#EE8866",
    "#DDDDDD",
)
"""Light colours that colour-blind readers tell apart."""

LAYER_COLORS = ("#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377", "#BBBBBB")
"""Strong colours for layers."""

CLASS_COLORS = (
    "#77AADD",
    "#EE8866",
    "#EEDD88",
    "#FFAABB",
    "#44BB99",
    "#DDDDDD",
    "#BBCC33",
    "#AAAA00",
    "#99DDFF",
    "#AA4499",
)
"""Ten colours for classes, nine of them light."""

DIMENSION_COLORS = ("#AA3377", "#4477AA", "#E3EBF4")
"""Colours of vertices, edges and polygons: strong for points, light for what fills the plane."""

PLAIN = "#F7F7F2"
"""Where faces carry no value."""

NO_VALUE = "#CCCCCC"
"""Where a value is not defined, as the direction of a zero gradient."""

EDGE_COLOR = "#333333"
"""The lines between regions."""

SEQUENTIAL_MAP = "viridis"
COUNTS_MAP = "cividis"
CYCLIC_MAP = "twilight"

# The colour map viridis at equal distances.
_SEQUENCE = ("#440154", "#3B528B", "#21918C", "#5EC962", "#FDE725")


def layer_colors(layers: Sequence[int]) -> dict[int, str]:
    """Return strong colours for a few layers, a sequence for many.

    Parameters
    ----------
    layers
        The indices of the layers with ReLU units.

    Examples
    --------
    >>> layer_colors([0, 2])
    {0: '#4477AA', 2: '#EE6677'}
    >>> list(layer_colors(range(9)).values())[:3]
    ['#440154', '#402a70', '#3b528b']
    """
    if len(layers) <= len(LAYER_COLORS):
        return dict(zip(layers, LAYER_COLORS, strict=False))
    step = (len(_SEQUENCE) - 1) / (len(layers) - 1)
    return {layer: _between(k * step) for k, layer in enumerate(layers)}


def _between(place: float) -> str:
    start = min(int(place), len(_SEQUENCE) - 2)
    ends = [bytes.fromhex(color[1:]) for color in _SEQUENCE[start : start + 2]]
    share = place - start
    mixed = (round((1 - share) * low + share * high) for low, high in zip(*ends, strict=True))
    return "#" + bytes(mixed).hex()
