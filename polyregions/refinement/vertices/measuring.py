"""Measures of regions, enclosed, from the facets that their generators lie on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from polyregions.arithmetic import Enclosures, null_space
from polyregions.budgets import checkpoint, in_time
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope
from polyregions.refinement.measures_of_parts import EnclosedMeasures
from polyregions.refinement.vertices.generators import RegionGenerators, region_generators
from polyregions.refinement.vertices.kernel.arrays import Array
from polyregions.refinement.vertices.kernel.enclosed_rows import EnclosedLayers
from polyregions.refinement.vertices.kernel.measuring import (
    MeasuredColumns,
    MeasuredRegions,
    MeasuringSpace,
    measure,
)
from polyregions.refinement.vertices.program import composed_layers

__all__ = ["enclosed_measures"]

_SIMPLICES_AT_ONCE = 1 << 16
_LEAST, _GREATEST = 2.0**-100, 2.0**100
_GREATEST_SHIFT = 500


def enclosed_measures(network: Network, domain: HPolytope) -> Iterator[EnclosedMeasures]:
    """Search for all regions, and yield the measures of some of them after the other.

    Parameters
    ----------
    network, domain
        As for :func:`.region_generators`.

    Raises
    ------
    OutOfTime
        If the time is up before the end.
    """
    layers = _enclosed_layers(network, domain)
    free = _free_coordinates(network, domain)
    for found in region_generators(network, domain):
        is_ray = found.points[:, -1] == 0.0
        regions = _regions(network, found, is_ray)
        columns = _columns(len(found.patterns), network.inputs)
        space = _space(layers, regions)
        position = 0
        while position < len(regions.order):
            checkpoint()
            position = measure(layers, regions, space, columns, position, _SIMPLICES_AT_ONCE)
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


def _free_coordinates(network: Network, domain: HPolytope) -> Array:
    """Return which coordinates change along lines that all regions consist of."""
    first = composed_layers(network.integer_form)[:1]
    normals = [row[:-1] for row in domain.rows]
    normals += [tuple(row)[:-1] for layer in first for row in layer.rows]
    lines = null_space(normals, network.inputs)
    return np.array([any(line[i] for line in lines) for i in range(network.inputs)])


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


def _regions(network: Network, found: RegionGenerators, is_ray: Array) -> MeasuredRegions:
    bits = np.unpackbits(found.patterns, axis=1, count=sum(network.pattern_sizes))
    return MeasuredRegions(
        order=np.arange(len(bits)),  # a depth-first search: patterns that begin alike are together
        patterns=bits,
        facet_offsets=found.facet_offsets,
        facet_hyperplanes=found.facet_hyperplanes.astype(np.int64),
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


def _space(layers: EnclosedLayers, regions: MeasuredRegions) -> MeasuringSpace:
    facets = int(np.diff(regions.facet_offsets).max(initial=1))
    generators = int(np.diff(regions.generator_offsets).max(initial=1))
    kept = len(regions.kept)
    words = -(-generators // 64)
    widest = int(layers.widths.max())
    return MeasuringSpace(
        planes=np.zeros((max(1, len(layers.starts)), 4, layers.inputs + 1, widest)),
        rows=np.zeros((facets, layers.inputs + 1, 3)),
        system=np.zeros((facets, kept + 1, 3)),
        corners=np.zeros((generators, kept, 3)),
        facets=np.zeros((facets, words), dtype=np.int64),
        faces=np.zeros((kept + 1, words), dtype=np.int64),
        next_facet=np.zeros(kept + 1, dtype=np.int64),
        chain=np.zeros(kept + 1, dtype=np.int64),
        minors=np.zeros((kept, 1 << kept, 3)),
        sums=np.zeros((kept + 1, 3)),
    )


def _enclosed_layers(network: Network, domain: HPolytope) -> EnclosedLayers:
    """Return the layers up to the last one with ReLU units, and the domain, in pairs of floats."""
    layers = network.layers
    layers = layers[: max((i + 1 for i, layer in enumerate(layers) if layer.relu_units), default=0)]
    widths = [network.inputs, *(layer.units for layer in layers)]
    bits = np.full((max(1, len(layers)), max(widths)), -1, dtype=np.int64)
    places: list[tuple[int, int]] = []
    blocks = []
    exponent = 0
    for index, layer in enumerate(in_time(layers)):
        bits[index, list(layer.relu_units)] = np.arange(len(layer.relu_units)) + len(places)
        places += [(index, unit) for unit in layer.relu_units]
        own = int(np.frexp(np.abs(layer.float_weights).max())[1])
        weights = _pairs(layer)
        exponent += own
        weights[:-1] = _times_power(weights[:-1], -own)
        weights[-1] = _times_power(weights[-1], -exponent)
        outside = np.abs(weights[:-1, :, 0]) < _LEAST
        outside |= np.abs(weights[:-1, :, 0]) > _GREATEST
        weights[:-1][outside & (weights[:-1, :, 0] != 0.0)] = np.nan
        blocks.append(weights.reshape(-1, 2))
    table = np.concatenate([*blocks, np.zeros((0, 2))])
    sizes = [(before + 1) * width for before, width in pairwise(widths)]
    named = np.array(places, dtype=np.int64).reshape(-1, 2)
    forms = [value for row in domain.rows for value in (*(-a for a in row[:-1]), row[-1])]
    return EnclosedLayers(
        inputs=network.inputs,
        widths=np.array(widths, dtype=np.int64),
        starts=np.cumsum([0, *sizes], dtype=np.int64)[:-1],
        high=np.ascontiguousarray(table[:, 0]),
        low=np.ascontiguousarray(table[:, 1]),
        bits=bits,
        layer_of=np.ascontiguousarray(named[:, 0]),
        unit_of=np.ascontiguousarray(named[:, 1]),
        domain=Enclosures.of(forms).parts.reshape(-1, network.inputs + 1, 3),
    )


def _pairs(layer: Layer) -> Array:
    """Return the weights and biases of a layer, shape (inputs + 1, units, 2), as pairs of floats.

    What they do not hold exactly is off by at most 2**-52 of the second one.
    """
    rows = np.stack([layer.float_rows(0, layer.units)] * 2, axis=-1)
    rows[:, :, 1] = 0.0
    for unit in in_time(layer.units_beyond_floats):
        parts = Enclosures.of(layer.row(unit)).parts
        rows[unit] = np.where(parts[:, 2:] < np.inf, parts[:, :2], np.nan)
    return np.ascontiguousarray(rows.swapaxes(0, 1))


@np.errstate(all="ignore")
def _times_power(numbers: Array, exponent: int) -> Array:
    """Return numbers times a power of two; NaN where floats lose bits of them."""
    if abs(exponent) > _GREATEST_SHIFT:
        return np.where(numbers == 0.0, 0.0, np.nan)
    scaled = np.ldexp(numbers, exponent)
    return np.where(np.ldexp(scaled, -exponent) == numbers, scaled, np.nan)
