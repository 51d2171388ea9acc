"""Interior points as columns: the nearest floats, and texts of those that are no floats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    decimal_text,
    exact_vector,
    primitive_from_rationals,
)
from polyregions.budgets import in_time
from polyregions.complexes import RegionComplex
from polyregions.errors import FileFormatError
from polyregions.refinement import FloatPoints, are_floats

__all__ = [
    "exact_text",
    "homogeneous",
    "point_of_text",
    "points_of_columns",
    "texts_of_points",
]

_REMEDY = "the file was changed or damaged, write it anew"


def texts_of_points(complex: RegionComplex) -> dict[int, str]:
    """Return the texts of the interior points that are not the floats nearest to them.

    Examples
    --------
    >>> import polyregions as pr
    >>> texts_of_points(pr.regions(pr.montufar(inputs=2, width=4, depth=2)))
    {}
    """
    points, floats = complex.enumeration.interior_points, complex.interior_points
    candidates: Iterable[tuple[int, IntegerVector]] = enumerate(points)
    if isinstance(points, FloatPoints):
        candidates = sorted(points.exact_points.items())
    return {
        index: exact_text(point)
        for index, point in in_time(candidates)
        if not are_floats(point, floats[index].tolist())
    }


def points_of_columns(
    floats: NDArray[np.float64], texts: Iterable[tuple[int, str]], inputs: int
) -> FloatPoints:
    """Return the points that are told by floats, shape (N, n0), and of some regions by texts.

    Raises
    ------
    FileFormatError, InvalidNumberError
        If they fit neither the network nor each other, or are no numbers.
    """
    if floats.shape[1] != inputs:
        raise FileFormatError(f"the interior points do not fit the network: {_REMEDY}")
    exact = {index: point_of_text(text, inputs) for index, text in in_time(texts)}
    if any(not 0 <= index < len(floats) for index in exact):
        raise FileFormatError(f"an exact point belongs to no region: {_REMEDY}")
    if not np.all(np.isfinite(np.delete(floats, list(exact), axis=0) if exact else floats)):
        raise FileFormatError(f"an interior point is not finite: {_REMEDY}")
    return FloatPoints(floats, exact, inputs, range(inputs))


def exact_text(point: IntegerVector) -> str:
    """Return the coordinates of a homogeneous point as a text.

    Examples
    --------
    >>> exact_text((1, -6, 3))
    '1/3 -2'
    """
    return " ".join(decimal_text(Fraction(x, point[-1])) for x in point[:-1])


def point_of_text(text: str, dimension: int) -> IntegerVector:
    """Return the homogeneous point, primitive, of which :func:`exact_text` has made a text.

    Raises
    ------
    FileFormatError, InvalidNumberError
        If it is no such text, or has another number of coordinates.

    Examples
    --------
    >>> point_of_text("1/3 -2", dimension=2)
    (1, -6, 3)
    """
    return homogeneous(exact_vector(text.split(), "interior point"), dimension)


def homogeneous(point: Sequence[Fraction], dimension: int) -> IntegerVector:
    """Return a point of R^n as a primitive homogeneous vector after checking its dimension.

    Examples
    --------
    >>> homogeneous([Fraction(1, 3), Fraction(-2)], dimension=2)
    (1, -6, 3)
    """
    if len(point) != dimension:
        raise FileFormatError(
            f"an interior point has {len(point)} coordinates where the network takes {dimension}: "
            "give one for each input"
        )
    return primitive_from_rationals((*point, Fraction(1)))
