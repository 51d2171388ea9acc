"""Measures of regions, enclosed, from the facets that their generators lie on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from polyregions.arithmetic import Enclosures, null_space, repr_of_fields
from polyregions.budgets import checkpoint
from polyregions.networks import Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.generators_of_parts import RegionGenerators
from polyregions.refinement.measures_of_parts import EnclosedMeasures
from polyregions.refinement.vertices.composed_layers import composed_layers
from polyregions.refinement.vertices.generators import region_generators
from polyregions.refinement.vertices.kernel.arrays import BIT, Array, NetworkArrays
from polyregions.refinement.vertices.kernel.measuring import (
    MeasuredColumns,
    MeasuredRegions,
    MeasuringSpace,
    list_corners,
    measure,
)
from polyregions.refinement.vertices.search import Problem
from polyregions.refinement.vertices.storage import new_work
from polyregions.refinement.vertices.tasks import ANY_NUMBER, Task, prepared

__all__ = ["MeasuresOfTask", "enclosed_measures", "enclosed_vertices"]

_SIMPLICES_AT_ONCE = 1 << 16
_REGIONS_AT_ONCE = 1 << 10


def enclosed_measures(network: Network, domain: HPolytope) -> Iterator[EnclosedMeasures]:
    """Search for all regions, and yield the measures of some of them after the other.

    Parameters
    ----------
    network, domain
        As for :func:`polyregions.refinement.enumerate_cells`.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    yield from _measured(*prepared(network, domain), ANY_NUMBER)


def enclosed_vertices(
    network: Network, domain: HPolytope
) -> Iterator[tuple[RegionGenerators, Enclosures]]:
    """Search for all regions, and yield the generators of some of them after the other.

    Parameters
    ----------
    network, domain
        As for :func:`polyregions.refinement.enumerate_cells`.

    Yields
    ------
    RegionGenerators
        The generators, and the facets they lie on.
    Enclosures
        Of shape (g, kept): the coordinates of vertices; of rays nothing.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    problem, task = prepared(network, domain)
    net, planes = problem.sharp
    work = new_work(net, 1)._replace(sharp=planes.copy())
    for found in region_generators(problem, task):
        regions = _regions(net, found, found.points[:, -1] == 0.0)
        space = _space(regions)
        corners = np.full((len(found.points), len(found.kept), 3), np.nan)
        position = 0
        while position < len(found.patterns):
            checkpoint()
            position = list_corners(net, work, regions, space, corners, position, _REGIONS_AT_ONCE)
        yield found, Enclosures(corners)


@dataclass(frozen=True, slots=True, eq=False)
class MeasuresOfTask:
    """Yields the measures of regions that were found once, by finding them again.

    Attributes
    ----------
    problem
        What is searched.
    task
        The search, as it was before these regions.
    count
        How many they are.
    """

    problem: Problem
    task: Task
    count: int

    __repr__ = repr_of_fields

    def __call__(self) -> Iterator[EnclosedMeasures]:
        """Search, and measure some regions after the other; the errors are those of a search."""
        return _measured(self.problem, self.task, self.count)


def _measured(problem: Problem, task: Task, most: int) -> Iterator[EnclosedMeasures]:
    net, planes = problem.sharp
    work = new_work(net, 1)._replace(sharp=planes.copy())
    free = _free_coordinates(problem)
    for found in region_generators(problem, task, most):
        is_ray = found.points[:, -1] == 0.0
        regions = _regions(net, found, is_ray)
        columns = _columns(len(found.patterns), len(free))
        space = _space(regions)
        position = 0
        while position < len(found.patterns):
            checkpoint()
            position = measure(net, work, regions, space, columns, position, _SIMPLICES_AT_ONCE)
        owners = np.repeat(np.arange(len(found.patterns)), np.diff(found.generator_offsets))
        count = len(found.patterns)
        rays = np.bincount(owners[is_ray], minlength=count)
        yield EnclosedMeasures(
            patterns=found.patterns,
            facet_offsets=found.facet_offsets,
            facet_hyperplanes=found.facet_hyperplanes,
            vertex_counts=np.bincount(owners[~is_ray], minlength=count),
            are_bounded=(rays == 0) & (not free.any()),
            volumes=Enclosures(columns.volumes),
            centroids=Enclosures(columns.centroids),
            boxes=Enclosures(columns.boxes),
            directions=_directions(found, owners, is_ray, free),
        )


def _free_coordinates(problem: Problem) -> Array:
    """Return which coordinates change along lines that all regions consist of."""
    inputs = problem.network.inputs
    if len(problem.kept) == inputs:
        return np.zeros(inputs, dtype=bool)
    first = composed_layers(problem.network)[:1]
    normals = [tuple(row)[:-1] for rows in (problem.rows, *(f.rows for f in first)) for row in rows]
    lines = null_space(normals, inputs)
    return np.array([any(line[i] for line in lines) for i in range(inputs)])


def _directions(found: RegionGenerators, owners: Array, is_ray: Array, free: Array) -> Array:
    """Return in which directions the rays of regions go, and the lines."""
    rays, errors, owners = found.points[is_ray, :-1], found.errors[is_ray], owners[is_ray]
    bounds = errors[:, np.newaxis]
    is_zero = (rays == 0.0) & ((bounds == 0.0) | np.signbit(rays))
    unknown = ~((np.abs(rays) > bounds) | is_zero)
    kept = np.array(found.kept, dtype=np.int64)
    directions = np.zeros((len(found.patterns), len(free), 2), dtype=np.int8)
    for side, goes in enumerate((rays < 0.0, rays > 0.0)):
        for value, where in ((-1, unknown), (1, goes & ~unknown & ~is_zero)):
            ray, coordinate = np.nonzero(where)
            directions[owners[ray], kept[coordinate], side] = value
    directions[:, free] = 1
    return directions


def _regions(net: NetworkArrays, found: RegionGenerators, is_ray: Array) -> MeasuredRegions:
    units = np.flatnonzero(net.units[:, BIT] >= 0)  # their bits ascend
    labels = found.facet_hyperplanes.astype(np.int64)
    labels[labels >= 0] = units[labels[labels >= 0]]
    return MeasuredRegions(
        patterns=found.patterns,
        facet_offsets=found.facet_offsets,
        facet_labels=labels,
        generator_offsets=found.generator_offsets,
        is_ray=is_ray.astype(np.uint8),
        incidence_offsets=found.incidence_offsets,
        incidences=found.incidences,
        kept=np.array(found.kept, dtype=np.int64),
    )


def _columns(count: int, inputs: int) -> MeasuredColumns:
    return MeasuredColumns(
        volumes=np.full((count, 3), np.nan),
        centroids=np.full((count, inputs, 3), np.nan),
        boxes=np.full((count, inputs, 2, 3), np.nan),
    )


def _space(regions: MeasuredRegions) -> MeasuringSpace:
    facets = int(np.diff(regions.facet_offsets).max(initial=1))
    generators = int(np.diff(regions.generator_offsets).max(initial=1))
    kept = len(regions.kept)
    words = -(-generators // 64)
    return MeasuringSpace(
        rows=np.zeros((facets, kept + 1, 3)),
        system=np.zeros((facets, kept + 1, 3)),
        corners=np.zeros((generators, kept, 3)),
        facets=np.zeros((facets, words), dtype=np.int64),
        faces=np.zeros((kept + 1, words), dtype=np.int64),
        next_facet=np.zeros(kept + 1, dtype=np.int64),
        chain=np.zeros(kept + 1, dtype=np.int64),
        minors=np.zeros((kept, 1 << kept, 3)),
        sums=np.zeros((kept + 1, 3)),
    )
