"""What may be asked of measures, checked."""

from __future__ import annotations

from numbers import Integral
from typing import Any

from polyregions.complexes import RegionComplex
from polyregions.errors import UnboundedError, UnknownOptionError, short
from polyregions.polytopes import HPolytope, is_bounded

__all__ = ["bounded_domain", "checked_bits"]


def bounded_domain(complex: RegionComplex) -> HPolytope:
    """Return the domain, after checking that points can be drawn from it uniformly.

    Raises
    ------
    UnboundedError
        If it is unbounded.
    """
    if not is_bounded(complex.domain):
        raise UnboundedError(
            "the domain is unbounded, where nothing has an integral or is drawn uniformly: give "
            "a box as the domain"
        )
    return complex.domain


def checked_bits(bits: Any) -> int | None:
    """Return a number of bits, after checking that it is one from 0 on, or None.

    Raises
    ------
    UnknownOptionError
        If it is neither.
    """
    if bits is None:
        return None
    if isinstance(bits, bool) or not isinstance(bits, Integral) or bits < 0:
        raise UnknownOptionError(
            f"bits is {short(bits)}: give a whole number from 0 on, or None for exact numbers"
        )
    return int(bits)
