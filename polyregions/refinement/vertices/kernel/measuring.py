"""Measures of many regions, each known to about a hundred bits: see :mod:`.pairs`."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    ERROR,
    FIRST,
    LAYER_OF,
    REST,
    VALUE,
    Array,
)
from polyregions.refinement.vertices.kernel.compilation import compiled, entry_point
from polyregions.refinement.vertices.kernel.corners import gather_rows, solve_corner, write_box
from polyregions.refinement.vertices.kernel.pairs import fetched, stored
from polyregions.refinement.vertices.kernel.pulling import finish, pull
from polyregions.refinement.vertices.kernel.sharp_rows import follow_pattern, sharpen_rows


class MeasuredRegions(NamedTuple):
    """Regions with their facets and generators; see :class:`.RegionGenerators`."""

    patterns: Array  # packed; where neighbours begin alike, they share work
    facet_offsets: Array
    facet_labels: Array  # the hyperplane of each facet: a unit, or -1 - k for row k of the domain
    generator_offsets: Array
    is_ray: Array
    incidence_offsets: Array
    incidences: Array
    kept: Array


class MeasuredColumns(NamedTuple):
    """What is written of each region, all numbers enclosed."""

    volumes: Array  # (k, 3); of unbounded regions nothing
    centroids: Array  # (k, inputs, 3); likewise
    boxes: Array  # (k, inputs, 2, 3): the least, and the negative of the greatest, at vertices


class MeasuringSpace(NamedTuple):
    """Scratch space, for the largest of the regions."""

    rows: Array  # (facets, kept + 1, 3)
    system: Array  # (facets, kept + 1, 3)
    corners: Array  # (generators, kept, 3)
    facets: Array  # (facets, words)
    faces: Array  # (kept + 1, words)
    next_facet: Array
    chain: Array
    minors: Array  # (kept, 2**kept, 3)
    sums: Array  # (kept + 1, 3)


@compiled
def list_vertices(regions, space, region):
    """Write the sets of generators of a region and of its facets; return whether any is a ray."""
    begin = regions.generator_offsets[region]
    end = regions.generator_offsets[region + 1]
    space.facets[:] = 0
    space.faces[0] = 0
    has_ray = False
    for g in range(begin, end):
        v = g - begin
        space.faces[0, v >> 6] |= np.int64(1) << (v & 63)
        has_ray = has_ray or regions.is_ray[g] != 0
        for k in range(regions.incidence_offsets[g], regions.incidence_offsets[g + 1]):
            space.facets[regions.incidences[k], v >> 6] |= np.int64(1) << (v & 63)
    return has_ray


@compiled
def copy_facet(net, sharp, label, row):
    """Write the form of a facet, enclosed."""
    layer = net.depth if label < 0 else net.units[label, LAYER_OF]
    column = -1 - label if label < 0 else label - net.layers[layer, FIRST]
    for i in range(net.dimension):
        row[i, 0] = sharp[VALUE, layer, i, column]
        row[i, 1] = sharp[REST, layer, i, column]
        row[i, 2] = sharp[ERROR, layer, i, column]


@compiled
def solve_corners(net, work, regions, space, region):
    """Write the vertices of a region, enclosed; return the number of its facets."""
    follow_pattern(net, work, regions.patterns[region])
    sharpen_rows(net, work, net.depth - 1)
    first = regions.facet_offsets[region]
    count = regions.facet_offsets[region + 1] - first
    for f in range(count):
        copy_facet(net, work.sharp, regions.facet_labels[first + f], space.rows[f])
    begin = regions.generator_offsets[region]
    for v in range(regions.generator_offsets[region + 1] - begin):
        if regions.is_ray[begin + v] == 0:
            start = regions.incidence_offsets[begin + v]
            stop = regions.incidence_offsets[begin + v + 1]
            gather_rows(space.rows, regions.incidences, start, stop, space.system)
            solve_corner(space.system, stop - start, space.corners, v)
    return count


@entry_point
def list_corners(net, work, regions, space, corners, position, most_regions):
    """Write the vertices of regions from a position on; return where it stopped.

    That is after so many regions, or at the end. What stands for rays is left as it was.
    """
    end = min(regions.patterns.shape[0], position + most_regions)
    for region in range(position, end):
        solve_corners(net, work, regions, space, region)
        begin = regions.generator_offsets[region]
        for v in range(regions.generator_offsets[region + 1] - begin):
            if regions.is_ray[begin + v] == 0:
                for c in range(corners.shape[1]):
                    stored(corners[begin + v], c, fetched(space.corners[v], c))
    return end


@entry_point
def measure(net, work, regions, space, columns, position, most_simplices):
    """Write the measures of regions from a position on; return where it stopped.

    That is after about so many simplices, or at the end.
    """
    simplices = 0
    while position < regions.patterns.shape[0] and simplices < most_simplices:
        region = position
        position += 1
        count = solve_corners(net, work, regions, space, region)
        begin = regions.generator_offsets[region]
        generators = regions.generator_offsets[region + 1] - begin
        write_box(
            space.corners, generators, regions.is_ray, begin, regions.kept, columns.boxes[region]
        )
        has_ray = list_vertices(regions, space, region)
        if has_ray or regions.kept.shape[0] < columns.boxes.shape[1]:
            continue
        space.sums[:] = 0.0
        simplices += pull(
            space.corners,
            space.facets,
            count,
            space.faces,
            space.next_facet,
            space.chain,
            space.minors,
            space.sums,
        )
        finish(
            space.corners,
            space.chain,
            space.sums,
            columns.volumes[region],
            columns.centroids[region],
        )
    return position
