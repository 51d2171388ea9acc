"""The demand that a value is a network."""

from __future__ import annotations

from polyregions.networks.conversions import no_network
from polyregions.networks.network import Network

__all__ = ["check_network"]


def check_network(value: object, place: str | None = None) -> Network:
    """Return the value, a network; refuse all else, and say how it becomes one.

    Parameters
    ----------
    value
        What should be a network.
    place
        Where it was given, as a message says it, such as ``"networks[0]"``.

    Raises
    ------
    InvalidNetworkError
        If it is no :class:`polyregions.Network`.

    Examples
    --------
    >>> from polyregions.networks import Layer
    >>> check_network(Network([Layer([[1]])])).inputs
    1
    """
    if isinstance(value, Network):
        return value
    raise no_network(value, place)
