"""Engine ``lp``: refine cell by cell, layer by layer, with exact linear programs.

Works in any dimension, on any full-dimensional domain, bounded or not. The cells are independent,
so the search runs depth first and its memory is bounded by the depth of the stack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from polyregions.arithmetic import IntegerVector, ScaledVectors, primitive, signs_of_products
from polyregions.errors import InternalError, InvalidDomainError
from polyregions.networks import IntegerForm, Network
from polyregions.polytopes import HPolytope, homogeneous_point, is_full_dimensional
from polyregions.refinement.adjacency import patterns_across
from polyregions.refinement.cell import Cell
from polyregions.refinement.enumeration import BOUNDARY, Enumeration, check_reciprocal
from polyregions.refinement.questions import Cut, cutting, with_facets_only
from polyregions.refinement.statistics import LpStatistics

__all__ = ["enumerate_regions", "final_cells"]

Forms = list[IntegerVector]


def enumerate_regions(
    network: Network, domain: HPolytope, progress: Callable[[int], None] | None = None
) -> Enumeration:
    """Find all proper activation regions with their facets and neighbours.

    Parameters
    ----------
    network
        The network.
    domain
        A full-dimensional polytope of the network's input dimension.
    progress
        Called with the number of regions found so far, once a region.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior.
    InternalError
        If the result fails its own completeness check.
    """
    statistics = LpStatistics()
    cells = []
    for cell in final_cells(network, domain, statistics):
        cells.append(cell)
        if progress is not None:
            progress(len(cells))
    return _assembled(network.integer_form, cells, statistics)


def final_cells(network: Network, domain: HPolytope, statistics: LpStatistics) -> Iterator[Cell]:
    """Yield the cells on which every ReLU unit has one sign, irredundant, in depth-first order."""
    integer_form = network.integer_form
    root = _root_cell(domain, statistics)
    stack = [_Task(root, 0, integer_form.input_forms())]
    while stack:
        task = stack.pop()
        if task.layer == len(integer_form.layers):
            statistics.regions += 1
            yield task.cell
        else:
            stack.extend(_refined(integer_form, task, statistics))


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """A cell on which the layers before ``layer`` are affine, with that layer's input forms."""

    cell: Cell
    layer: int
    inputs: Forms


def _root_cell(domain: HPolytope, statistics: LpStatistics) -> Cell:
    answer = is_full_dimensional(domain)
    if not answer:
        raise InvalidDomainError(
            "the domain has no interior: its inequalities force an equation or contradict one "
            "another; give a domain of full dimension"
        )
    size = domain.dimension + 1
    interior = homogeneous_point(answer.witness)
    constraints = [(*(-a for a in row[:-1]), row[-1]) for row in domain.rows]
    cell = Cell(
        constraints=ScaledVectors(constraints, size),
        carriers=tuple(-1 - k for k in range(len(constraints))),
        facet_points=(None,) * len(constraints),
        interior=interior,
        generators=ScaledVectors([interior]),
        cones=ScaledVectors([], size),
    )
    return with_facets_only(cell, statistics)


def _refined(network: IntegerForm, task: _Task, statistics: LpStatistics) -> Iterator[_Task]:
    """Refine a cell by one layer."""
    layer, scale = network.layers[task.layer], network.scales[task.layer + 1]
    forms = layer.preactivations(task.inputs)
    hyperplanes, carriers = _distinct_hyperplanes([forms[u] for u in layer.relu_units])
    for cell in _cells_of_arrangement(
        task.cell, hyperplanes, [layer.offset + c for c in carriers], statistics
    ):
        cell = with_facets_only(cell, statistics)
        group = _signs_inside(cell, [forms[u] for u in layer.relu_units])
        cell = replace(cell, bits=cell.bits + group)
        yield _Task(cell, task.layer + 1, layer.activated(forms, group, scale))


def _distinct_hyperplanes(forms: Forms) -> tuple[Forms, list[int]]:
    """Return one form for each hyperplane, with the first unit that has it; constants have none."""
    first: dict[IntegerVector, int] = {}
    for unit, form in enumerate(forms):
        if any(form[:-1]):
            leading = next(c for c in form if c)
            key = primitive(form if leading > 0 else [-c for c in form])
            first.setdefault(key, unit)
    return list(first), list(first.values())


def _cells_of_arrangement(
    cell: Cell, hyperplanes: Forms, carriers: list[int], statistics: LpStatistics
) -> Iterator[Cell]:
    """Yield the cells into which hyperplanes cut a cell, depth first."""
    stack = [(cell, list(range(len(hyperplanes))))]
    while stack:
        cell, candidates = stack.pop()
        cell, cuts = cutting(cell, [hyperplanes[i] for i in candidates], statistics)
        if not cuts:
            yield cell
            continue
        chosen, across = _most_central(cuts)
        index = candidates[chosen]
        rest = [candidates[i] for i, _ in cuts if i != chosen]
        for part in cell.split(hyperplanes[index], carriers[index], across):
            stack.append((part, rest))


def _most_central(cuts: list[Cut]) -> Cut:
    """Prefer a hyperplane through the interior point, which both parts then start apart from."""
    return next((cut for cut in cuts if cut[1] is None), cuts[0])


def _signs_inside(cell: Cell, forms: Forms) -> tuple[int, ...]:
    """Return the bits of units none of which changes sign inside the cell."""
    if not forms:
        return ()
    signs = signs_of_products(ScaledVectors(forms), ScaledVectors([cell.interior]))[:, 0]
    return tuple(int(s > 0) for s in signs)


def _assembled(network: IntegerForm, cells: list[Cell], statistics: LpStatistics) -> Enumeration:
    cells = sorted(cells, key=lambda cell: cell.bits)
    index = {cell.bits: i for i, cell in enumerate(cells)}
    offsets = [0]
    hyperplanes: list[int] = []
    neighbours: list[int] = []
    for cell in cells:
        hyperplanes.extend(cell.carriers)
        neighbours.extend(_neighbours(network, cell, index))
        offsets.append(len(hyperplanes))
    facet_offsets = np.array(offsets, dtype=np.int64)
    facet_neighbours = np.array(neighbours, dtype=np.int32)
    check_reciprocal(facet_offsets, facet_neighbours)
    bits = np.array([cell.bits for cell in cells], dtype=np.uint8).reshape(len(cells), -1)
    return Enumeration(
        patterns=np.packbits(bits, axis=1),
        interior_points=tuple(cell.interior for cell in cells),
        facet_offsets=facet_offsets,
        facet_hyperplanes=np.array(hyperplanes, dtype=np.int32),
        facet_neighbours=facet_neighbours,
        statistics=statistics.as_mapping(),
    )


def _neighbours(
    network: IntegerForm, cell: Cell, index: dict[tuple[int, ...], int]
) -> Iterator[int]:
    """Yield the region across each facet of a final cell."""
    inner = [k for k, carrier in enumerate(cell.carriers) if carrier >= 0]
    points = [point for k in inner if (point := cell.facet_points[k]) is not None]
    outward = [tuple(-c for c in cell.constraints.exact[k][:-1]) for k in inner]
    across = iter(patterns_across(network, cell.bits, points, outward))
    for carrier in cell.carriers:
        if carrier < 0:
            yield BOUNDARY
            continue
        bits = next(across)
        if bits not in index:
            raise InternalError("a facet leads to a region that was not found")
        yield index[bits]
