"""What a search hands over of some cells where it keeps none."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, repr_of_fields
from polyregions.budgets import in_time
from polyregions.networks import IntegerForm
from polyregions.refinement.enumeration import Enumeration
from polyregions.refinement.execution import Partial
from polyregions.refinement.facet_units import FacetUnits
from polyregions.refinement.measures_of_parts import EnclosedMeasures

__all__ = ["CellBatch", "mapped_enumeration"]

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, eq=False)
class CellBatch:
    """Some cells, in the order of the search.

    Attributes
    ----------
    patterns, interior_points, facet_offsets, facet_hyperplanes, facet_units
        As in an :class:`.Enumeration` of these cells alone, whose neighbours are not known.
    enclosed_measures
        Returns the measures of some of them, as far as the engine encloses them: work that is done
        when it is called.
    """

    patterns: NDArray[np.uint8]
    interior_points: Sequence[IntegerVector]
    facet_offsets: NDArray[np.int64]
    facet_hyperplanes: NDArray[np.int32]
    facet_units: FacetUnits | None
    enclosed_measures: Callable[[], Iterable[EnclosedMeasures]] = tuple

    __repr__ = repr_of_fields

    def __len__(self) -> int:
        return len(self.patterns)


def mapped_enumeration(
    found: Enumeration | Partial,
    network: IntegerForm,
    function: Callable[[IntegerForm, CellBatch], Value],
    size: int,
) -> Generator[tuple[int, Value] | Partial]:
    """Yield what a function makes of batches of cells that were kept, see :func:`map_cells`.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    if isinstance(found, Partial):
        yield found
        return
    for start in in_time(range(0, len(found), size)):
        own = slice(start, start + size)
        offsets = found.facet_offsets[start : start + size + 1]
        first, last = int(offsets[0]), int(offsets[-1])
        units = found.facet_units
        batch = CellBatch(
            found.patterns[own],
            found.interior_points[own],
            offsets - first,
            found.facet_hyperplanes[first:last],
            None if units is None else units.between(first, last),
        )
        yield len(batch), function(network, batch)
