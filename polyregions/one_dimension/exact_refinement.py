"""All breakpoints of a network of one input, exactly, layer after layer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.one_dimension.integer_columns import Integers, cut_gaps, start_columns
from polyregions.one_dimension.integer_layers import IntegerLayer
from polyregions.one_dimension.interval import Interval

__all__ = ["Refinement", "refine"]

_NOWHERE = 0


@dataclass(frozen=True, slots=True, eq=False)
class Refinement:
    """The columns between which a network is affine.

    Attributes
    ----------
    columns
        Shape (2 + m, k), with the m outputs; the first and the last are the ends of the interval.
    layers, units
        For each column the number, from 1, of the first layer in which some unit changes there
        between active and inactive, and one such unit, from 0. The layer is 0 at the ends, and at
        a point put in to start with at which nothing changes.
    """

    columns: Integers
    layers: NDArray[np.int64]
    units: NDArray[np.int64]

    def without_idle_columns(self) -> Refinement:
        """Return the refinement without the inner columns at which nothing changes."""
        keep = self.layers != _NOWHERE
        keep[[0, -1]] = True
        return Refinement(self.columns[:, keep], self.layers[keep], self.units[keep])


def refine(layers: Iterable[IntegerLayer], interval: Interval) -> Refinement:
    """Carry an interval through the layers of a network, cutting it where units change.

    Notes
    -----
    With k breakpoints a layer of n units and m inputs costs n m k integer multiplications.

    Examples
    --------
    >>> from polyregions.constructions import zigzag
    >>> from polyregions.one_dimension.integer_layers import integer_layers
    >>> refine(integer_layers(zigzag(1, 3, 2)), Interval(0, 1)).columns.T.tolist()[:3]
    [[1, 0, 0], [9, 1, 9], [9, 2, 0]]
    """
    columns = start_columns(interval)
    labels = np.zeros(columns.shape[1], dtype=np.int64)
    units = np.zeros_like(labels)
    for number, layer in enumerate(in_time(layers), start=1):
        cut, positions, crossing = cut_gaps(layer.preactivations(columns), layer.relu)
        old = np.ones(cut.shape[1], dtype=np.bool_)
        old[positions] = False
        labels, units = _spread(labels, old, number), _spread(units, old, 0)
        units[positions] = crossing
        _mark_changes_at_old_columns(cut, layer.relu, number, labels, units)
        columns = layer.activated(cut)
    return Refinement(columns, labels, units)


def _spread(values: NDArray[np.int64], old: NDArray[np.bool_], new: int) -> NDArray[np.int64]:
    result = np.full(len(old), new, dtype=np.int64)
    result[old] = values
    return result


def _mark_changes_at_old_columns(
    cut: Integers,
    relu: NDArray[np.bool_],
    number: int,
    labels: NDArray[np.int64],
    units: NDArray[np.int64],
) -> None:
    """Label the inner columns without a label at which a unit vanishes and changes sides."""
    inner = np.flatnonzero(labels == _NOWHERE)
    for k in in_time(inner[(inner > 0) & (inner < len(labels) - 1)].tolist()):
        positive = cut[2:, k - 1 : k + 2] > 0
        before, after = positive[:, 0] | positive[:, 1], positive[:, 1] | positive[:, 2]
        changes = np.flatnonzero((before != after) & relu)
        if len(changes):
            labels[k], units[k] = number, changes[0]
