"""The shape of a ReLU network, on which all bounds depend, and what the formulas share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from polyregions.errors import InvalidNetworkError, PolyregionsError, short
from polyregions.networks import Network, check_network

__all__ = ["BoundNotApplicableError", "Shape", "arrangement_regions", "checked_shape", "require"]


class BoundNotApplicableError(PolyregionsError, ValueError):
    """A shape for which a bound is not stated; the message is the condition that fails."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The number of inputs and the widths of the hidden ReLU layers.

    Parameters
    ----------
    inputs
        The dimension n0 >= 1.
    widths
        The numbers n_1, ..., n_L of units of the hidden ReLU layers, all positive.

    Raises
    ------
    InvalidNetworkError
        If a size is no positive whole number.

    Examples
    --------
    >>> import polyregions as pr
    >>> Shape.of(pr.ternary(inputs=2, width=12, depth=3))
    Shape(inputs=2, widths=(12,))
    """

    inputs: int
    widths: tuple[int, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "widths", tuple(self.widths))
        for size in (self.inputs, *self.widths):
            if isinstance(size, bool) or not isinstance(size, int) or size < 1:
                raise InvalidNetworkError(
                    f"the shape has a size {short(size)}: give positive whole numbers, the inputs "
                    "and the widths of the hidden layers"
                )

    @classmethod
    def of(cls, network: Network) -> Shape:
        """Return the shape of the ReLU networks among which a network is to be compared.

        A layer of identity units only is left out: it can be absorbed into the next one. In other
        layers an identity unit counts as a ReLU unit, which it is wherever a large constant is
        added before the ReLU and taken away behind it; so the upper bounds hold for the network.
        """
        check_network(network)
        return cls(
            network.inputs, tuple(layer.units for layer in network.layers if layer.relu_units)
        )

    def __str__(self) -> str:
        return f"{self.inputs} -> {', '.join(map(str, self.widths)) or 'no hidden layer'}"


def checked_shape(inputs: int, widths: Sequence[int]) -> Shape:
    """Return the shape after checking that it has a hidden layer.

    Raises
    ------
    BoundNotApplicableError
        If there is none.
    """
    shape = Shape(inputs, tuple(widths))
    require(bool(shape.widths), "there is no hidden layer")
    return shape


def require(condition: bool, otherwise: str) -> None:
    """Check a condition under which a bound is stated.

    Raises
    ------
    BoundNotApplicableError
        If it does not hold; ``otherwise`` says what is wrong.
    """
    if not condition:
        raise BoundNotApplicableError(otherwise)


def arrangement_regions(hyperplanes: int, dimension: int) -> int:
    """Return sum_{j <= d} C(n, j), the most regions that n hyperplanes make in R^d.

    Examples
    --------
    >>> arrangement_regions(hyperplanes=3, dimension=2)
    7
    """
    return sum(comb(hyperplanes, j) for j in range(min(hyperplanes, dimension) + 1))
