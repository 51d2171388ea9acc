"""Distances by all regions of a complex, one after the other."""

from fractions import Fraction

import polyregions as pr
from polyregions.arithmetic import primitive_from_rationals
from polyregions.polytopes import Shortest, homogeneous_point, nearest


def nearest_of(parts, x, norm):
    """Return the least measure of the distances from a point to polytopes, None for none."""
    start = homogeneous_point(tuple(map(Fraction, x)))
    found = [nearest(rows, start, norm) for rows in parts]
    return min((way.measure for way in found if isinstance(way, Shortest)), default=None)


def class_parts(cells, pairs, level=0):
    """Yield the parts of regions in which for every pair one class is at least the other."""
    for region in cells:
        affine = region.affine_map
        forms = [(*row, b) for row, b in zip(affine.weights, affine.bias, strict=True)]
        if len(forms) == 1:
            forms.insert(0, (*[0] * cells.network.inputs, Fraction(level)))
        rows = list(region.polytope.rows)
        for first, second in pairs:
            *slope, value = (a - b for a, b in zip(forms[first], forms[second], strict=True))
            rows.append(primitive_from_rationals([*(-a for a in slope), value]))
        yield rows


def to_boundary(cells, x, norm, level=0):
    values = cells.network.exact(x)
    values = values if len(values) > 1 else (Fraction(level), *values)
    own = values.index(max(values))
    others = [j for j in range(len(values)) if j != own]
    parts = [part for j in others for part in class_parts(cells, [(j, own)], level)]
    return nearest_of(parts, x, norm)


def to_class(cells, x, target, norm, level=0):
    others = [j for j in range(max(2, cells.network.outputs)) if j != target]
    return nearest_of(class_parts(cells, [(target, j) for j in others], level), x, norm)


def to_facet(cells, x, norm):
    own = cells[int(cells.locate([x])[0])]
    parts = [[*own.polytope.rows, *other.polytope.rows] for other in own.neighbours]
    return nearest_of(parts, x, norm)


def check_distances(network, x, norm, level=None, cells=None):
    """Compare all distances from a point with those by the complete complex."""
    cells = cells or pr.regions(network)
    boundary = pr.distance_to_boundary(network, x, norm.value, level=level)
    check_answer(boundary, to_boundary(cells, x, norm, level or 0), network, x, level)
    for target in range(max(2, network.outputs)):
        found = pr.distance_to_class(network, x, target, norm.value, level=level)
        check_answer(found, to_class(cells, x, target, norm, level or 0), network, x, level)
    facet = pr.distance_to_facet(network, x, norm.value)
    check_answer(facet, to_facet(cells, x, norm), network, x, None)
    radius = pr.certified_radius(network, x, norm.value, level=level)
    assert radius.boundary == boundary
    assert radius.value == boundary.value


def check_answer(found, measure, network, x, level):
    """Check an answer, and that its point is what it says."""
    assert str(found)
    assert found.to_json()["complete"]
    if measure is None:
        assert isinstance(found, pr.InfiniteDistance)
        return
    assert isinstance(found, pr.Distance)
    assert found.measure == measure
    norm = found.sought.norm
    assert (
        norm.measure([p - q for p, q in zip(found.point, map(Fraction, x), strict=True)]) == measure
    )
    assert found.square == (measure if norm.value == "l2" else measure**2)
    assert found.region.contains(found.point)
    values = network.exact(found.point)
    values = values if len(values) > 1 else (Fraction(level or 0), *values)
    assert found.classes == tuple(j for j, v in enumerate(values) if v == max(values))
    if found.sought.kind == "boundary":
        assert len(found.classes) > 1
    elif found.sought.kind == "class":
        assert found.sought.target in found.classes
    else:
        signs = network.signs(found.point)
        assert found.units
        assert all(signs[unit] == 0 for unit in found.units)
