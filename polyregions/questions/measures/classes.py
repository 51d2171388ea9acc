"""How likely each class is under the uniform distribution, exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from polyregions.arithmetic import repr_of_fields, shortest_number
from polyregions.complexes import RegionComplex, decision_boundary
from polyregions.errors import UnboundedError
from polyregions.polytopes import is_bounded, volume
from polyregions.questions.answers import brief_text
from polyregions.questions.measures.totals import checked_bits, total

__all__ = ["ClassProbabilities", "class_probabilities"]


@dataclass(frozen=True)
class ClassProbabilities:
    """How likely each output is the largest at a point drawn uniformly from the domain.

    All probabilities together, those of ties included, are 1.

    Attributes
    ----------
    probabilities
        For each class the probability that its output is larger than all others.
    ties
        For several outputs that are largest together on sets with an interior, which
        :class:`polyregions.TiedRegion` describes, the probability of that.
    """

    probabilities: tuple[Fraction, ...]
    ties: dict[tuple[int, ...], Fraction]

    __repr__ = repr_of_fields

    def __getitem__(self, index: int) -> Fraction:
        return self.probabilities[index]

    def __len__(self) -> int:
        return len(self.probabilities)

    def __iter__(self) -> Iterator[Fraction]:
        return iter(self.probabilities)

    def __str__(self) -> str:
        lines = [f"class {i}: {brief_text(p)}" for i, p in enumerate(self.probabilities)]
        for classes, p in self.ties.items():
            lines.append(f"tie of {', '.join(map(str, classes))}: {brief_text(p)}")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes."""
        return {
            "probabilities": [shortest_number(p) for p in self.probabilities],
            "ties": [
                {"classes": list(classes), "probability": shortest_number(p)}
                for classes, p in self.ties.items()
            ],
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
        None for exact numbers; else each may be off by ``2**-bits``.

    Raises
    ------
    UnboundedError
        If the domain is unbounded.
    InvalidNetworkError
        If a level is given for several outputs.
    OutOfTime
        If the time is up before.

    Notes
    -----
    The volumes of the cells of :attr:`polyregions.DecisionBoundary.refinement`, in which the same
    outputs are largest.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1, 0], [0, 2]], None, "identity")])
    >>> print(class_probabilities(pr.regions(net, [[0, 1]] * 2)))
    class 0: 0.25
    class 1: 0.75
    """
    precision = checked_bits(bits)
    if not is_bounded(complex.domain):
        raise UnboundedError(
            "the domain is unbounded, and probabilities are those of points drawn uniformly: give "
            "a box as the domain"
        )
    boundary = decision_boundary(complex, level)
    parts = boundary.refinement.triangulations
    winners, owners = np.unique(boundary.cell_winners, axis=0, return_inverse=True)
    factor = 1 / volume(complex.domain)
    probabilities = [Fraction(0)] * winners.shape[1]
    ties: dict[tuple[int, ...], Fraction] = {}
    for k, largest in enumerate(winners):
        volumes = [v for i in np.flatnonzero(owners.ravel() == k) for v in parts[i].volumes()]
        classes = tuple(np.flatnonzero(largest).tolist())
        found = total(volumes, len(volumes), precision, factor)
        if len(classes) == 1:
            probabilities[classes[0]] = found
        else:
            ties[classes] = found
    return ClassProbabilities(tuple(probabilities), dict(sorted(ties.items())))
