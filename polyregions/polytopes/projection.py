"""The nearest point of a polytope and the Euclidean distance to it, correctly rounded."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import InvalidDomainError
from polyregions.polytopes.builders import exact_point
from polyregions.polytopes.convex_solver import nearest_floats
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.linear_programs import Infeasible
from polyregions.polytopes.norms import Norm
from polyregions.polytopes.predicates import homogeneous_point
from polyregions.polytopes.shortest_vectors import Shortest, nearest

__all__ = ["distance", "project"]


def project(polytope: HPolytope, point: Any) -> NDArray[np.float64]:
    """Return the point of the polytope nearest to ``point`` in the Euclidean norm.

    Parameters
    ----------
    polytope
        A nonempty polytope, bounded or not.
    point
        n exact numbers of any kind.

    Returns
    -------
    ndarray of float64, shape (n,)
        The projection, correctly rounded.

    Raises
    ------
    InvalidDomainError
        If the polytope is empty or the point has another dimension.

    Examples
    --------
    >>> project(HPolytope(2, [(1, 0, 1), (0, 1, 1)]), [3, "1/2"]).tolist()
    [1.0, 0.5]
    """
    start = exact_point(point, polytope.dimension)
    way = _shortest_way(polytope, start).vector
    return nearest_floats([x + step for x, step in zip(start, way, strict=True)])


def distance(polytope: HPolytope, point: Any) -> float:
    """Return the Euclidean distance from ``point`` to the polytope, correctly rounded; 0 inside.

    The arguments and errors are those of :func:`project`.

    Examples
    --------
    >>> distance(HPolytope(2, [(1, 0, 1), (0, 1, 1)]), [4, 5])
    5.0
    """
    start = exact_point(point, polytope.dimension)
    return Norm.L2.length(_shortest_way(polytope, start).measure)


def _shortest_way(polytope: HPolytope, point: tuple[Fraction, ...]) -> Shortest:
    found = nearest(polytope.rows, homogeneous_point(point), Norm.L2)
    if isinstance(found, Infeasible):
        raise InvalidDomainError(
            f"the polytope is empty, as rows {sorted(found.multipliers)} prove: no point is nearest"
        )
    return found
