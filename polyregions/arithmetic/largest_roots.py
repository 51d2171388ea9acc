"""The largest root of an integer polynomial whose roots are real, as an exact number.

All derivatives of a polynomial with real roots alone have real roots alone, none of them larger
than its own. So its Taylor coefficients at t, the leading one positive, are all at least 0 iff
no root is larger than t; and by Descartes' rule the number of roots larger than t is that of the
changes of sign in their sequence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache, total_ordering
from itertools import pairwise

from flint import fmpq, fmpq_poly, fmpz_mat, fmpz_poly

from polyregions.arithmetic.integers import IntegerVector
from polyregions.arithmetic.rationals import nearest_float
from polyregions.arithmetic.roots import nearest_root
from polyregions.arithmetic.texts import decimal_text
from polyregions.budgets import checkpoint

__all__ = ["LargestRoot"]

_FIRST_BITS = 64


@total_ordering
class LargestRoot:
    """The largest root of an integer polynomial all of whose roots are real and at least 0.

    A characteristic polynomial of J J^T is one, and its largest root is the square of the largest
    singular value of J. Two such numbers are compared exactly.

    Parameters
    ----------
    coefficients
        Those of 1, x, x^2, ...; the last one is not 0, and there are at least two.

    Attributes
    ----------
    polynomial
        The coefficients of the polynomial with the same roots, each once: coprime, the last one
        positive.
    interval
        Two rationals: the root is larger than the first, at most the second, and no other root of
        the polynomial is between them.

    Examples
    --------
    >>> root = LargestRoot([1, -3, 1])
    >>> str(root), float(root)
    ('the largest root of x^2 - 3 x + 1', 2.618033988749895)
    >>> root < LargestRoot([-3, 1]), root == LargestRoot([-2, 7, -5, 1])
    (True, True)
    """

    __slots__ = ("_polynomial", "interval", "polynomial")

    def __init__(self, coefficients: Sequence[int]) -> None:
        given = fmpz_poly([int(c) for c in coefficients])
        self._polynomial = _primitive(given / given.gcd(given.derivative()))
        self.polynomial = tuple(int(c) for c in self._polynomial.coeffs())
        self.interval = self._first_interval()
        while _changes_of_sign(self._polynomial, self.interval[0]) > 1:
            self.interval = self._halved(self.interval)
        self.interval = self.enclosed(_FIRST_BITS)

    def _first_interval(self) -> tuple[Fraction, Fraction]:
        """Return powers of two between which the root is, or (-1, 0) where it is zero.

        No root is larger than the sum of all, and the largest is at least their mean.
        """
        degree, total = (
            len(self.polynomial) - 1,
            Fraction(-self.polynomial[-2], self.polynomial[-1]),
        )
        if not total:
            return Fraction(-1), Fraction(0)
        exponent = total.numerator.bit_length() - total.denominator.bit_length() + 1
        upper = Fraction(2) ** exponent
        return upper / (4 << degree.bit_length()), upper

    @classmethod
    def of_matrix(cls, matrix: Sequence[IntegerVector]) -> LargestRoot:
        """Return the largest eigenvalue of an integer matrix, symmetric and semidefinite.

        Examples
        --------
        >>> LargestRoot.of_matrix([(2, 1), (1, 1)])
        LargestRoot([1, -3, 1])
        """
        return _known_root(tuple(int(c) for c in fmpz_mat(matrix).charpoly().coeffs()))

    def sign_of_difference(self, number: Fraction) -> int:
        """Return the sign of the root less a rational."""
        return _sign_of_difference(self._polynomial, number)

    def enclosed(self, bits: int) -> tuple[Fraction, Fraction]:
        """Return such an interval whose width is at most ``2**-bits`` times its upper end."""
        interval = self.interval
        while (interval[1] - interval[0]) * 2**bits > interval[1]:
            if interval[1] <= 0:
                break  # zero is the only root
            checkpoint()
            interval = self._halved(interval)
        return interval

    def rational(self) -> Fraction | None:
        """Return the root where it is rational: that of a linear factor."""
        for factor, _ in self._polynomial.factor()[1]:
            if factor.degree() == 1:
                root = Fraction(-int(factor[0]), int(factor[1]))
                if self.sign_of_difference(root) == 0:
                    return root
        return None

    def over(self, divisor: int) -> LargestRoot:
        """Return the root divided by a positive integer."""
        return LargestRoot([c * divisor**k for k, c in enumerate(self.polynomial)])

    def _halved(self, interval: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
        lower, upper = interval
        middle = (lower + upper) / 2
        if self.sign_of_difference(middle) > 0:
            return middle, upper
        return lower, middle

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LargestRoot):
            return NotImplemented
        return self._compared(other) == 0

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, LargestRoot):
            return NotImplemented
        return self._compared(other) < 0

    def __hash__(self) -> int:
        return hash(float(self))

    def _compared(self, other: LargestRoot) -> int:
        """Return the sign of the difference of two roots.

        They are equal iff they are a common root, which then is the largest one that the two
        polynomials have in common: each interval holds no other.
        """
        if self.polynomial == other.polynomial:
            return 0
        ours, theirs = self.interval, other.interval
        if ours[0] < theirs[1] and theirs[0] < ours[1]:
            common = _primitive(self._polynomial.gcd(other._polynomial))
            if common.degree() > 0 and all(
                _sign_of_difference(common, lower) > 0 for lower in (ours[0], theirs[0])
            ):
                return 0
        bits = _FIRST_BITS
        while ours[0] < theirs[1] and theirs[0] < ours[1]:
            bits *= 2
            ours, theirs = self.enclosed(bits), other.enclosed(bits)
        return -1 if ours[1] <= theirs[0] else 1

    def __float__(self) -> float:
        return self._rounded(nearest_float)

    def nearest_root(self) -> float:
        """Return the float nearest to the square root of the number."""
        return self._rounded(nearest_root)

    def _rounded(self, function: Callable[[Fraction], float]) -> float:
        """Return an increasing function of the number, rounded.

        An irrational number is nowhere where floats change their rounding, nor is its root.
        """
        bits = _FIRST_BITS
        while True:
            lower, upper = (function(max(x, Fraction(0))) for x in self.enclosed(bits))
            if lower == upper:
                return lower
            if bits == _FIRST_BITS:
                known = self.rational()
                if known is not None:
                    return function(known)
            bits *= 2

    def __str__(self) -> str:
        return f"the largest root of {_text(self.polynomial)}"

    def __repr__(self) -> str:
        return f"LargestRoot([{', '.join(map(decimal_text, self.polynomial))}])"


@lru_cache(maxsize=256)
def _known_root(coefficients: tuple[int, ...]) -> LargestRoot:
    """Return the same number for the same polynomial: many regions of a construction are alike."""
    return LargestRoot(coefficients)


def _primitive(polynomial: fmpz_poly) -> fmpz_poly:
    divided = polynomial / polynomial.content()
    return divided if divided.leading_coefficient() > 0 else -divided


def _taylor(polynomial: fmpz_poly, at: Fraction) -> list[fmpq]:
    point = fmpq(at.numerator, at.denominator)
    shifted = fmpq_poly(polynomial)(fmpq_poly([point, 1]))
    return list(shifted.coeffs())


def _sign_of_difference(polynomial: fmpz_poly, number: Fraction) -> int:
    """Return the sign of the largest root less a number."""
    coefficients = _taylor(polynomial, number)
    if any(c < 0 for c in coefficients):
        return 1
    return 0 if coefficients[0] == 0 else -1


def _changes_of_sign(polynomial: fmpz_poly, number: Fraction) -> int:
    """Return how many roots are larger than a number."""
    signs = [c > 0 for c in _taylor(polynomial, number) if c != 0]
    return sum(a != b for a, b in pairwise(signs))


def _text(coefficients: Sequence[int]) -> str:
    text = ""
    for power in range(len(coefficients) - 1, -1, -1):
        c = coefficients[power]
        if not c:
            continue
        letters = "" if power == 0 else "x" if power == 1 else f"x^{power}"
        size = "" if abs(c) == 1 and letters else decimal_text(abs(c))
        term = " ".join(part for part in (size, letters) if part)
        sign = ("-" if c < 0 else "") if not text else (" - " if c < 0 else " + ")
        text += sign + term
    return text
