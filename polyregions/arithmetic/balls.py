"""Real numbers enclosed in balls, whose exponents know no bounds.

A ball is a centre of some 53 bits with a bound of its distance from the number; comparisons hold
only where they are certain. (F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius
interval arithmetic", IEEE Transactions on Computers 66, 2017.)
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx
from numpy.typing import NDArray

from polyregions.arithmetic.integers import IntegerVector

__all__ = ["ball_matrix", "centres", "precision", "solved_by_balls", "without_doubtful"]


class _Precision:
    """FLINT has one precision for all threads: it is changed by one of them at a time."""

    lock = threading.Lock()


def _renew_lock() -> None:
    """Free the lock in a forked process, where no thread is left that would."""
    _Precision.lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Compute with centres of at least so many bits."""
    with _Precision.lock, ctx.workprec(max(bits, ctx.prec)):
        yield


def ball_matrix(rows: Iterable[Iterable[int]]) -> NDArray[Any]:
    """Return balls around the entries of an integer matrix.

    Examples
    --------
    >>> bool((ball_matrix([[10**400, 1]]) > 10**399)[0, 0])
    True
    """
    return np.array([[+arb(entry) for entry in row] for row in rows], dtype=object)


def without_doubtful(balls: NDArray[Any]) -> NDArray[Any]:
    """Return balls with zeros in place of those that may be zero.

    Examples
    --------
    >>> third = ball_matrix([[1]]) / ball_matrix([[3]])
    >>> without_doubtful(3 * third - 1)
    array([[0]], dtype=object)
    """
    return np.where((balls != 0).astype(bool), balls, 0)


def solved_by_balls(matrix: NDArray[Any], right: NDArray[Any]) -> NDArray[Any] | None:
    """Return the solutions of a square system, None where the matrix may be singular.

    Examples
    --------
    >>> solution = solved_by_balls(ball_matrix([[2]]), ball_matrix([[6]]))
    >>> bool(solution[0, 0] == 3)
    True
    """
    try:
        solution = arb_mat(matrix.tolist()).solve(arb_mat(right.tolist()))
    except ZeroDivisionError:
        return None
    return np.array(solution.tolist(), dtype=object)


def centres(balls: Iterable[Any]) -> IntegerVector:
    """Return the centres of some finite balls as fractions: numerators, then their denominator.

    Examples
    --------
    >>> centres(ball_matrix([[3, 8]])[0] / 4)
    (3, 8, 4)
    """
    parts = [ball.mid().man_exp() for ball in balls]
    lowest = min([0, *(int(exponent) for _, exponent in parts)])
    numerators = [int(numerator) << int(exponent - lowest) for numerator, exponent in parts]
    return (*numerators, 1 << -lowest)
