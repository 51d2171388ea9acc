"""What the coordinates of a picture are called."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.networks import Network

__all__ = ["coordinate_names"]


def coordinate_names(
    network: Network, names: Sequence[str] | None, form: str = "${}_{}$"
) -> Sequence[str]:
    """Return the names that are given, else x_0, x_1, ... for inputs, t_0, t_1, ... on a slice.

    Examples
    --------
    >>> import polyregions as pr
    >>> network = pr.he_random((3, 2, 1))
    >>> plane = network.restrict([0, 0, 0], [[1, 1, 0], [0, 0, 1]])
    >>> coordinate_names(network, None, "{}{}"), coordinate_names(plane, None, "{}{}")
    (('x0', 'x1', 'x2'), ('t0', 't1'))
    """
    if names is not None:
        return names
    letter = "x" if network.subspace is None else "t"
    return tuple(form.format(letter, axis) for axis in range(network.inputs))
