"""The engines by name."""

from __future__ import annotations

from collections.abc import Callable

from polyregions.errors import UnknownOptionError
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.enumeration import Enumeration

__all__ = ["ENGINES", "chosen_engine", "enumerate_with"]

ENGINES = ("auto", "lp")
"""What ``engine=`` accepts; "auto" picks the fastest engine that fits."""


def chosen_engine(engine: str) -> str:
    """Return the engine that a name stands for.

    Raises
    ------
    UnknownOptionError
        If the name is unknown.
    """
    if engine not in ENGINES:
        raise UnknownOptionError(f"the engine {engine!r} is unknown: use {' or '.join(ENGINES)}")
    return "lp"


def enumerate_with(
    engine: str,
    network: Network,
    domain: HPolytope,
    progress: Callable[[int], None] | None = None,
) -> Enumeration:
    """Enumerate all regions by the engine of this name."""
    from polyregions.refinement import lp

    chosen_engine(engine)
    return lp.enumerate_regions(network, domain, progress)
