"""A colour for each layer, as in other pictures and without a library."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.drawing.palettes import LAYER_COLORS

__all__ = ["layer_colors"]

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
