"""Brute force in two dimensions: convex polygons clipped by rational arithmetic.

A polygon is the list of its vertices in cyclic order. Facets are found at the end, by comparing all
edges that lie on one line; nothing is remembered from the clipping.
"""

from collections import defaultdict
from fractions import Fraction

from tests.helpers.partition import Partition, identity_forms, preactivation_forms, value


def polygon_partition(network, corners):
    """Cut the convex polygon with these corners, in cyclic order, into cells.

    Returns
    -------
    (Partition, list)
        The partition and the polygon of every cell.
    """
    polygon = [tuple(Fraction(x) for x in corner) for corner in corners]
    cells = [(polygon, (), tuple(identity_forms(2)))]
    for layer in network.layers:
        cells = [part for cell in cells for part in _refined(layer, *cell)]
    polygons = [polygon for polygon, _, _ in cells]
    partition = Partition(
        tuple(bits for _, bits, _ in cells),
        tuple(forms for _, _, forms in cells),
        _facets(polygons),
    )
    return partition, polygons


def area(polygon):
    """Return twice the area, by the shoelace formula."""
    edges = zip(polygon, polygon[1:] + polygon[:1], strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in edges))


def _refined(layer, polygon, bits, forms):
    z = preactivation_forms(layer, forms)
    parts = [polygon]
    for unit in layer.relu_units:
        parts = [half for part in parts for half in _halves(part, z[unit])]
    for part in parts:
        centre = [sum(xs) / len(part) for xs in zip(*part, strict=True)]
        active = [layer.activation[u] != "relu" or value(z[u], centre) > 0 for u in range(len(z))]
        outputs = tuple(
            form if on else (Fraction(0),) * 3 for form, on in zip(z, active, strict=True)
        )
        yield part, bits + tuple(int(active[u]) for u in layer.relu_units), outputs


def _halves(polygon, form):
    values = [value(form, vertex) for vertex in polygon]
    if min(values) >= 0 or max(values) <= 0:
        return [polygon]
    return [_clipped(polygon, values), _clipped(polygon, [-v for v in values])]


def _clipped(polygon, values):
    kept = []
    for i, (vertex, here) in enumerate(zip(polygon, values, strict=True)):
        previous, before = polygon[i - 1], values[i - 1]
        if before * here < 0:
            t = before / (before - here)
            kept.append(tuple(a + t * (b - a) for a, b in zip(previous, vertex, strict=True)))
        if here >= 0:
            kept.append(vertex)
    return kept


def _facets(polygons):
    on_line = defaultdict(list)
    for index, polygon in enumerate(polygons):
        for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
            normal = (y1 - y0, x0 - x1)
            leading = normal[0] or normal[1]
            a, b = normal[0] / leading, normal[1] / leading
            position = sorted((-b * x + a * y) for x, y in ((x0, y0), (x1, y1)))
            on_line[a, b, a * x0 + b * y0].append((*position, index))
    pairs = set()
    for edges in on_line.values():
        for start, end, i in edges:
            for other_start, other_end, j in edges:
                if i < j and max(start, other_start) < min(end, other_end):
                    pairs.add((i, j))
    return frozenset(pairs)
