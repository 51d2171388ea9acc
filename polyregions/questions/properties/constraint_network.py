"""A network whose last units are the constraints of a property, so that regions end where they do.

The unit of a constraint is its slack, that of a closed one plus a positive shift. Take a point at
which all constraints of a case hold. The slacks of strict ones are positive there, and so are the
shifted slacks of closed ones, all of them also near the point; so in some region whose closure
holds the point every unit of the case is active. Where no region has all of them active, there is
no such point, whichever the shifts are: touching points need no attention but in the few regions
on which a slack stays between 0 and minus its shift.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from polyregions.arithmetic import repr_of_fields
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope
from polyregions.questions.properties.constraint import Constraint
from polyregions.questions.properties.evaluation import exact_outputs
from polyregions.questions.properties.input_sets import InputSet

__all__ = ["ConstraintNetwork", "constraint_network"]

_SHIFT = Fraction(1, 1 << 20)


@dataclass(frozen=True, slots=True, eq=False)
class ConstraintNetwork:
    """A network on slice coordinates with a ReLU unit for each of some constraints at the end.

    Attributes
    ----------
    network
        The network; its other units are those of the original one in the slice, and units without
        a ReLU that carry inputs to constraints on inputs and outputs.
    domain
        The coordinates of interest, of full dimension.
    constraints
        What the last units stand for.
    shifts
        What is added to the slack of each.
    """

    network: Network
    domain: HPolytope
    constraints: tuple[Constraint, ...]
    shifts: tuple[Fraction, ...]

    __repr__ = repr_of_fields


def constraint_network(
    network: Network, inputs: InputSet, constraints: Sequence[Constraint]
) -> ConstraintNetwork:
    """Append the units of constraints to a network in a slice.

    Parameters
    ----------
    network
        The network.
    inputs
        The inputs, not a single one.
    constraints
        Those that each need outputs.
    """
    assert inputs.domain is not None
    size = network.inputs
    layers = list(network.layers)
    if not inputs.is_whole:
        layers = list(network.restrict(inputs.subspace, domain=inputs.domain).layers)
    carried = sorted({k for constraint in constraints for k, _ in constraint.terms if k < size})
    if carried:
        layers = _carrying(layers, inputs, carried)
    columns = {k: network.outputs + position for position, k in enumerate(carried)}
    shifts = _shifts(network, inputs, constraints)
    rows, bias = [], []
    for constraint, shift in zip(constraints, shifts, strict=True):
        row = [0] * (network.outputs + len(carried))
        for k, entry in constraint.terms:
            row[columns[k] if k < size else k - size] = -entry
        rows.append(row)
        bias.append(constraint.bound + shift)
    whole = Network([*layers, Layer(rows, bias, "relu")], inputs.domain)
    return ConstraintNetwork(whole, inputs.domain, tuple(constraints), shifts)


def _carrying(layers: Iterable[Layer], inputs: InputSet, carried: Sequence[int]) -> list[Layer]:
    """Return layers with units more that pass inputs of the original network on."""
    widened: list[Layer] = []
    extra = len(carried)
    zeros = [Fraction(0)] * extra
    for layer in layers:
        if widened:
            rows = [[*row, *zeros] for row in layer.weight_rows()]
            rows += [
                [*[Fraction(0)] * layer.inputs, *(Fraction(int(i == j)) for j in range(extra))]
                for i in range(extra)
            ]
            bias = [*layer.bias, *zeros]
        else:
            rows = [[*row] for row in layer.weight_rows()]
            rows += [[direction[k] for direction in inputs.directions] for k in carried]
            bias = [*layer.bias, *(inputs.origin[k] for k in carried)]
        widened.append(Layer(rows, bias, [*layer.activation, *["identity"] * extra]))
    return widened


def _shifts(
    network: Network, inputs: InputSet, constraints: Sequence[Constraint]
) -> tuple[Fraction, ...]:
    """Return shifts that are small against the slacks at the centre, or against coefficients."""
    centre = inputs.point(inputs.centre)
    values = (*centre, *exact_outputs(network, centre))
    return tuple(
        Fraction(0)
        if constraint.is_strict
        else _SHIFT * _power_below(abs(constraint.slack(values)) or abs(constraint.terms[-1][1]))
        for constraint in constraints
    )


def _power_below(value: Fraction | int) -> Fraction:
    """Return a power of two that is about a positive number."""
    exponent = value.numerator.bit_length() - value.denominator.bit_length()
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)
