"""Activation patterns: one bit for each ReLU unit, written layer by layer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from polyregions.errors import InvalidNetworkError, short

__all__ = ["Pattern"]


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Pattern:
    """For every layer with ReLU units, one bit a unit: 1 iff its pre-activation is positive.

    Identity units have no bit, and layers of identity units only have no group.

    Parameters
    ----------
    groups
        The bits, layer by layer, or the text of a pattern.

    Examples
    --------
    >>> Pattern("0110|101")
    Pattern('0110|101')
    >>> Pattern("0110|101").bits
    (0, 1, 1, 0, 1, 0, 1)
    """

    groups: tuple[tuple[int, ...], ...]

    def __init__(self, groups: str | Iterable[Iterable[int]]) -> None:
        parts = (groups.split("|") if groups else []) if isinstance(groups, str) else groups
        try:
            bits = tuple(tuple(int(bit) for bit in part) for part in parts)
        except (TypeError, ValueError):
            bits = ((2,),)
        if any(bit not in (0, 1) for part in bits for bit in part):
            raise InvalidNetworkError(
                f"{short(groups)} is no activation pattern: write bits layer by layer, as in "
                "'0110|101'"
            )
        object.__setattr__(self, "groups", bits)

    @classmethod
    def from_bits(cls, bits: Sequence[int], sizes: Sequence[int]) -> Pattern:
        """Cut a flat sequence of bits into groups of the given sizes."""
        if len(bits) != sum(sizes):
            raise InvalidNetworkError(
                f"{len(bits)} bits do not fill groups of sizes {tuple(sizes)}: give {sum(sizes)}"
            )
        ends = [*accumulate(sizes)]
        return cls([bits[end - size : end] for end, size in zip(ends, sizes, strict=True)])

    @property
    def bits(self) -> tuple[int, ...]:
        """All bits in one tuple."""
        return tuple(bit for group in self.groups for bit in group)

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)

    def __str__(self) -> str:
        return "|".join("".join(map(str, group)) for group in self.groups)

    def __repr__(self) -> str:
        return f"Pattern({str(self)!r})"
