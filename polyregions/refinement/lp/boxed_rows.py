"""The rows of a cell of many inputs in floats: a box apart from all others, with proofs.

Domains of many inputs are boxes, whose rows in one coordinate each would outnumber all others by
far. They are kept as bounds of the coordinates, so that to see on which side of them a point lies
takes a comparison, and what is left of a combination of rows is bounded by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import (
    IntegerVector,
    ScaledVectors,
    filtered_signs,
    nearest_quotient,
)
from polyregions.budgets import in_time

__all__ = ["BoxedRows"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

_UNIT_ROUNDOFF: Final = 2.0**-53
_UNDERFLOW: Final = 2.0**-980
_POINTS_AT_ONCE: Final = 512


@dataclass(frozen=True, slots=True, eq=False)
class BoxedRows:
    """Rows (a, b), a.x <= b, of which no two have the same normal.

    Attributes
    ----------
    forms
        Images (m, n + 1) of the forms b - a.x of the rows that are no bounds.
    form_rows
        The indices of these rows (m,).
    bound_rows
        The indices (2, n) of the rows that bound a coordinate from below and from above; -1 where
        there is none.
    inner, outer
        The bounds (2, n), rounded inwards and outwards; infinite where there is none.
    """

    forms: Floats
    form_rows: Indices
    bound_rows: Indices
    inner: Floats
    outer: Floats

    @classmethod
    def of(cls, rows: Sequence[IntegerVector], dimension: int) -> BoxedRows:
        """Sort rows into bounds and others."""
        bound_rows = np.full((2, dimension), -1, dtype=np.intp)
        inner = np.full((2, dimension), np.inf)
        inner[0] = -np.inf
        outer = inner.copy()
        others: list[int] = []
        for index, row in enumerate(rows):
            *normal, offset = row
            if normal.count(0) < dimension - 1:
                others.append(index)
                continue
            j = next(j for j, entry in enumerate(normal) if entry)
            side = int(normal[j] > 0)
            bound_rows[side, j] = index
            lower, upper = _enclosed(offset * (1 if side else -1), abs(normal[j]))
            inner[side, j], outer[side, j] = (lower, upper) if side else (upper, lower)
        forms = ScaledVectors(
            [(*(-a for a in rows[i][:-1]), rows[i][-1]) for i in others], dimension + 1
        )
        indices = np.array(others, dtype=np.intp)
        return cls(forms.floats, indices, bound_rows, inner, outer)

    @property
    def dimension(self) -> int:
        """The number n of coordinates."""
        return int(self.forms.shape[1]) - 1

    def violated(self, points: ScaledVectors) -> Indices:
        """Return for each point the only row that it violates, all others being strict.

        Returns
        -------
        ndarray of int, shape (k,)
            The row; -1 where the point is strictly inside all of them, and -2 where it violates
            several, or floats prove no such thing.
        """
        found = np.full(len(points), -2, dtype=np.intp)
        for start in in_time(range(0, len(points), _POINTS_AT_ONCE)):
            part = slice(start, start + _POINTS_AT_ONCE)
            found[part] = self._violated(points.floats[part])
        return found

    def _violated(self, points: Floats) -> Indices:
        signs = filtered_signs(self.forms, points).T
        # The points are multiples of powers of two that their last entries are: this is exact.
        coordinates = points[:, np.newaxis, :-1] / points[:, -1, np.newaxis, np.newaxis]
        side = np.array([[-1.0], [1.0]])
        inside = side * coordinates < side * self.inner
        outside = side * coordinates > side * self.outer
        wrong = np.count_nonzero(signs != 1, axis=1) + np.count_nonzero(~inside, axis=(1, 2))
        found = np.full(len(points), -2, dtype=np.intp)
        found[wrong == 0] = -1
        once = wrong == 1
        point, place = (once[:, np.newaxis] & (signs == -1)).nonzero()
        found[point] = self.form_rows[place]
        point, upper, j = (once[:, np.newaxis, np.newaxis] & outside).nonzero()
        found[point] = self.bound_rows[upper, j]
        return found

    def proved_strict(self, form: Floats, multipliers: Floats) -> bool:
        """Return whether multipliers prove that a form is positive on the whole cell.

        With multipliers y >= 0 of the forms c_i, the form f is at least f - sum y_i c_i there,
        and that is bounded by the bounds of the coordinates, whatever the multipliers are; with the
        rounding bounded as in :mod:`polyregions.refinement.lp.bounds`.

        Parameters
        ----------
        form
            An image (n + 1,), as those of `forms` are, or that of a bound; see :meth:`bound_form`.
        multipliers
            Nonnegative floats (m,).
        """
        terms, size = len(self.forms) + 1, len(form)
        with np.errstate(all="ignore"):  # what is not finite proves nothing
            residual = form - multipliers @ self.forms
            magnitudes = np.abs(form) + multipliers @ np.abs(self.forms)
            error = ((terms + 4) * _UNIT_ROUNDOFF) * magnitudes
            used = (form != 0) | (self.forms[multipliers > 0] != 0).any(axis=0)
            error += np.where(used, _UNDERFLOW * (1 + multipliers.sum()), 0.0)
            slopes, spread = residual[:-1], error[:-1]
            # Of each coordinate's share, the least value in its bounds.
            at_bound = slopes * np.where(slopes > 0, self.outer[0], self.outer[1])
            shares = np.where(slopes == 0, 0.0, at_bound)
            reach = np.abs(self.outer).max(axis=0)
            off = np.where(spread == 0, 0.0, spread * reach)
            least = shares.sum() + residual[-1]
            sizes = np.abs(shares).sum() + off.sum() + np.abs(residual[-1]) + error[-1]
            bound = off.sum() + error[-1] + (size + 6) * _UNIT_ROUNDOFF * sizes + _UNDERFLOW
        return bool(least > bound)

    def bound_form(self, side: int, coordinate: int) -> Floats:
        """Return a form that is below that of a bound, and has floats for coefficients."""
        form = np.zeros(self.dimension + 1)
        form[coordinate] = -1.0 if side else 1.0
        form[-1] = self.inner[side, coordinate] * (1.0 if side else -1.0)
        return form


def _enclosed(numerator: int, denominator: int) -> tuple[float, float]:
    """Return floats below and above a quotient, equal where it is one."""
    near = nearest_quotient(numerator, denominator)
    if not np.isfinite(near):
        return (np.nextafter(near, 0.0), near) if near > 0 else (near, np.nextafter(near, 0.0))
    top, bottom = near.as_integer_ratio()
    difference = top * denominator - numerator * bottom
    lower = np.nextafter(near, -np.inf) if difference > 0 else near
    upper = np.nextafter(near, np.inf) if difference < 0 else near
    return float(lower), float(upper)
