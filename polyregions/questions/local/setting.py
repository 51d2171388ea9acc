"""A network on a domain, with what regions around a point share."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    Points,
    ScaledVectors,
    primitive,
    signs_of_products,
)
from polyregions.networks import IntegerForm, Network
from polyregions.polytopes import HPolytope

__all__ = ["Setting", "direction_and_level"]


@dataclass(frozen=True, eq=False)
class Setting:
    """A network on a domain.

    Attributes
    ----------
    network, domain
        The two.
    """

    network: Network
    domain: HPolytope

    @property
    def form(self) -> IntegerForm:
        """The network scaled to integers."""
        return self.network.integer_form

    @cached_property
    def directions(self) -> dict[IntegerVector, tuple[Fraction, int]]:
        """For each direction of a domain's row its level and its index."""
        return {
            direction: (level, -1 - k)
            for k, row in enumerate(self.domain.rows)
            for direction, level in [direction_and_level(row)]
        }

    @cached_property
    def spanning(self) -> tuple[IntegerVector, ...]:
        """Vectors that span the normals of all rows of any region.

        All pre-activations are sums of those of the first layer.
        """
        first = (row[:-1] for row in self.form.layers[0].rows)
        return (*filter(any, first), *(row[:-1] for row in self.domain.rows))

    @cached_property
    def unit_names(self) -> list[tuple[int, int]]:
        """For each bit of a pattern its unit, as (layer, unit) counted from 0."""
        layers = self.form.layers
        return [(i, unit) for i, layer in enumerate(layers) for unit in layer.relu_units]

    @cached_property
    def _domain_forms(self) -> ScaledVectors:
        forms = [(*(-a for a in row[:-1]), row[-1]) for row in self.domain.rows]
        return ScaledVectors(forms, self.network.inputs + 1)

    def gap_signs(self, points: list[IntegerVector]) -> NDArray[np.int8]:
        """Return the signs of b - a.x, exactly, shape (rows of the domain, k)."""
        return signs_of_products(self._domain_forms, ScaledVectors(points))

    def first_inside(self, bits: tuple[int, ...], floats: NDArray[np.float64]) -> int | None:
        """Return the first of some float points at which every unit has the sign of its bit.

        None where none of them is strictly inside the region with these bits and the domain, or
        where a unit vanishes all over the region.
        """
        finite = np.asarray(np.isfinite(floats).all(axis=1))
        signs = self.network.signs_at(Points(np.where(finite[:, np.newaxis], floats, 0.0)))
        wanted = np.array([1 if bit else -1 for bit in bits], dtype=np.int8)
        for k in np.flatnonzero(finite & (signs == wanted).all(axis=1)).tolist():
            (point,) = Points(floats).homogeneous([k])
            if (self.gap_signs([point]) > 0).all():
                return k
        return None


def direction_and_level(row: IntegerVector) -> tuple[IntegerVector, Fraction]:
    """Return the primitive normal of a row (a, b), a.x <= b, and b in its units.

    Examples
    --------
    >>> direction_and_level((2, -4, 3))
    ((1, -2), Fraction(3, 2))
    """
    *normal, offset = row
    return primitive(normal), Fraction(offset, gcd(*normal))
