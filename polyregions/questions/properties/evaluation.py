"""What a network makes of one point, exactly, by products of integer matrices."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from polyregions.arithmetic import IntegerVector, common_denominator, numerators
from polyregions.networks import Network

__all__ = ["exact_outputs"]


def exact_outputs(network: Network, point: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the outputs at a point, as :meth:`Network.exact` does, faster on wide layers.

    Examples
    --------
    >>> import polyregions as pr
    >>> exact_outputs(pr.Network([pr.Layer([[1], [-1]])]), [Fraction(1, 2)])
    (Fraction(1, 2), Fraction(0, 1))
    """
    form = network.integer_form
    scale = common_denominator(point)
    values: list[IntegerVector] = [(x,) for x in numerators(point, scale)]
    for layer in form.layers:
        scaled = layer.preactivations([*values, (scale,)])
        for unit in layer.relu_units:
            scaled[unit] = (max(0, scaled[unit][0]),)
        scale *= layer.denominator
        values = scaled
    return tuple(Fraction(value[0], scale) for value in values)
