"""Columns of a complex compared with what the views of its regions compute one by one."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np

from polyregions.arithmetic import nearest_float
from polyregions.complexes import affine_columns
from polyregions.complexes.facet_units import found_facet_units

__all__ = ["check_columns", "check_facet_units"]


def check_facet_units(cells):
    """Compare the units on facets, as the engine and as residues say them, with the exact ones."""
    hyperplanes = cells.enumeration.facet_hyperplanes
    facets = np.arange(len(hyperplanes))
    positions = {name: position for position, name in enumerate(cells.unit_names)}

    def of_facets(facet_units):
        counts, units = facet_units.on(facets, hyperplanes)
        assert units.dtype == np.int32
        return [part.tolist() for part in np.split(units, np.cumsum(counts))[:-1]]

    one_sided = [
        [positions[name] for name in names]
        for index in range(len(cells))
        for _, names, _ in cells.one_sided_facets(index)
    ]
    assert of_facets(cells.facet_units) == one_sided
    found = found_facet_units(cells.integer_form, cells.enumeration, cells.positions_on_facets)
    assert of_facets(found) == one_sided
    assert np.array_equal(found.facets, cells.facet_units.facets)
    both = [
        [positions[name] for name in facet.units] for region in cells for facet in region.facets
    ]
    assert of_facets(cells.units_on_facets) == both


def check_columns(cells):
    """Compare the columns of numbers with the exact ones, each rounded correctly."""
    maps = [region.affine_map for region in cells]
    expected = [[[nearest_float(w) for w in row] for row in exact.weights] for exact in maps]
    assert_same(cells.gradients, np.array(expected).reshape(len(cells), -1, cells.network.inputs))
    assert_same(cells.offsets, np.array([[nearest_float(b) for b in m.bias] for m in maps]))
    # Few regions are computed exactly: here in pairs of floats as well.
    with patch.object(affine_columns, "_FEW", 0):
        in_pairs = affine_columns.rounded_maps(cells.integer_form, cells.enumeration.patterns)
    assert_same(in_pairs[:, :, :-1], cells.gradients)
    assert_same(in_pairs[:, :, -1], cells.offsets)
    points = [[nearest_float(x) for x in region.interior_point] for region in cells]
    assert_same(cells.interior_points, np.array(points))


def assert_same(found, expected):
    """Compare floats bit by bit, but for the sign of zeros: of the columns it is positive."""
    assert found.dtype == np.float64
    assert np.array_equal(found, expected)
    assert not np.signbit(found[found == 0.0]).any()
