"""The network whose one output is to be maximised, and what it says of one region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral
from typing import Any

from polyregions.arithmetic import (
    IntegerVector,
    common_denominator,
    dot,
    exact_rational,
    exact_vector,
    negated,
    numerators,
    primitive,
)
from polyregions.errors import UnknownOptionError
from polyregions.networks import IntegerForm, Layer, Network
from polyregions.polytopes import HPolytope
from polyregions.polytopes.linear_programs import Optimal, Unbounded, maximise
from polyregions.questions.answers import counted

__all__ = ["Found", "Objective"]

Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The greatest value on a region.

    Attributes
    ----------
    bits
        The region's bits.
    value
        The value; None where there is none.
    point
        Where it is attained, or where a ray begins along which the values grow without end.
    ray, slope
        The ray, and how much the value grows along it for each unit.
    """

    bits: tuple[int, ...]
    value: Fraction | None
    point: Point
    ray: IntegerVector = ()
    slope: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, eq=False)
class Objective:
    """A network with one output, which is to be maximised over a domain.

    Attributes
    ----------
    network
        The network, whose last layer is one unit without a ReLU; its other units are those of the
        network that was asked about.
    domain
        The domain.
    """

    network: Network
    domain: HPolytope

    @classmethod
    def of(
        cls, network: Network, domain: HPolytope, objective: Any, constant: Any, factor: int
    ) -> Objective:
        """Put a combination of outputs behind a network.

        Parameters
        ----------
        network, domain
            The network and the domain.
        objective, constant
            As for :func:`polyregions.maximise`.
        factor
            1, or -1 for a minimum.

        Raises
        ------
        InvalidNumberError
            If an entry is no number.
        UnknownOptionError
            If there is no such output, or the entries are not one for each.
        """
        row = [factor * entry for entry in _coefficients(objective, network.outputs)]
        offset = factor * exact_rational(constant, "the constant")
        *before, last = network.layers
        if last.relu_units:
            return cls(Network([*network.layers, Layer([row], [offset], "identity")]), domain)
        weights = [Fraction(0)] * last.inputs
        for entry, unit in zip(row, last.weight_rows(), strict=True):
            if entry:
                weights = [w + entry * v for w, v in zip(weights, unit, strict=True)]
        offset += sum(c * b for c, b in zip(row, last.bias, strict=True))
        return cls(Network([*before, Layer([weights], [offset], "identity")]), domain)

    @property
    def form(self) -> IntegerForm:
        """The network in integers."""
        return self.network.integer_form

    def best_in(self, bits: Sequence[int], hyperplanes: Iterable[int] | None = None) -> Found:
        """Return the greatest value on the region with these bits, by an exact linear program.

        Parameters
        ----------
        bits
            The region's bits.
        hyperplanes
            Those of its facets, as in an enumeration; None where they are not known.
        """
        form, bits = self.form, tuple(bits)
        walk = list(form.walk(bits))
        forms = [f[u] for layer, f in zip(form.layers, walk, strict=True) for u in layer.relu_units]
        rows = []
        if hyperplanes is None:
            hyperplanes = [*range(-len(self.domain.rows), 0), *range(len(forms))]
        for hyperplane in hyperplanes:
            if hyperplane < 0:
                rows.append(self.domain.rows[-1 - hyperplane])
            elif any(forms[hyperplane][:-1]):
                outward = primitive(forms[hyperplane])
                outward = negated(outward) if bits[hyperplane] else outward
                rows.append((*outward[:-1], -outward[-1]))
        (goal,), scale = walk[-1], form.scales[-1]
        gradient = primitive(goal[:-1])
        result = maximise(rows, gradient)
        if isinstance(result, Unbounded):
            slope = Fraction(dot(goal[:-1], result.ray), scale)
            return Found(bits, None, result.point, result.ray, slope)
        assert isinstance(result, Optimal)  # a region is not empty
        return Found(bits, (dot(goal[:-1], result.point) + goal[-1]) / scale, result.point)

    def bits_beside(self, point: Point, inside: Point) -> tuple[int, ...]:
        """Return the bits of a region that contains a point of the domain, on the way inside.

        That is the region in which the point lies once it is moved by e towards a point strictly
        inside of the domain, and by e^2, e^3, ... along the axes, for every e > 0 small enough.

        Parameters
        ----------
        point
            The point.
        inside
            A point strictly inside of the domain.
        """
        n, scale = len(point), common_denominator((*point, *inside))
        # Each input is a vector: its value at the point, and the coefficients of e, e^2, ...
        inputs = [
            numerators((x, c - x, *(Fraction(int(i == j)) for j in range(n))), scale)
            for i, (x, c) in enumerate(zip(point, inside, strict=True))
        ]
        inputs.append((scale, *[0] * (n + 1)))
        bits: list[int] = []
        for layer in self.form.layers[:-1]:
            values = layer.preactivations(inputs)
            for unit in layer.relu_units:
                bits.append(int(next((x for x in values[unit] if x), 0) > 0))
                if not bits[-1]:
                    values[unit] = (0,) * (n + 2)
            inputs = [*values, tuple(layer.denominator * x for x in inputs[-1])]
        return tuple(bits)


def _coefficients(objective: Any, outputs: int) -> tuple[Fraction, ...]:
    if isinstance(objective, Integral) and objective is not True and objective is not False:
        if not 0 <= int(objective) < outputs:
            raise UnknownOptionError(
                f"the objective is output {objective} of {outputs}, which are counted from 0: give "
                "one of them, or a number for each"
            )
        return tuple(Fraction(int(i == objective)) for i in range(outputs))
    row = exact_vector(objective, "the objective")
    if len(row) != outputs:
        raise UnknownOptionError(
            f"the objective has {counted(len(row), 'number')} where the network has "
            f"{counted(outputs, 'output')}: give one for each"
        )
    return row
