"""Small networks of one shape, counted together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.engines import chosen_engine

__all__ = ["count_alike", "is_small", "shape_of"]

_MOST_PARAMETERS = 1 << 14


def is_small(network: Network) -> bool:
    """Return whether a network is counted beside others rather than by all workers together."""
    return sum(layer.units * layer.inputs for layer in network.layers) <= _MOST_PARAMETERS


def shape_of(network: Network, engine: str = "auto") -> Hashable:
    """Return what networks share that can be counted together, None where this one can not be.

    Their parameters are floats, and all hidden layers have ReLU units.

    Examples
    --------
    >>> from polyregions.constructions import he_random
    >>> shape_of(he_random((2, 3, 1), seed=0)) == shape_of(he_random((2, 3, 1), seed=1))
    True
    """
    layers = network.layers
    hidden = layers if layers[-1].relu_units else layers[:-1]
    if (
        not hidden
        or chosen_engine(engine, network.inputs, network.layers) != "vertices"
        or not is_small(network)
        or any(layer.units_beyond_floats for layer in layers)
        or not all("relu" in layer.activation for layer in hidden)
    ):
        return None
    return tuple((layer.units, layer.inputs, layer.activation) for layer in layers)


def count_alike(
    networks: Sequence[Network], domain: HPolytope, linear_regions: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the regions of networks of one shape, as far as that is quickly done.

    Parameters
    ----------
    networks
        The networks, of one shape by :func:`shape_of`.
    domain
        A full-dimensional polytope.
    linear_regions
        Whether to count those of definition 4 too.

    Returns
    -------
    ndarray of int64, shape (N,)
        The numbers of proper activation regions; negative where they are ``UNDECIDED`` or
        ``UNFINISHED``.
    ndarray of int64, shape (N,)
        The numbers of linear regions in the same way, if they are asked for.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior.
    OutOfTime
        If the time is up before.
    """
    from polyregions.refinement.vertices.stacked_search import count_stacked

    return count_stacked(networks, domain, linear_regions)
