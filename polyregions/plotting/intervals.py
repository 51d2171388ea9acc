"""The regions of a network with one input as float intervals, to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import exact_matrix, nearest_float
from polyregions.complexes import RegionComplex
from polyregions.drawing import facet_forms
from polyregions.drawing.plane import checked_view, main_part
from polyregions.errors import InvalidDomainError
from polyregions.polytopes import bounding_box, is_bounded

__all__ = ["IntervalTable", "interval_table"]

Floats = NDArray[np.float64]

_ACCURACY = 1e-9
_MARGIN = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class IntervalTable:
    """The intervals on which a network of one input has one pattern.

    Attributes
    ----------
    lower, upper
        float64 arrays (N,): the ends of each region, infinite where it has none.
    facets
        int64 array (F,): the facets of the complex in the order of its enumeration, sorted by
        their places.
    places
        float64 array (F,): where they are, ascending.
    view
        What to show.
    """

    lower: Floats
    upper: Floats
    facets: NDArray[np.int64]
    places: Floats
    view: tuple[float, float]

    @property
    def sizes(self) -> Floats:
        """The length of each region within the view."""
        low, high = self.view
        sizes: Floats = np.maximum(np.minimum(self.upper, high) - np.maximum(self.lower, low), 0)
        return sizes


def interval_table(complex: RegionComplex, view: Any = None) -> IntervalTable:
    """Return the intervals of a complex of one input.

    Parameters
    ----------
    complex
        The complex.
    view
        What to show, ``[lower, upper]`` or ``[[lower, upper]]``; omitted: a bounded domain, else
        where most breakpoints are.

    Raises
    ------
    InvalidDomainError
        If the complex has several inputs, or the view is no interval.

    Examples
    --------
    >>> import polyregions as pr
    >>> table = interval_table(pr.regions(pr.montufar(inputs=1, width=2, depth=2)))
    >>> table.lower.tolist(), table.upper.tolist()
    ([0.0, 0.5], [0.5, 1.0])
    """
    if complex.network.inputs != 1:
        raise InvalidDomainError(
            f"the network has {complex.network.inputs} inputs, and its graph is drawn over one: "
            "give a complex of a network with one, for example a slice"
        )
    places, errors, is_lower = _float_places(complex)
    shown = _view(complex, places, errors) if view is None else _view_of(view)
    enumeration = complex.enumeration
    owners = np.repeat(np.arange(len(complex)), np.diff(enumeration.facet_offsets))
    for region in np.unique(owners[~(errors <= _ACCURACY * (shown[1] - shown[0]))]).tolist():
        first = enumeration.facet_offsets[region]
        for k, row in enumerate(complex.polytope(region).rows, first):
            places[k] = nearest_float(Fraction(row[1], row[0]))
    lower = np.full(len(complex), -np.inf)
    upper = np.full(len(complex), np.inf)
    lower[owners[is_lower]] = places[is_lower]
    upper[owners[~is_lower]] = places[~is_lower]
    order = np.argsort(places, kind="stable")
    return IntervalTable(lower, upper, order, places[order], shown)


@np.errstate(all="ignore")
def _float_places(complex: RegionComplex) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return where each facet is, how far off it may be, and whether it is a lower end."""
    forms = facet_forms(complex)
    slopes, constants = forms.values.T
    slope_errors, constant_errors = forms.errors.T
    places = -constants / slopes
    off = constant_errors + slope_errors * np.abs(places)
    errors = off / (np.abs(slopes) - slope_errors) + np.spacing(np.abs(places))
    errors[~(np.abs(slopes) > slope_errors)] = np.inf
    # The sign of a slope that is not proved is settled with the place.
    lower = slopes > 0
    for facet in np.flatnonzero(~np.isfinite(errors)).tolist():
        region = int(np.searchsorted(complex.enumeration.facet_offsets, facet, "right")) - 1
        row = complex.polytope(region).rows[facet - complex.enumeration.facet_offsets[region]]
        lower[facet] = row[0] < 0
    places[np.isnan(places)] = 0
    return places + 0.0, errors, lower  # without signs on zeros


def _view(complex: RegionComplex, places: Floats, errors: Floats) -> tuple[float, float]:
    if is_bounded(complex.domain):
        ((first, last),) = bounding_box(complex.domain)
        return _checked(nearest_float(first), nearest_float(last))
    known = np.isfinite(places) & np.isfinite(errors)
    points = places[known][:, np.newaxis] if np.any(known) else np.zeros((1, 1))
    start, stop = main_part(points, float(np.max(errors[known], initial=0)))
    margin = float(stop[0] - start[0]) * _MARGIN or 1.0
    view = _within_domain(complex, float(start[0]) - margin, float(stop[0]) + margin)
    return _checked(*view)


def _within_domain(complex: RegionComplex, low: float, high: float) -> tuple[float, float]:
    """Move the ends of a view to the domain's where they lie outside of it."""
    for a, b in complex.domain.rows:
        end = nearest_float(Fraction(b, a))
        low, high = (low, min(high, end)) if a > 0 else (max(low, end), high)
    return low, high


def _view_of(view: Any) -> tuple[float, float]:
    rows = exact_matrix(view if np.ndim(view) == 2 else [view], "view")
    ends = rows[0] if len(rows) == 1 else ()
    if len(ends) != 2 or ends[0] >= ends[1]:
        raise InvalidDomainError("the view is no interval: give [lower, upper]")
    return _checked(nearest_float(ends[0]), nearest_float(ends[1]))


def _checked(low: float, high: float) -> tuple[float, float]:
    checked_view(np.array([[low], [high]]))
    return low, high
