"""The coefficients of chains: the field of two elements, or the integers."""

from __future__ import annotations

from enum import StrEnum

from polyregions.errors import check_choice

__all__ = ["Coefficients"]


class Coefficients(StrEnum):
    """What chains are sums with; the value is the name used everywhere.

    Examples
    --------
    >>> Coefficients.of("gf2").residue(3), Coefficients.of("integers").residue(3)
    (1, 3)
    """

    GF2 = "gf2"
    """The integers modulo 2: no signs, and no torsion to be seen."""

    INTEGERS = "integers"
    """The integers: Betti numbers are ranks, and there may be torsion beside them."""

    @classmethod
    def of(cls, name: str) -> Coefficients:
        """Return the coefficients with this name.

        Raises
        ------
        UnknownOptionError
            If there are none.
        """
        return cls(check_choice("the ring of coefficients", name, [known.value for known in cls]))

    def residue(self, value: int) -> int:
        """Return what stands for an integer."""
        return value % 2 if self is Coefficients.GF2 else value
