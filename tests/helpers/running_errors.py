"""Exact values beside bounds of the errors that floats make of them, step by step.

Each step takes exact numbers v with bounds e of |computed - v|, and follows Higham, "Accuracy and
Stability of Numerical Algorithms", 2002, sections 2.2 and 3.1: one operation errs by at most u
times its result, and a sum of n products, in any order, by n u / (1 - n u) times the sum of their
sizes.
"""

from dataclasses import dataclass
from fractions import Fraction

U = Fraction(1, 2**53)


def exact(values):
    return [Fraction(float(value)) for value in values]


@dataclass(frozen=True)
class Running:
    """A vector of exact numbers, and bounds of the errors of the floats computed for them."""

    values: list
    errors: list

    @classmethod
    def of(cls, x):
        return cls(exact(x), [Fraction(0)] * len(x))

    def minus(self, numbers):
        return self._each(numbers, lambda v, c: v - c, lambda e, _: e)

    def plus(self, numbers):
        return self._each(numbers, lambda v, c: v + c, lambda e, _: e)

    def times(self, numbers):
        return self._each(numbers, lambda v, c: v * c, lambda e, c: e * abs(c))

    def over(self, numbers):
        return self._each(numbers, lambda v, c: v / c, lambda e, c: e / abs(c))

    def linear(self, rows, constants):
        values, errors = [], []
        for row, constant in zip(rows, exact(constants), strict=True):
            weights = exact(row)
            n = len(weights) + 2
            sizes = (abs(v) + e for v, e in zip(self.values, self.errors, strict=True))
            size = sum(abs(w) * s for w, s in zip(weights, sizes, strict=True)) + abs(constant)
            passed_on = sum(abs(w) * e for w, e in zip(weights, self.errors, strict=True))
            values.append(sum(w * v for w, v in zip(weights, self.values, strict=True)) + constant)
            errors.append(passed_on + n * U / (1 - n * U) * size)
        return Running(values, errors)

    def clipped(self, low=None, high=None):
        """Return the vector between bounds: no operation rounds, and errors do not grow."""
        values = self.values if low is None else [max(v, Fraction(low)) for v in self.values]
        values = values if high is None else [min(v, Fraction(high)) for v in values]
        return Running(values, self.errors)

    def _each(self, numbers, operation, passed_on):
        numbers = exact(numbers)
        values = [operation(v, c) for v, c in zip(self.values, numbers, strict=True)]
        errors = [passed_on(e, c) for e, c in zip(self.errors, numbers, strict=True)]
        rounded = [e + U * (abs(v) + e) for v, e in zip(values, errors, strict=True)]
        return Running(values, rounded)
