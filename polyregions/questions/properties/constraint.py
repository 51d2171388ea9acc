"""A linear constraint on the inputs and outputs of a network, strict or not, in integers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from polyregions.arithmetic import decimal_text, repr_of_fields

__all__ = ["Constraint", "exact_text"]

_MOST_PLACES = 25


@dataclass(frozen=True, slots=True)
class Constraint:
    """The condition terms . z <= bound, or < where it is strict, on z = (inputs, outputs).

    Attributes
    ----------
    terms
        Pairs of a variable and its coefficient, by increasing variables: 0 to n - 1 are the
        inputs, n to n + m - 1 the outputs. Coefficients are integers but 0.
    bound
        An integer without a common divisor with all of them.
    is_strict
        Whether equality violates it.

    Examples
    --------
    >>> Constraint.of({0: Fraction(1, 2), 2: Fraction(-1)}, Fraction(1, 4), is_strict=True)
    Constraint(terms=((0, 2), (2, -4)), bound=1, is_strict=True)
    """

    terms: tuple[tuple[int, int], ...]
    bound: int
    is_strict: bool = False

    __repr__ = repr_of_fields

    @classmethod
    def of(
        cls, terms: Mapping[int, Fraction], bound: Fraction, is_strict: bool = False
    ) -> Constraint:
        """Return the constraint with rational coefficients, scaled to the least integers."""
        kept = sorted((variable, value) for variable, value in terms.items() if value)
        scale = lcm(bound.denominator, *(value.denominator for _, value in kept))
        entries = [(k, value.numerator * (scale // value.denominator)) for k, value in kept]
        level = bound.numerator * (scale // bound.denominator)
        divisor = gcd(level, *(entry for _, entry in entries)) or 1
        primitive = tuple((k, entry // divisor) for k, entry in entries)
        return cls(primitive, level // divisor, is_strict)

    @property
    def is_constant(self) -> bool:
        """Whether it depends on nothing."""
        return not self.terms

    @property
    def largest_variable(self) -> int:
        """The last variable that it depends on, -1 where it depends on nothing."""
        return self.terms[-1][0] if self.terms else -1

    def slack(self, values: Sequence[Fraction]) -> Fraction:
        """Return bound - terms . z: negative where it is violated."""
        return self.bound - sum((entry * values[k] for k, entry in self.terms), Fraction(0))

    def holds_with(self, slack: Fraction | int) -> bool:
        """Return whether it is satisfied where its slack is this."""
        return slack > 0 if self.is_strict else slack >= 0

    @property
    def scale(self) -> int:
        """What the integers are divided by to be told: the greatest divisor of coefficients."""
        return gcd(*(entry for _, entry in self.terms)) or 1

    def text(self, inputs: int) -> str:
        """Return the constraint as a formula of X_0, ..., Y_0, ..., for so many inputs.

        Examples
        --------
        >>> Constraint(((0, 1), (2, -2)), 3).text(inputs=2)
        'X_0 - 2 Y_0 <= 3'
        >>> Constraint(((0, -10),), 1, is_strict=True).text(inputs=1)
        'X_0 > -0.1'
        """
        turned = -1 if self.terms and self.terms[0][1] < 0 else 1
        parts: list[str] = []
        for k, value in self.terms:
            entry = turned * value // self.scale
            name = f"X_{k}" if k < inputs else f"Y_{k - inputs}"
            factor = "" if abs(entry) == 1 else f"{decimal_text(abs(entry))} "
            sign = ("- " if entry < 0 else "+ ") if parts else ""
            parts.append(f"{sign}{factor}{name}")
        relation = ("<" if turned > 0 else ">") + ("" if self.is_strict else "=")
        bound = exact_text(Fraction(turned * self.bound, self.scale))
        return f"{' '.join(parts) or '0'} {relation} {bound}"


def exact_text(value: Fraction) -> str:
    """Return a rational as a decimal if that ends within some places, else as "p/q".

    Examples
    --------
    >>> exact_text(Fraction(1, 10)), exact_text(Fraction(0.1)), exact_text(Fraction(-1, 3))
    ('0.1', '3602879701896397/36028797018963968', '-1/3')
    """
    for places in range(_MOST_PLACES):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = decimal_text(abs(scaled.numerator)).rjust(places + 1, "0")
            whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
            return f"{'-' if value < 0 else ''}{whole}{'.' if places else ''}{decimals}"
    return decimal_text(value)
