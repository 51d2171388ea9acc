"""What a network becomes on an affine subspace of its input space, exact: layer and domain."""

from __future__ import annotations

from itertools import compress

from polyregions.arithmetic import IntegerVector, common_denominator, numerators
from polyregions.errors import InvalidDomainError
from polyregions.networks.integer_rows import IntegerRows
from polyregions.networks.layer import Layer
from polyregions.networks.subspace import AffineSubspace
from polyregions.polytopes import HPolytope, is_full_dimensional

__all__ = ["preimage", "restricted_domain", "restricted_layer"]


def restricted_layer(integers: IntegerRows, subspace: AffineSubspace) -> Layer:
    """Return the layer t -> layer(subspace.point(t)): the first one of a restricted network.

    The units stay what they are, so that a pattern means the same on the slice and around it.

    Parameters
    ----------
    integers
        The layer, scaled to integers: done once for a network, however often it is restricted.
    subspace
        The line, plane or flat, in the space of the layer's inputs.

    Notes
    -----
    One product of integer matrices.

    Examples
    --------
    >>> size = IntegerRows(Layer([[1, 1], [-1, -1]]))
    >>> restricted_layer(size, AffineSubspace([0, -1], [[1, 1]]))
    Layer([[2], [-2]], [-1, 1], 'relu')
    """
    forms, scale = _coordinate_forms(subspace)
    constant = (*[0] * subspace.dimension, scale)
    total = scale * integers.denominator
    return Layer.of_quotients(integers @ [*forms, constant], total, integers.layer.activation)


def restricted_domain(domain: HPolytope, subspace: AffineSubspace) -> HPolytope:
    """Return the part of a slice in a domain, in slice coordinates.

    Raises
    ------
    InvalidDomainError
        If that has not the full dimension of the slice.

    Examples
    --------
    >>> from polyregions.polytopes import box
    >>> restricted_domain(box([0, 0], [1, 1]), AffineSubspace([0, 0], [[1, 2]]))
    HPolytope(1, ((2, 1), (-1, 0)))
    """
    part = preimage(domain, subspace)
    if part.rows and not is_full_dimensional(part):
        raise InvalidDomainError(
            f"the {subspace} does not pass through the interior of the network's domain, nor "
            "along its boundary in full dimension: give another slice, or a domain in slice "
            "coordinates"
        )
    return part


def preimage(polytope: HPolytope, subspace: AffineSubspace) -> HPolytope:
    """Return the slice coordinates of the points of a subspace that lie in a polytope.

    Examples
    --------
    >>> from polyregions.polytopes import box
    >>> preimage(box([0, 0], [1, 1]), AffineSubspace([0, 0], [[1, 2]]))
    HPolytope(1, ((2, 1), (-1, 0)))
    """
    forms, scale = _coordinate_forms(subspace)
    rows = []
    for row in polytope.rows:
        # Domains of many inputs are boxes, whose rows are zeros but for one entry.
        used = list(compress(range(polytope.dimension), row))
        *normal, constant = (sum(row[j] * forms[j][i] for j in used) for i in range(len(forms[0])))
        rows.append((*normal, row[-1] * scale - constant))
    return HPolytope(subspace.dimension, rows)


def _coordinate_forms(subspace: AffineSubspace) -> tuple[list[IntegerVector], int]:
    """Return each coordinate of R^n as a form (c_1, ..., c_k, c_0) on the slice, times a scale."""
    vectors = (*subspace.directions, subspace.origin)
    scale = common_denominator(entry for vector in vectors for entry in vector)
    columns = zip(*vectors, strict=True)
    return [numerators(column, scale) for column in columns], scale
