"""The facets of a region, with their proofs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from polyregions.arithmetic import IntegerVector, ScaledVectors, repr_of_fields
from polyregions.polytopes import Halfspace
from polyregions.questions.local.constraints import Constraints
from polyregions.questions.local.lineality import Section
from polyregions.refinement import facets_of_cell

__all__ = ["LocalFacet", "proved_facets"]


@dataclass(frozen=True, slots=True)
class LocalFacet:
    """A facet of a region.

    Attributes
    ----------
    row
        The primitive integer row (a_1, ..., a_n, b) of the side a.x <= b of the facet's hyperplane
        on which the region lies.
    carriers
        What vanishes on the facet but not on the region: ReLU units by their positions in the
        pattern, and -1 - k for row k of the domain; ascending.
    """

    row: IntegerVector
    carriers: tuple[int, ...]
    _beyond: Callable[[], IntegerVector] = field(compare=False, repr=False)

    __repr__ = repr_of_fields

    @property
    def halfspace(self) -> Halfspace:
        """The side of the facet's hyperplane on which the region lies."""
        return Halfspace(self.row[:-1], self.row[-1])

    @property
    def beyond(self) -> IntegerVector:
        """The proof: a homogeneous point that violates this row of the region, and no other."""
        return self._beyond()

    @property
    def units(self) -> tuple[int, ...]:
        """The units among the carriers."""
        return tuple(carrier for carrier in self.carriers if carrier >= 0)

    @property
    def is_boundary(self) -> bool:
        """Whether the facet lies on the domain's boundary, where there is no neighbour."""
        return self.carriers[0] < 0


def proved_facets(
    constraints: Constraints, inside: IntegerVector, *, inner: bool
) -> tuple[LocalFacet, ...]:
    """Return the facets of a region: those of units in their order, then those of the domain.

    Parameters
    ----------
    constraints
        Of the region.
    inside
        A homogeneous point strictly inside.
    inner
        Whether those inside the domain are enough.
    """
    section = Section.across(constraints.setting.spanning, inside)
    rows = [*constraints.distinct]
    carriers = [*constraints.distinct.values()]
    if not section.free:
        return ()
    wanted = [i for i, own in enumerate(carriers) if not inner or own[0] >= 0]
    found = facets_of_cell(section.rows(rows), section.inside(), wanted)
    return tuple(
        LocalFacet(rows[i], carriers[i], _lifted(section, beyond)) for i, beyond in found.items()
    )


def _lifted(section: Section, beyond: ScaledVectors) -> Callable[[], IntegerVector]:
    return lambda: section.whole(beyond.vector(0))
