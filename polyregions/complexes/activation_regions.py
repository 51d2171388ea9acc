"""Activation regions of all dimensions: definition 1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from polyregions.complexes.merging import row_keys

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["activation_region_count"]


def activation_region_count(lattice: FaceLattice) -> int:
    """Count the activation patterns of the points inside of the domain (definition 1).

    A unit is active at a point iff its pre-activation is positive there. On a relatively open face
    every unit keeps its sign, and each point inside of the domain lies on just one relatively open
    face, which is not on the domain's boundary: so these are the distinct patterns of such faces,
    of all dimensions. Several faces may share a pattern: where a unit is zero on a side of its
    hyperplane, or the hyperplane meets the domain in several faces.

    Notes
    -----
    A sort of the packed patterns of all faces.

    Examples
    --------
    >>> import polyregions as pr
    >>> tent = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], None, "identity")])
    >>> activation_region_count(pr.regions(tent).face_lattice)
    3
    """
    inside = [faces.patterns[~faces.are_on_boundary] for faces in lattice.levels]
    return len(np.unique(row_keys(np.concatenate(inside))))
