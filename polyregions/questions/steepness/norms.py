"""Operator norms of many matrices: exact of integers, and enclosed by floats."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Enclosures, LargestRoot
from polyregions.budgets import in_time

__all__ = ["NORMS", "exact_norms", "norm_bounds"]

NORMS = ("l1", "l2", "linf")
"""The norms in which inputs and outputs are measured."""

Floats = NDArray[np.float64]

# Half a unit in the last place of 1, and of what underflows with entries of size 1, the root.
_ROUNDOFF: Final = 2.0**-53
_UNDERFLOW: Final = 2.0**-500


def exact_norms(forms: NDArray[Any], norm: str, jointly: bool) -> list[list[Any]]:
    """Return norms of integer matrices: "l2" as squares, of several rows as largest roots.

    Parameters
    ----------
    forms
        Python's integers, shape (k, rows, n): k matrices.
    norm
        One of :data:`NORMS`.
    jointly
        Whether each matrix is a map to R^rows; else each row is a function.

    Returns
    -------
    list of list
        For each matrix one number, or one for each row.

    Examples
    --------
    >>> matrix = np.array([[[3, 0], [4, 5]]], dtype=object)
    >>> exact_norms(matrix, "l1", True), exact_norms(matrix, "linf", True)
    ([[7]], [[9]])
    >>> exact_norms(matrix, "l2", True), exact_norms(matrix, "l2", False)
    ([[LargestRoot([225, -50, 1])]], [[9, 41]])
    """
    sizes = np.abs(forms)
    if not jointly:
        found = {"l1": sizes.max, "linf": sizes.sum, "l2": (sizes * sizes).sum}[norm](axis=2)
        return [list(row) for row in found]
    if norm == "l1":
        return [[x] for x in sizes.sum(axis=1).max(axis=1)]
    if norm == "linf":
        return [[x] for x in sizes.sum(axis=2).max(axis=1)]
    return [[_largest_eigenvalue(matrix)] for matrix in in_time(forms)]


def _largest_eigenvalue(matrix: NDArray[Any]) -> LargestRoot:
    """Return the largest eigenvalue of J J^T, or of J^T J, which is the same."""
    narrow = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    return LargestRoot.of_matrix((narrow @ narrow.T).tolist())


@np.errstate(all="ignore")
def norm_bounds(
    maps: Enclosures, norm: str, jointly: bool, levels: Floats
) -> tuple[Floats, Floats]:
    """Return bounds of norms from below and from above.

    Parameters
    ----------
    maps
        Matrices, shape (k, rows, n).
    norm, jointly
        As for :func:`exact_norms`; "l2" is no square here.
    levels
        Numbers, one for each column of the result. Of norms that are surely less the bounds may be
        wider.

    Returns
    -------
    ndarray of float64, shape (k, 1) if jointly, else (k, rows)
        From below, at least 0.
    ndarray of float64
        From above, infinite where nothing is known.

    Examples
    --------
    >>> maps = Enclosures(np.array([[[[3.0, 0, 0], [4.0, 0, 0]]]]))
    >>> lower, upper = norm_bounds(maps, "l2", False, np.zeros(1))
    >>> bool(lower[0, 0] <= 5 <= upper[0, 0] < 5.001)
    True
    """
    high, low, radius = np.moveaxis(maps.parts, -1, 0)
    radii = (np.abs(low) + radius) * (1 + 8 * _ROUNDOFF)
    known = (np.isfinite(high) & np.isfinite(radii)).reshape(len(high), -1).all(axis=1)
    high = np.where(known[:, None, None], high, 0.0)
    radii = np.where(known[:, None, None], radii, 0.0)
    # Powers of two, so that no square overflows; what underflows is far below the largest.
    exponent = int(np.frexp(max(np.abs(high).max(initial=0.0), radii.max(initial=0.0)))[1])
    high, radii = np.ldexp(high, -exponent), np.ldexp(radii, -exponent)
    if norm == "l2" and jointly:
        lower, upper = _spectral(high, radii, np.ldexp(levels, -exponent))
    else:
        values, errors = _size(high, norm, jointly), _size(radii, norm, jointly)
        room = (high.shape[1] + high.shape[2] + 8) * 2 * _ROUNDOFF
        margins = values * room + errors * (1 + room) + _UNDERFLOW
        lower, upper = values - margins, values + margins
    known = known[:, None]
    lower = np.minimum(np.ldexp(np.maximum(lower, 0.0), exponent), np.finfo(float).max)
    lower = np.where(known, np.nextafter(lower, 0.0), 0.0)
    upper = np.where(known, np.nextafter(np.ldexp(upper, exponent), np.inf), np.inf)
    return lower, upper


def _size(entries: Floats, norm: str, jointly: bool) -> Floats:
    """Return norms in floats, with a relative error below one unit for each entry and two more."""
    sizes = np.abs(entries)
    found: Floats
    if norm == "l2":
        found = np.sqrt((sizes * sizes).sum(axis=2))
    elif norm == "l1":
        found = sizes.sum(axis=1).max(axis=1, keepdims=True) if jointly else sizes.max(axis=2)
    else:
        found = sizes.sum(axis=2)
        found = found.max(axis=1, keepdims=True) if jointly else found
    return found


def _spectral(high: Floats, radii: Floats, levels: Floats) -> tuple[Floats, Floats]:
    """Bound the largest singular values, entries being at most 1.

    They lie between the largest norm of a row and that of all entries together. Where these do not
    do, A = J J^T is nearly Q W Q^T by its eigenvalues in floats. By Ostrowski's theorem the largest
    eigenvalue of Q W Q^T is that in W times a number between the extreme eigenvalues of Q^T Q, and
    by Weyl's that of A differs by no more than the norm of the rest.
    """
    entries = high.shape[1] * high.shape[2]
    room = (entries + 8) * 2 * _ROUNDOFF
    errors = radii.sum(axis=(1, 2)) * (1 + room) + _UNDERFLOW
    squares = high * high
    every = squares.sum(axis=(1, 2))
    lower = np.sqrt(squares.sum(axis=2).max(axis=1)) * (1 - room) - errors
    upper = np.sqrt(every) * (1 + room) + errors
    chosen = np.flatnonzero(upper >= max(levels[0], lower.max(initial=0.0)))
    narrow = high[chosen] if high.shape[1] <= high.shape[2] else high[chosen].swapaxes(1, 2)
    size = narrow.shape[1]
    gram = narrow @ narrow.swapaxes(1, 2)
    try:
        values, vectors = np.linalg.eigh(gram)
    except np.linalg.LinAlgError:
        return lower[:, None], upper[:, None]
    rest = gram - (vectors * values[:, None, :]) @ vectors.swapaxes(1, 2)
    skew = vectors.swapaxes(1, 2) @ vectors - np.eye(size)
    largest = np.maximum(values[:, -1], 0.0)
    of_vectors = (vectors * vectors).sum(axis=(1, 2))
    small = (size + 8) * 2 * _ROUNDOFF * of_vectors
    factor = _frobenius(skew) + small
    margin = _frobenius(rest) + small * np.abs(values).max(axis=1) + room * every[chosen]
    margin = (margin + largest * factor) * (1 + room)
    below = np.sqrt(np.maximum(largest - margin, 0.0)) * (1 - room) - errors[chosen]
    above = np.sqrt(largest + margin) * (1 + room) + errors[chosen]
    lower[chosen], upper[chosen] = np.fmax(below, lower[chosen]), np.fmin(above, upper[chosen])
    return lower[:, None], upper[:, None]


def _frobenius(matrices: Floats) -> Floats:
    found: Floats = np.sqrt((matrices * matrices).sum(axis=(1, 2)))
    return found
