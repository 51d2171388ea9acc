"""Counting convex regions (definition 3): two proved bounds, which often meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.convexity.dividing_lines import cut_along, dividing_lines
from polyregions.complexes.convexity.fewest_cells import few_cells
from polyregions.complexes.convexity.least_cells import (
    cells_in_plane,
    cells_in_space,
    further_cuts,
)
from polyregions.complexes.convexity.plane import Plane, corners_of
from polyregions.complexes.convexity.walls import Walls
from polyregions.complexes.count_bounds import CountBounds
from polyregions.complexes.faces import FaceLattice, face_lattice
from polyregions.errors import OutOfTime, TooLargeError
from polyregions.networks import Network

__all__ = ["convex_bounds", "convex_count", "convex_labels"]

Indices = NDArray[np.int64]

_LINEAR = "every convex region lies in one linear region"
_CONVEX = "the linear regions are convex and meet face to face"
_ACTIVATION = "the activation regions are such a complex"
_COARSER = "activation regions can be joined to so many convex cells that meet face to face"
_CUT = "linear regions can be cut along further lines into so many convex cells, face to face"
_SHORTENED = ", and the search for fewer was cut short"


class FacedCells(Protocol):
    """A complex that knows its faces."""

    @property
    def network(self) -> Network:
        """The network."""

    @property
    def linear_region_labels(self) -> Indices:
        """The linear region of each region."""

    @property
    def face_lattice(self) -> FaceLattice:
        """All faces."""

    def __len__(self) -> int: ...


def convex_count(cells: FacedCells) -> int | CountBounds:
    """Return the number of convex regions where its bounds meet, else the bounds.

    See :func:`convex_bounds`.
    """
    bounds = convex_bounds(cells)
    return bounds if bounds.number is None else bounds.number


def convex_bounds(cells: FacedCells) -> CountBounds:
    """Bound the number of convex regions: the cells of the smallest complex of affine pieces.

    Such a complex consists of convex polyhedra that meet face to face and cover the domain, on each
    of which the network is affine. The complex of activation regions is one, so that there are at
    most as many convex regions; each lies in one linear region, so that there are at least as many
    as these, and the two numbers agree where the linear regions are a complex themselves. So it is
    in one dimension, where they are intervals.

    Else the lower bound tells what linear regions must be cut into, at their ridges with angles of
    half a turn or more, and in the plane by Euler's relation
    (:mod:`polyregions.complexes.convexity.least_cells`). The upper bound is that of a complex made
    by joining activation regions, with as few cells as an integer program finds
    (:mod:`polyregions.complexes.convexity.wall_program`), in the plane also of activation regions
    cut along further lines; its cells are checked exactly, so that neither bound rests on floats.

    Parameters
    ----------
    cells
        The complex of activation regions.

    Returns
    -------
    CountBounds
        The bounds with their reasons. Where memory does not hold all faces, or the time of a limit
        is up before the end, they are those known by then.

    Raises
    ------
    OutOfTime
        If the time is up before the linear regions are known.

    Notes
    -----
    To find the number is hard: V. Stargalla, C. Hertrich, D. Reichman, "The Computational
    Complexity of Counting Linear Regions in ReLU Neural Networks" (2025).

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.constructions import max_min
    >>> cells = pr.regions(max_min())
    >>> cells.count(), len(cells), convex_bounds(cells).number
    (3, 5, 4)
    """
    linear = int(cells.linear_region_labels.max()) + 1
    if linear == len(cells) or cells.network.inputs == 1:
        return CountBounds(linear, linear, _LINEAR, _CONVEX)
    bounds = CountBounds(linear, len(cells), _LINEAR, _ACTIVATION)
    try:
        for closer in _closer_bounds(cells.face_lattice, bounds):
            bounds = closer
    except (OutOfTime, TooLargeError):
        return bounds
    return bounds


def convex_labels(cells: FacedCells) -> Indices:
    """Return the cell of each region in the coarsest complex of regions that was found.

    Its cells are convex, meet face to face, and number the convex regions where
    :func:`convex_bounds` needs no further lines.

    Returns
    -------
    ndarray of int64, shape (N,)
        Numbered from 0 without gaps.

    Examples
    --------
    >>> import polyregions as pr
    >>> convex_labels(pr.regions(pr.montufar(inputs=1, width=2, depth=2))).tolist()
    [0, 1]
    """
    labels = cells.linear_region_labels
    if int(labels.max()) + 1 == len(cells) or cells.network.inputs == 1:
        return labels
    found, _ = few_cells(Walls.of(cells.face_lattice))
    return found


def _closer_bounds(lattice: FaceLattice, known: CountBounds) -> Iterator[CountBounds]:
    """Yield bounds, each at least as close as those before."""
    walls = Walls.of(lattice)
    least = cells_in_space(walls)
    lower, cut = int(least.sum()), np.count_nonzero(least > 1)
    why = known.lower_reason
    if cut:
        parts = int(least[least > 1].sum())
        why = (
            f"{known.lower} linear regions, {cut} of which must be cut into {parts} cells to be "
            "convex, face to face"
        )
        yield CountBounds(lower, known.upper, why, known.upper_reason)
    labels, is_best = few_cells(walls)
    upper, how = int(labels.max()) + 1, _COARSER if cut else _CONVEX
    if not is_best:
        how += _SHORTENED
    yield CountBounds(lower, upper, why, how)
    plane = Plane.of(lattice)
    if lower == upper or plane is None:
        return
    yield from _plane_bounds(walls, plane, least, CountBounds(lower, upper, why, how))


def _plane_bounds(
    walls: Walls, plane: Plane, in_space: Indices, known: CountBounds
) -> Iterator[CountBounds]:
    """Yield closer bounds in the plane, where the least cells in any dimension are known."""
    corners = corners_of(walls, plane)
    least = np.maximum(in_space, cells_in_plane(walls, corners))
    lower = int(least.sum()) + further_cuts(walls, plane, corners)
    number = sum(map(len, corners.values()))
    why = f"{len(least)} linear regions, which must be cut at {number} of their corners"
    yield CountBounds(lower, known.upper, why, known.upper_reason)
    if lower == known.upper:
        return
    lines = dividing_lines(walls, plane, corners)
    finer = cut_along(walls.lattice.complex, lines) if lines else None
    if finer is not None:
        found, _ = few_cells(Walls.of(face_lattice(finer)))
        upper = int(found.max()) + 1
        if upper < known.upper:
            yield CountBounds(lower, upper, why, _CUT)
