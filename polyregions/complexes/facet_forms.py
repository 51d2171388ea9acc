"""The exact halfspaces of a region's facets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polyregions.arithmetic import IntegerVector, negated, primitive
from polyregions.networks import IntegerForm
from polyregions.polytopes import Halfspace, HPolytope

__all__ = ["halfspace_of", "inward_form", "region_polytope"]


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
    forms = network.unit_forms(bits)
    rows = [halfspace_of(inward_form(domain, bits, forms, h)).row for h in hyperplanes]
    return HPolytope(network.inputs, rows)


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
