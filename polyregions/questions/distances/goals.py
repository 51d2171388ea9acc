"""The points that a distance is to, by the comparisons of outputs that hold there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from polyregions.arithmetic import IntegerVector, exact_rational
from polyregions.errors import InvalidNetworkError
from polyregions.networks import IntegerForm, Network, check_network

__all__ = ["Goal", "Outputs", "Part", "in_class", "on_boundary"]

Forms = Sequence[IntegerVector]
Part = tuple[tuple[int, int], ...]
"""Pairs of classes: the points where the first of each is at least as large as the second."""
Goal = tuple[Part, ...]
"""Parts of which any one will do."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is compared to find the class: the outputs, or the level and the only output.

    Attributes
    ----------
    network
        The network.
    level
        The level; None for several outputs.
    """

    network: Network
    level: Fraction | None

    @classmethod
    def of(cls, network: Network, level: Any) -> Outputs:
        """Check the level.

        Raises
        ------
        InvalidNetworkError
            If there is one for several outputs.
        """
        check_network(network)
        if network.outputs == 1:
            return cls(network, exact_rational(0 if level is None else level, "level"))
        if level is not None:
            raise InvalidNetworkError(
                f"a level is given, and the network has {network.outputs} outputs, which are "
                "compared with one another: leave the level out"
            )
        return cls(network, None)

    @property
    def classes(self) -> int:
        """The number of classes."""
        return max(2, self.network.outputs)

    def largest_at(self, point: Sequence[Fraction]) -> tuple[int, ...]:
        """Return the classes of a point, in ascending order: several where they tie."""
        values = self.network.exact(point)
        if self.level is not None:
            values = (self.level, *values)
        highest = max(values)
        return tuple(j for j, value in enumerate(values) if value == highest)

    def compared(self, form: IntegerForm, outputs: Forms) -> Forms:
        """Return the forms of all classes, times one positive number, given those of outputs."""
        if self.level is None:
            return outputs
        (output,) = outputs
        scale = self.level.numerator * form.scales[-1]
        constant = (*[0] * (len(output) - 1), scale)
        return [constant, tuple(self.level.denominator * entry for entry in output)]


def on_boundary(origin: int, classes: int) -> Goal:
    """Return where some other output is at least as large as that of a class.

    Nearest to a point of the class these are the points where it ties with the largest.

    Examples
    --------
    >>> on_boundary(1, 3)
    (((0, 1),), ((2, 1),))
    """
    return tuple(((j, origin),) for j in range(classes) if j != origin)


def in_class(target: int, classes: int) -> Goal:
    """Return where an output is at least as large as all others.

    Examples
    --------
    >>> in_class(1, 3)
    (((1, 0), (1, 2)),)
    """
    return (tuple((target, j) for j in range(classes) if j != target),)
