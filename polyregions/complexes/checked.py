"""The demand that a value is a complex of all regions."""

from __future__ import annotations

from polyregions.complexes.partial import PartialResult
from polyregions.complexes.region_complex import RegionComplex
from polyregions.errors import InvalidNetworkError
from polyregions.networks import check_network

__all__ = ["check_complex"]


def check_complex(value: object) -> RegionComplex:
    """Return the value, a complex of regions; refuse all else, and say how to come by one.

    Raises
    ------
    InvalidNetworkError
        If it is no :class:`polyregions.RegionComplex`.

    Examples
    --------
    >>> import polyregions as pr
    >>> len(check_complex(pr.regions(pr.montufar(inputs=2, width=4, depth=2))))
    4
    """
    if isinstance(value, RegionComplex):
        return value
    if isinstance(value, PartialResult):
        raise InvalidNetworkError(
            "a PartialResult has not all regions, which are needed: give the search a larger "
            "budget, or none"
        )
    network = check_network(value)
    raise InvalidNetworkError(
        f"the network {network.widths_text} is given without its regions: "
        "polyregions.regions(network) finds them"
    )
