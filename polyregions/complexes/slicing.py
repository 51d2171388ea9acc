"""Slices of a complex: its regions along a line, a plane or a flat, each with where it lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes.finding import complete_regions
from polyregions.complexes.locating import admits
from polyregions.complexes.places import OUTSIDE, places_of
from polyregions.complexes.region_complex import RegionComplex
from polyregions.errors import InternalError, UnknownOptionError, short
from polyregions.networks import AffineSubspace
from polyregions.refinement import Execution, points_in_row

__all__ = ["ComplexSlice", "regions_on"]


@dataclass(frozen=True, slots=True, eq=False)
class ComplexSlice:
    """The regions of a complex on an affine subspace.

    Attributes
    ----------
    complex
        The complex that is cut.
    subspace
        The line, plane or flat.
    cells
        The regions of the restricted network on the part of the subspace in the complex's domain,
        in slice coordinates. As they cover that part, so do they cut it: each is the part of the
        subspace in one region of the complex, or in the common face of several.
    parents
        int64 array (len(cells),): the region of the complex that contains each of them, the first
        one where several do.
    shared
        bool array (len(cells),): whether several regions of the complex contain it, which is so
        where the subspace runs in their common face. All of them are
        ``complex.locate(subspace.point(cells[i].interior_point))``.
    """

    complex: RegionComplex
    subspace: AffineSubspace
    cells: RegionComplex
    parents: NDArray[np.int64]
    shared: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.cells)

    def __repr__(self) -> str:
        return (
            f"<ComplexSlice on a {self.subspace}: {len(self)} regions, in "
            f"{len(np.unique(self.parents))} of {len(self.complex)}>"
        )


def regions_on(
    complex: RegionComplex, subspace: AffineSubspace, engine: str = "auto"
) -> ComplexSlice:
    """Return the regions of a complex on a line, a plane or a flat, and in which of its they lie.

    Parameters
    ----------
    complex
        The regions of a network with n0 inputs, :func:`regions` of it.
    subspace
        An affine subspace of R^n0 of any dimension, as :func:`polyregions.through` makes it.
    engine
        As for :func:`regions`.

    Returns
    -------
    ComplexSlice
        The regions of ``network.restrict(subspace)`` on the domain of the complex, and for each of
        them the region that it lies in.

    Raises
    ------
    InvalidDomainError
        If the subspace is not one of R^n0, or meets the domain in less than its own dimension.
    UnknownOptionError
        If this is no complex or no subspace, or the engine is unknown.

    Notes
    -----
    One search on the slice, and one look-up by its pattern for each region that is found. A region
    of the slice has a sign for each unit, that of its interior: 0 where the unit vanishes all over
    it. A region of the complex contains it iff its pattern contradicts no sign. As regions are
    convex, one region contains at most one of the slice.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    >>> [str(region.pattern) for region in cells]
    ['1100', '1101', '1110', '1111']
    >>> pieces = pr.regions_on(cells, pr.through([0, "1/4"], [1, "1/4"]))
    >>> pieces.parents.tolist(), pieces.shared.tolist()
    ([0, 2], [False, False])
    >>> pieces = pr.regions_on(cells, pr.through([0, "1/2"], [1, "1/2"]))   # along facets
    >>> pieces.parents.tolist(), pieces.shared.tolist()
    ([0, 2], [True, True])
    """
    if not isinstance(complex, RegionComplex):
        raise UnknownOptionError(
            f"slices are those of all regions, and not of {short(complex)}: give the regions of a "
            "network, pr.regions(network, domain)"
        )
    if not isinstance(subspace, AffineSubspace):
        raise UnknownOptionError(
            f"{short(subspace)} is no subspace: give an AffineSubspace, such as "
            "pr.through(point, other)"
        )
    network = complex.network.with_domain(complex.domain).restrict(subspace)
    assert network.domain is not None
    cells = complete_regions(network, network.domain, Execution(engine))
    parents, shared = _parents(complex, cells)
    return ComplexSlice(complex, subspace, cells, parents, shared)


def _parents(
    complex: RegionComplex, cells: RegionComplex
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the first region of a complex that contains each of a slice, and whether others do."""
    inside = cells.enumeration.interior_points
    signs = cells.network.signs_at(points_in_row(inside, 0, len(cells), cells.network.inputs))
    patterns = complex.enumeration.patterns
    parents = places_of(patterns, np.packbits(signs > 0, axis=1))
    shared = np.zeros(len(cells), dtype=np.bool_)
    for i in in_time(np.flatnonzero((signs == 0).any(axis=1)).tolist()):
        containing = np.flatnonzero(admits(patterns, signs[i]))
        parents[i] = containing[0] if len(containing) else OUTSIDE
        shared[i] = len(containing) > 1
    if np.any(parents == OUTSIDE):
        raise InternalError("a region of a slice lies in no region")
    return parents, shared
