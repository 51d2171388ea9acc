"""The norms in which distances are exact: l1 and linf, rational, and l2 by its rational square."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction

from polyregions.arithmetic import nearest_float, nearest_root
from polyregions.errors import check_choice

__all__ = ["Norm"]


class Norm(Enum):
    """A norm of R^n; its measure is the norm itself, but the square of the Euclidean one.

    Measures are rational for rational vectors, and compare as the norms do.
    """

    L1 = "l1"
    L2 = "l2"
    LINF = "linf"

    @classmethod
    def of(cls, name: str | Norm) -> Norm:
        """Return the norm with a name.

        Raises
        ------
        UnknownOptionError
            If there is none.

        Examples
        --------
        >>> Norm.of("l2")
        <Norm.L2: 'l2'>
        """
        if isinstance(name, Norm):
            return name
        return cls(check_choice("the norm", name, [norm.value for norm in cls]))

    @property
    def dual(self) -> Norm:
        """The dual norm: |a.x| <= |a|* |x|, and each a has an x with equality."""
        return {Norm.L1: Norm.LINF, Norm.LINF: Norm.L1}.get(self, self)

    @property
    def degree(self) -> int:
        """The power of the norm that its measure is."""
        return 2 if self is Norm.L2 else 1

    def measure(self, vector: Sequence[Fraction | int]) -> Fraction:
        """Return the measure of a vector.

        Examples
        --------
        >>> [norm.measure([3, -4]) for norm in Norm]
        [Fraction(7, 1), Fraction(25, 1), Fraction(4, 1)]
        """
        if self is Norm.L2:
            return Fraction(sum(x * x for x in vector))
        sizes = [abs(Fraction(x)) for x in vector]
        return sum(sizes, Fraction(0)) if self is Norm.L1 else max(sizes, default=Fraction(0))

    def length(self, measure: Fraction) -> float:
        """Return the norm that a measure stands for, correctly rounded.

        Examples
        --------
        >>> Norm.L2.length(Fraction(2)), Norm.L1.length(Fraction(1, 3))
        (1.4142135623730951, 0.3333333333333333)
        """
        return nearest_root(measure) if self is Norm.L2 else nearest_float(measure)

    def to_hyperplane(self, normal: Sequence[int], slack: int) -> Fraction:
        """Return the measure of the distance from 0 to the hyperplane {normal . x = slack}.

        Examples
        --------
        >>> [norm.to_hyperplane([3, 4], 12) for norm in Norm]
        [Fraction(3, 1), Fraction(144, 25), Fraction(12, 7)]
        """
        return Fraction(abs(slack)) ** self.degree / self.dual.measure(normal)
