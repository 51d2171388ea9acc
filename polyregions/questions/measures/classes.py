"""How likely each class is under the uniform distribution, exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np

from polyregions.arithmetic import repr_of_fields, shortest_number
from polyregions.complexes import RegionComplex, check_complex, decision_boundary
from polyregions.polytopes import volume
from polyregions.questions.answers import brief_text
from polyregions.questions.measures.asking import (
    bounded_domain,
    checked_bits,
)
from polyregions.questions.measures.totals import share

__all__ = ["ClassProbabilities", "class_probabilities"]

_MOST_DIGITS: Final = 16


@dataclass(frozen=True)
class ClassProbabilities:
    """How likely each output is the largest at a point drawn uniformly from the domain.

    All probabilities together, those of ties included, are 1 where they are exact. Then `print` has
    long ones by the nearest floats; else by the digits that are certain.

    Attributes
    ----------
    probabilities
        For each class the probability that its output is larger than all others.
    ties
        For several outputs that are largest together on sets with an interior, which
        :class:`polyregions.TiedRegion` describes, the probability of that.
    bits
        None where they are exact; else each may be off by ``2**-bits``; 0 is exact.
    """

    probabilities: tuple[Fraction, ...]
    ties: dict[tuple[int, ...], Fraction]
    bits: int | None = None

    __repr__ = repr_of_fields

    def __getitem__(self, index: int) -> Fraction:
        return self.probabilities[index]

    def __len__(self) -> int:
        return len(self.probabilities)

    def __iter__(self) -> Iterator[Fraction]:
        return iter(self.probabilities)

    def __str__(self) -> str:
        lines = [f"class {i}: {self._text(p)}" for i, p in enumerate(self.probabilities)]
        for classes, p in self.ties.items():
            lines.append(f"tie of {', '.join(map(str, classes))}: {self._text(p)}")
        return "\n".join(lines)

    def _text(self, probability: Fraction) -> str:
        if self.bits is None or not probability:
            return brief_text(probability)
        return _text_within(probability, Fraction(1, 1 << self.bits))

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "probabilities": [shortest_number(p) for p in self.probabilities],
            "ties": [
                {"classes": list(classes), "probability": shortest_number(p)}
                for classes, p in self.ties.items()
            ],
            "bits": self.bits,
        }


def class_probabilities(
    complex: RegionComplex, level: Any = None, *, bits: int | None = None
) -> ClassProbabilities:
    """Return how likely each class is at a point drawn uniformly from a bounded domain.

    Parameters
    ----------
    complex
        The regions of a network with m outputs, whose classes are the outputs, counted from 0.
    level
        For a network with one output f: class 0 is where f is less than the level, class 1 where it
        is larger. Omitted: 0.
    bits
        None for exact numbers; else each may be off by ``2**-bits``, and has few digits.

    Raises
    ------
    UnboundedError
        If the domain is unbounded.
    InvalidNetworkError
        If these are no regions, or a level is given for several outputs.
    UnknownOptionError
        If `bits` is no whole number from 0 on.
    OutOfTime
        If the time is up before.

    Notes
    -----
    The volumes of the cells of :attr:`polyregions.DecisionBoundary.refinement`, in which the same
    outputs are largest. Python prints no fraction of more than 4,300 digits, as exact probabilities
    may be: print ``float(found[0])``, or the answer itself.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1, 0], [0, 2]], None, "identity")])
    >>> print(class_probabilities(pr.regions(net, [[0, 1]] * 2)))
    class 0: 0.25
    class 1: 0.75
    >>> net = pr.Network([pr.Layer([[1, 0], [0, 3]], None, "identity")])
    >>> print(class_probabilities(pr.regions(net, [[0, 1]] * 2), bits=30))
    class 0: about 0.16666667
    class 1: about 0.83333333
    """
    precision = checked_bits(bits)
    whole = volume(bounded_domain(check_complex(complex)))
    boundary = decision_boundary(complex, level)
    parts = boundary.refinement.triangulations
    winners, owners = np.unique(boundary.cell_winners, axis=0, return_inverse=True)
    probabilities = [Fraction(0)] * winners.shape[1]
    ties: dict[tuple[int, ...], Fraction] = {}
    for k, largest in enumerate(winners):
        volumes = [v for i in np.flatnonzero(owners.ravel() == k) for v in parts[i].volumes()]
        classes = tuple(np.flatnonzero(largest).tolist())
        found = share(volumes, len(volumes), precision, whole)
        if len(classes) == 1:
            probabilities[classes[0]] = found
        else:
            ties[classes] = found
    return ClassProbabilities(tuple(probabilities), dict(sorted(ties.items())), precision)


def _text_within(probability: Fraction, error: Fraction) -> str:
    """Return the digits on which all numbers agree that are no further off than an error.

    Examples
    --------
    >>> _text_within(Fraction(1, 3), Fraction(1, 1000)), _text_within(Fraction(0), Fraction(1, 7))
    ('about 0.33', 'at most 0.15')
    """
    ends = max(probability - error, Fraction(0)), min(probability + error, Fraction(1))
    for digits in range(_MOST_DIGITS, 0, -1):
        lower, upper = (_rounded(end, Context(prec=digits)) for end in ends)
        if lower == upper:
            return f"about {upper:g}"
    return f"at most {_rounded(ends[1], Context(prec=2, rounding=ROUND_CEILING)):g}"


def _rounded(number: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(number.numerator), Decimal(number.denominator))
