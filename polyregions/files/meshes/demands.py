"""What must be so that a complex has a mesh; to be known before a long search for its regions."""

from __future__ import annotations

from typing import Any

from polyregions.errors import InvalidDomainError, UnboundedError, UnknownOptionError
from polyregions.interface import option
from polyregions.networks import Network
from polyregions.polytopes import HPolytope, is_bounded, is_full_dimensional
from polyregions.readers import parse_domain

__all__ = ["check_lift", "checked_mesh_view"]


def checked_mesh_view(network: Network, domain: HPolytope, view: Any) -> HPolytope | None:
    """Return the polytope to which a mesh is cut off, None for none.

    Parameters
    ----------
    network, domain
        Those of the complex.
    view
        As for :func:`polyregions.readers.parse_domain`; None if there is none.

    Raises
    ------
    InvalidDomainError
        If the network has neither two nor three inputs, or the view is no polytope of full
        dimension, or lies beside the domain.
    UnboundedError
        If the mesh would be unbounded.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1, 1]])])
    >>> checked_mesh_view(net, pr.whole_space(2), None)
    Traceback (most recent call last):
    polyregions.errors.UnboundedError: the domain is unbounded: cut the mesh off by a box, \
view=[[lo, hi], ...]
    """
    if network.inputs not in (2, 3):
        raise InvalidDomainError(
            f"a mesh needs two or three inputs, and the network has {network.inputs}: if it has "
            f"more, draw a slice, made by {option('network.restrict', '--slice')}"
        )
    box = None if view is None else parse_domain(view, network.inputs)
    if not is_bounded(domain if box is None else box):
        raise UnboundedError(
            f"the {'domain' if box is None else 'view'} is unbounded: cut the mesh off by a box, "
            f"{option('view=[[lo, hi], ...]', '--view BOX')}"
        )
    if box is not None and not is_full_dimensional(domain.intersection(box)):
        raise InvalidDomainError(
            "the view lies beside the domain, so that no region is in it: give one that the "
            "domain reaches into"
        )
    return box


def check_lift(network: Network, output: int) -> None:
    """Check that a mesh can be lifted to the graph of an output.

    Raises
    ------
    UnknownOptionError
        If there is no such output, or the mesh is not plane.

    Examples
    --------
    >>> import polyregions as pr
    >>> check_lift(pr.Network([pr.Layer([[1, 1]])]), 1)
    Traceback (most recent call last):
    polyregions.errors.UnknownOptionError: the network has no output 1: they count from 0 to 0
    """
    if network.inputs != 2:
        raise UnknownOptionError(
            f"the mesh has {network.inputs} dimensions, and only plane ones are lifted: leave lift "
            "out"
        )
    if isinstance(output, bool) or output not in range(network.outputs):
        raise UnknownOptionError(
            f"the network has no output {output}: they count from 0 to {network.outputs - 1}"
        )
