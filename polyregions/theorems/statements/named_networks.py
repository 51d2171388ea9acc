"""Networks that a grid names: small ones that are degenerate in different ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from polyregions.constructions import cancelling_facet, max_min, montufar, slab, three_lines
from polyregions.errors import ConstructionError
from polyregions.networks import Network

__all__ = ["NAMED_NETWORKS", "named_network"]

NAMED_NETWORKS: Mapping[str, Callable[[], Network]] = {
    "max-min": max_min,
    "cancelling-facet": cancelling_facet,
    "three-lines": three_lines,
    "slab": slab,
    "folds": lambda: montufar(2, 4, 3),
}
"""What makes each of them."""


def named_network(name: str) -> Network:
    """Return the network with this name.

    Raises
    ------
    ConstructionError
        If there is none.

    Examples
    --------
    >>> named_network("folds").widths
    (2, 4, 4, 1)
    """
    if name not in NAMED_NETWORKS:
        raise ConstructionError(f"network is {name!r}: use {', '.join(NAMED_NETWORKS)}")
    return NAMED_NETWORKS[name]()
