"""Colours that colour-blind readers tell apart.

P. Tol, "Colour schemes", technical note SRON/EPS/TN/09-002, 2021. The colour maps are matplotlib's:
cividis (J. R. Nuñez, C. R. Anderton, R. S. Renslow, 2018) and viridis rise evenly in lightness, and
the cyclic twilight is light, blue, dark and red in turn.
"""

from __future__ import annotations

__all__ = [
    "CLASS_COLORS",
    "COUNTS_MAP",
    "CYCLIC_MAP",
    "EDGE_COLOR",
    "LAYER_COLORS",
    "NO_VALUE",
    "PALETTE",
    "PLAIN",
    "SEQUENTIAL_MAP",
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

PLAIN = "#F7F7F2"
"""Where faces carry no value."""

NO_VALUE = "#CCCCCC"
"""Where a value is not defined, as the direction of a zero gradient."""

EDGE_COLOR = "#333333"
"""The lines between regions."""

SEQUENTIAL_MAP = "viridis"
COUNTS_MAP = "cividis"
CYCLIC_MAP = "twilight"
