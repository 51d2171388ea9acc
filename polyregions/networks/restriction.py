"""The restriction of a network to an affine subspace of its input space, exact."""

from __future__ import annotations

from fractions import Fraction
from itertools import compress
from typing import Any

from polyregions.arithmetic import IntegerVector, common_denominator, numerators
from polyregions.errors import InvalidDomainError
from polyregions.networks.layer import Layer
from polyregions.networks.network import Network
from polyregions.networks.subspace import AffineSubspace
from polyregions.polytopes import HPolytope, is_full_dimensional

__all__ = ["preimage", "restricted_to"]


def restricted_to(network: Network, subspace: AffineSubspace, domain: Any = None) -> Network:
    """Return the network t -> network(subspace.point(t)) in slice coordinates.

    Only the first layer changes, by exact composition with the subspace: the units and layers stay
    what they are, so that a pattern means the same on the slice and around it.

    Parameters
    ----------
    network
        The network.
    subspace
        The line, plane or flat.
    domain
        The domain in slice coordinates, instead of the network's own: an H-polytope, or a box as
        ``[[lower, upper], ...]``. Omitted: the part of the slice in the network's domain, all of
        R^k where it has none.

    Raises
    ------
    InvalidDomainError
        If the subspace lies in a space of another dimension, or the domain is omitted and the
        network's own does not meet the slice in a set of full dimension k.

    Notes
    -----
    One product of integer matrices, with the weights of the first layer. The scaling of these to
    integers is done once for a network, however often it is restricted.

    Examples
    --------
    >>> size = Network([Layer([[1, 1], [-1, -1]]), Layer([[1, 1]], None, "identity")])
    >>> diagonal = restricted_to(size, AffineSubspace([0, -1], [[1, 1]]))
    >>> diagonal.layers[0]
    Layer([[2], [-2]], [-1, 1], 'relu')
    """
    if subspace.ambient_dimension != network.inputs:
        raise InvalidDomainError(
            f"a {subspace} is no slice of the inputs, which are {network.inputs} numbers: give an "
            f"origin and directions in R^{network.inputs}"
        )
    if domain is None and network.domain is not None:
        domain = preimage(network.domain, subspace)
        if domain.rows and not is_full_dimensional(domain):
            raise InvalidDomainError(
                f"the {subspace} does not pass through the interior of the network's domain, nor "
                "along its boundary in full dimension: give another slice, or a domain in slice "
                "coordinates"
            )
    layers = (_first_layer(network, subspace), *network.layers[1:])
    kind = str(subspace).partition(" in ")[0]
    name = None if network.name is None else f"{network.name} on a {kind}"
    return Network(layers, domain, name)


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


def _first_layer(network: Network, subspace: AffineSubspace) -> Layer:
    forms, scale = _coordinate_forms(subspace)
    constant = (*[0] * subspace.dimension, scale)
    scaled = network.integer_form.layers[0]
    total = scale * scaled.denominator
    rows = [[Fraction(c, total) for c in row] for row in scaled.preactivations([*forms, constant])]
    activation = network.layers[0].activation
    return Layer([row[:-1] for row in rows], [row[-1] for row in rows], activation)


def _coordinate_forms(subspace: AffineSubspace) -> tuple[list[IntegerVector], int]:
    """Return each coordinate of R^n as a form (c_1, ..., c_k, c_0) on the slice, times a scale."""
    vectors = (*subspace.directions, subspace.origin)
    scale = common_denominator(entry for vector in vectors for entry in vector)
    columns = zip(*vectors, strict=True)
    return [numerators(column, scale) for column in columns], scale
