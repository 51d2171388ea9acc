"""The depth-first search of engine ``lp``: one cell and one layer at a time.

The cells are independent of one another, so memory is bounded by the depth of the stack, and any
process can search below any cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from polyregions.arithmetic import IntegerVector, ScaledVectors, primitive, signs_of_products
from polyregions.errors import InvalidDomainError
from polyregions.networks import IntegerForm
from polyregions.polytopes import HPolytope, homogeneous_point, is_full_dimensional
from polyregions.refinement.lp.cell import Cell
from polyregions.refinement.lp.questions import Cut, cutting, with_facets_only
from polyregions.refinement.lp.statistics import LpStatistics

__all__ = ["Task", "divided", "final_cells", "root_task"]

Forms = list[IntegerVector]


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A cell on which the layers before ``layer`` are affine, with that layer's input forms."""

    cell: Cell
    layer: int
    inputs: Forms


def final_cells(network: IntegerForm, task: Task, statistics: LpStatistics) -> Iterator[Cell]:
    """Yield the cells below a task on which every ReLU unit has one sign, depth first.

    Each is given by its facets alone.
    """
    stack = [task]
    while stack:
        task = stack.pop()
        if task.layer == len(network.layers):
            statistics.regions += 1
            yield task.cell
        else:
            stack.extend(_refined(network, task, statistics))


def divided(network: IntegerForm, task: Task, least: int, statistics: LpStatistics) -> list[Task]:
    """Cut a task, layer by layer, into at least so many, or into final cells."""
    tasks = [task]
    while len(tasks) < least and tasks[0].layer < len(network.layers):
        tasks = [part for whole in tasks for part in _refined(network, whole, statistics)]
    return tasks


def root_task(network: IntegerForm, domain: HPolytope, statistics: LpStatistics) -> Task:
    """Return the whole domain as a task.

    Raises
    ------
    InvalidDomainError
        If the domain has no interior.
    """
    return Task(_root_cell(domain, statistics), 0, network.input_forms())


def _root_cell(domain: HPolytope, statistics: LpStatistics) -> Cell:
    answer = is_full_dimensional(domain)
    if not answer:
        raise InvalidDomainError(
            "the domain has no interior: its inequalities force an equation or contradict one "
            "another; give a domain of full dimension"
        )
    cell = Cell.of_domain(domain.rows, homogeneous_point(answer.witness))
    return with_facets_only(cell, statistics)


def _refined(network: IntegerForm, task: Task, statistics: LpStatistics) -> Iterator[Task]:
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
        yield Task(cell, task.layer + 1, layer.activated(forms, group, scale))


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
