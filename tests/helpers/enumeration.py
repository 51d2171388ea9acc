"""Counts by enumeration alone, for the tests of what counts otherwise."""

from polyregions import count_regions

__all__ = ["enumerated"]


def enumerated(network, domain=None, **options):
    """Return the number of regions, every one of which was visited."""
    return count_regions(network, domain, method="enumeration", **options)
