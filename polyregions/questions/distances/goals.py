"""The points that a distance is to, as inequalities that hold in a region beside its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from polyregions.arithmetic import IntegerVector, exact_rational
from polyregions.errors import InvalidNetworkError
from polyregions.networks import IntegerForm, Network

__all__ = ["Boundary", "Goal", "OfClass", "Outputs"]

Forms = Sequence[IntegerVector]


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


class Goal(Protocol):
    """Some points, by the forms of the classes in a region."""

    def parts(self, forms: Forms) -> Iterator[list[IntegerVector]]:
        """Yield sets of forms: the points in the region where all of one set are >= 0 count."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where the class is no longer the only one: some other output is at least as large.

    Nearest to a point of the class these are the points where it ties with the largest.
    """

    origin: int

    def parts(self, forms: Forms) -> Iterator[list[IntegerVector]]:
        """Yield the difference of every other output and that of the class."""
        for j, form in enumerate(forms):
            if j != self.origin:
                yield [_difference(form, forms[self.origin])]


@dataclass(frozen=True, slots=True)
class OfClass:
    """Where an output is at least as large as all others."""

    target: int

    def parts(self, forms: Forms) -> Iterator[list[IntegerVector]]:
        """Yield its differences from all others."""
        own = forms[self.target]
        yield [_difference(own, form) for j, form in enumerate(forms) if j != self.target]


def _difference(left: IntegerVector, right: IntegerVector) -> IntegerVector:
    return tuple(a - b for a, b in zip(left, right, strict=True))
