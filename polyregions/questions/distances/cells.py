"""A region seen from a point: its inequalities in steps from there, and what is beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from polyregions.arithmetic import IntegerVector, dot, independent_rows, negated, primitive
from polyregions.networks import Network, SharedForms
from polyregions.polytopes import HPolytope, is_irredundant
from polyregions.questions.distances.float_cells import FloatCell, FloatScene
from polyregions.refinement import crossed

__all__ = ["Cell", "Scene"]

Bits = tuple[int, ...]


class Scene:
    """A network about a point, from which regions are seen.

    All is in steps d = w (x - x_0) from the point x_0 = (x_1, ..., x_n) / w, so that normals stay
    what they are: an inequality a.x <= b is a.d <= s, with the slack s >= 0 iff the point has it.

    Parameters
    ----------
    network
        The network.
    domain
        The domain.
    point
        The point, as integers (x_1, ..., x_n, w), w > 0.
    """

    def __init__(self, network: Network, domain: HPolytope, point: IntegerVector) -> None:
        self.network, self.domain = network, domain
        self.form = network.integer_form
        self.point = point
        self.domain_rows = [self.about(row) for row in domain.rows]
        self._shared = SharedForms(self.form)
        exact = [Fraction(x, point[-1]) for x in point[:-1]]
        self.floats = (
            FloatScene(network, exact, self.domain_rows, point[-1])
            if FloatScene.admits(network, exact)
            else None
        )

    @property
    def dimension(self) -> int:
        """The number of inputs."""
        return len(self.point) - 1

    def about(self, row: IntegerVector) -> IntegerVector:
        """Return an inequality a.x <= b in steps from the point."""
        *coordinates, scale = self.point
        return primitive((*row[:-1], row[-1] * scale - dot(row[:-1], coordinates)))

    def at_least_zero(self, form: IntegerVector) -> IntegerVector:
        """Return the inequality that a form c.x + c_0 is >= 0, in steps from the point."""
        return self.about((*negated(form[:-1]), form[-1]))

    def unit_forms(self, bits: Bits) -> Sequence[IntegerVector]:
        """Return the pre-activations of all ReLU units under a pattern."""
        return self._shared.units(bits)

    def output_forms(self, bits: Bits) -> Sequence[IntegerVector]:
        """Return the outputs under a pattern, times a positive number."""
        return self._shared.outputs(bits)


@dataclass(frozen=True, eq=False)
class Cell:
    """A region about the point.

    Attributes
    ----------
    scene
        The network about the point.
    bits
        The region's bits.
    """

    scene: Scene
    bits: Bits

    @cached_property
    def floats(self) -> FloatCell | None:
        """The region in floats, where their bounds hold."""
        scene = self.scene.floats
        return None if scene is None else scene.cell(self.bits)

    @cached_property
    def _carriers(self) -> tuple[dict[IntegerVector, list[int]], list[int]]:
        """The units that vanish on the hyperplane of each row, and those that vanish everywhere."""
        carriers: dict[IntegerVector, list[int]] = {}
        nowhere: list[int] = []
        forms = self.scene.unit_forms(self.bits)
        for unit, (form, bit) in enumerate(zip(forms, self.bits, strict=True)):
            if any(form[:-1]):
                row = self.scene.at_least_zero(form if bit else negated(form))
                carriers.setdefault(row, []).append(unit)
            elif form[-1] == 0:
                nowhere.append(unit)
        return carriers, nowhere

    @cached_property
    def rows(self) -> list[IntegerVector]:
        """The inequalities a.d <= s, those of units first; none twice, but some redundant."""
        return list(dict.fromkeys([*self._carriers[0], *self.scene.domain_rows]))

    @cached_property
    def _of_domain(self) -> frozenset[IntegerVector]:
        return frozenset(self.scene.domain_rows)

    def bounds_domain(self, row: IntegerVector) -> bool:
        """Return whether a row is one of the domain's: there is nothing beyond."""
        return row in self._of_domain

    def units_on(self, row: IntegerVector) -> list[int]:
        """Return the units that vanish on a row's hyperplane."""
        return self._carriers[0].get(row, [])

    @property
    def ways_out(self) -> list[tuple[int, IntegerVector]]:
        """The rows that the point satisfies and that are no bounds of the domain, by a unit each.

        On a straight way from the point no others are crossed from the inside.
        """
        rows = self._carriers[0]
        return [
            (units[0], row)
            for row, units in rows.items()
            if row[-1] >= 0 and not self.bounds_domain(row)
        ]

    def row(self, unit: int) -> IntegerVector | None:
        """Return the inequality of a unit, None where it is constant."""
        form, bit = self.scene.unit_forms(self.bits)[unit], self.bits[unit]
        return self.scene.at_least_zero(form if bit else negated(form)) if any(form[:-1]) else None

    def is_facet(self, row: IntegerVector, tight: Sequence[IntegerVector]) -> bool:
        """Decide whether a row carries a facet.

        Parameters
        ----------
        row
            The row.
        tight
            All rows that are tight in one point of its face: where their normals are independent,
            there are points near in which this one alone is.
        """
        normals = [other[:-1] for other in tight]
        if len(independent_rows(normals)) == len(normals):
            return True
        polytope = HPolytope(self.scene.dimension, self.rows)
        # Parallel rows that are less tight are left out of a polytope.
        if row not in polytope.rows:
            return False
        return bool(is_irredundant(polytope, polytope.rows.index(row)))

    def flipped(self, unit: int) -> Bits:
        """Return the bits with that of one unit changed."""
        return (*self.bits[:unit], 1 - self.bits[unit], *self.bits[unit + 1 :])

    def across(self, row: IntegerVector) -> Bits:
        """Return the bits of the region across a facet.

        Pre-activations are continuous: those that vanish on the facet may change, and all others
        keep their signs.
        """
        units = self.units_on(row)
        restless = {*units, *self._carriers[1]}
        if len(restless) == 1:
            return self.flipped(units[0])
        return crossed(self.scene.form, self.bits, restless, row[:-1]).bits
