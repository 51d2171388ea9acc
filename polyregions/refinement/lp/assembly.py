"""Final cells put together into an enumeration: sorted, and joined across their facets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import negated
from polyregions.errors import InternalError
from polyregions.networks import IntegerForm
from polyregions.refinement.adjacency import patterns_across
from polyregions.refinement.enumeration import BOUNDARY, Enumeration, check_reciprocal
from polyregions.refinement.lp.cell import Cell
from polyregions.refinement.lp.statistics import LpStatistics

__all__ = ["assembled", "packed_patterns"]


def assembled(network: IntegerForm, cells: Sequence[Cell], statistics: LpStatistics) -> Enumeration:
    """Return the enumeration that the final cells make up.

    Raises
    ------
    InternalError
        If a facet is not found from both of its sides.
    """
    cells = sorted(cells, key=lambda cell: cell.bits)
    index = {cell.bits: i for i, cell in enumerate(cells)}
    offsets = [0]
    hyperplanes: list[int] = []
    neighbours: list[int] = []
    for cell in cells:
        facets = sorted(zip(cell.carriers, _neighbours(network, cell, index), strict=True))
        hyperplanes.extend(carrier for carrier, _ in facets)
        neighbours.extend(neighbour for _, neighbour in facets)
        offsets.append(len(hyperplanes))
    facet_offsets = np.array(offsets, dtype=np.int64)
    facet_neighbours = np.array(neighbours, dtype=np.int32)
    check_reciprocal(facet_offsets, facet_neighbours)
    return Enumeration(
        patterns=packed_patterns(cells),
        interior_points=tuple(cell.interior for cell in cells),
        facet_offsets=facet_offsets,
        facet_hyperplanes=np.array(hyperplanes, dtype=np.int32),
        facet_neighbours=facet_neighbours,
        statistics=statistics.as_mapping(),
    )


def packed_patterns(cells: Sequence[Cell]) -> NDArray[np.uint8]:
    """Return the patterns of cells as rows of packed bits."""
    units = len(cells[0].bits) if cells else 0
    bits = np.array([cell.bits for cell in cells], dtype=np.uint8).reshape(len(cells), units)
    return np.packbits(bits, axis=1)


def _neighbours(
    network: IntegerForm, cell: Cell, index: dict[tuple[int, ...], int]
) -> Iterator[int]:
    """Yield the region across each facet of a final cell."""
    inner = [k for k, carrier in enumerate(cell.carriers) if carrier >= 0]
    points = [cell.facet_point(k) for k in inner]
    outward = [negated(cell.constraints.exact[k][:-1]) for k in inner]
    across = iter(patterns_across(network, cell.bits, points, outward))
    for carrier in cell.carriers:
        if carrier < 0:
            yield BOUNDARY
            continue
        bits = next(across)
        if bits not in index:
            raise InternalError("a facet leads to a region that was not found")
        yield index[bits]
