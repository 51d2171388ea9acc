"""The exact halfspaces of a region's facets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polyregions.arithmetic import IntegerVector, negated, primitive
from polyregions.networks import IntegerForm, SharedForms
from polyregions.polytopes import Halfspace, HPolytope

__all__ = ["RegionPolytopes", "halfspace_of", "inward_form", "region_polytope"]


def region_polytope(
    network: IntegerForm, domain: HPolytope, bits: Sequence[int], hyperplanes: Iterable[int]
) -> HPolytope:
    """Return a region by its facets, one row for each, in their order.

    Parameters
    ----------
    network
        The network scaled to integers.
    domain
        The domain.
    bits
        The activation bits of the region.
    hyperplanes
        Those of its facets, as in an enumeration.
    """
    return _polytope(domain, bits, network.unit_forms(bits), hyperplanes)


class RegionPolytopes:
    """Regions by their facets, one after the other: see :func:`region_polytope`.

    Faster the more of the first layers two regions that follow one another have in common.

    Parameters
    ----------
    network
        The network scaled to integers.
    domain
        The domain.
    """

    def __init__(self, network: IntegerForm, domain: HPolytope) -> None:
        self._forms = SharedForms(network)
        self._domain = domain

    def __call__(self, bits: Sequence[int], hyperplanes: Iterable[int]) -> HPolytope:
        """Return the region with these bits and these hyperplanes of facets."""
        return _polytope(self._domain, bits, self._forms.units(bits), hyperplanes)


def _polytope(
    domain: HPolytope,
    bits: Sequence[int],
    forms: Sequence[IntegerVector],
    hyperplanes: Iterable[int],
) -> HPolytope:
    rows = [inward_form(domain, bits, forms, hyperplane) for hyperplane in hyperplanes]
    return HPolytope(domain.dimension, [(*negated(row[:-1]), row[-1]) for row in rows])


def inward_form(
    domain: HPolytope, bits: Sequence[int], forms: Sequence[IntegerVector], hyperplane: int
) -> IntegerVector:
    """Return the primitive form that is zero on a facet and positive inside the region."""
    if hyperplane < 0:
        row = domain.rows[-1 - hyperplane]
        return (*(-a for a in row[:-1]), row[-1])
    form = primitive(forms[hyperplane])
    return form if bits[hyperplane] else negated(form)


def halfspace_of(form: IntegerVector) -> Halfspace:
    """Return the halfspace where a form is >= 0."""
    return Halfspace(negated(form[:-1]), form[-1])
