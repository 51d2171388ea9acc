"""Checks of a whole region complex against the definitions, with code of their own.

Points in facets come from a linear program over the facet alone, signs and values from evaluating
the network at rational points; nothing the engine recorded is believed.
"""

from collections import Counter
from fractions import Fraction

from polyregions.polytopes import contains, from_inequalities, interior_point, irredundant


def counts(complex):
    """Return R2, the number of inner facets, R4 and R6."""
    facets = len(complex.adjacent_pairs[0])
    return len(complex), facets, complex.count(), complex.count("affine")


def shape(complex):
    """Return what no relabelling changes: the counts, and how many facets the regions have."""
    degrees = Counter(len(complex.neighbour_indices(i)) for i in range(len(complex)))
    sides = Counter(len(region.facets) for region in complex)
    return counts(complex), degrees, sides


def preactivations(network, point):
    """Return the pre-activations of all ReLU units at a point, by (layer, unit)."""
    values, found = tuple(point), {}
    for index, layer in enumerate(network.layers):
        z = layer.preactivations(values)
        found |= {(index, unit): z[unit] for unit in layer.relu_units}
        values = layer.activate(z)
    return found


def point_in_facet(polytope, row):
    """Return a point in the relative interior of {x in polytope : a.x = b}, (a, b) = row.

    Raises an error where that face is no facet.
    """
    *normal, offset = row
    pivot = next(j for j, a in enumerate(normal) if a)

    def without_pivot(a, b):
        ratio = Fraction(a[pivot], normal[pivot])
        rest = [x - ratio * y for j, (x, y) in enumerate(zip(a, normal, strict=True)) if j != pivot]
        return rest, b - ratio * offset

    others = [without_pivot(r[:-1], r[-1]) for r in polytope.rows if r != row]
    if len(normal) == 1:
        assert all(slack > 0 for _, slack in others)
        rest = ()
    else:
        assert all(any(a) or slack > 0 for a, slack in others)
        rest = interior_point(
            from_inequalities([a for a, _ in others], [b for _, b in others], len(normal) - 1)
        )
    known = [a * x for a, x in zip(normal[:pivot] + normal[pivot + 1 :], rest, strict=True)]
    solved = (offset - sum(known)) / Fraction(normal[pivot])
    return (*rest[:pivot], solved, *rest[pivot:])


def check_region(region):
    """Check pattern, interior point, polytope and affine map of one region."""
    network, point = region.complex.network, region.interior_point
    assert network.pattern(point) == region.pattern
    assert not contains(region.complex.domain, point).witness
    answer = contains(region.polytope, point)
    assert answer.holds
    assert answer.witness == ()
    assert irredundant(region.polytope) == region.polytope
    assert len(region.polytope.rows) == len(region.facets)
    affine_map = region.affine_map
    assert affine_map == network.affine_map(region.pattern)
    assert affine_map(point) == network.exact(point)


def check_facet(region, facet):
    """Check one facet: its two sides, the units on it, and the jump of the affine map across."""
    network, domain = region.complex.network, region.complex.domain
    point = point_in_facet(region.polytope, facet.halfspace.row)
    tight = contains(region.polytope, point)
    assert [region.polytope.rows[i] for i in tight.witness] == [facet.halfspace.row]
    on_facet = {u for u, z in preactivations(network, point).items() if z == 0}
    inside = preactivations(network, region.interior_point)
    if facet.neighbour is None:
        assert facet.halfspace.row in domain.rows
        assert set(facet.units) == {u for u in on_facet if inside[u] != 0}
        return
    other = region.complex[facet.neighbour]
    assert other != region
    (back,) = (f for f in other.facets if f.neighbour == region.index)
    assert back.halfspace.row == tuple(-x for x in facet.halfspace.row)
    across = contains(other.polytope, point)
    assert [other.polytope.rows[i] for i in across.witness] == [back.halfspace.row]
    there = preactivations(network, other.interior_point)
    assert set(facet.units) == {u for u in on_facet if inside[u] != 0 or there[u] != 0}
    assert facet.units == back.units == tuple(sorted(facet.units))
    assert facet.units
    assert region.affine_map(point) == other.affine_map(point) == network.exact(point)


def check_complex(complex):
    """Check every region and every facet."""
    assert len({region.pattern for region in complex}) == len(complex)
    for region in complex:
        check_region(region)
        neighbours = [f.neighbour for f in region.facets if f.neighbour is not None]
        assert len(set(neighbours)) == len(neighbours)
        assert neighbours == complex.neighbour_indices(region.index)
        for facet in region.facets:
            if facet.neighbour is None or facet.neighbour > region.index:
                check_facet(region, facet)  # both sides of it
            else:
                assert region.index in complex.neighbour_indices(facet.neighbour)


def check_point(complex, point):
    """Check that a point of the domain is inside one region, or on the boundary of all it is in."""
    found = [(region, contains(region.polytope, point)) for region in complex]
    around = [(region, answer.witness) for region, answer in found if answer]
    assert [region for region, _ in around] == complex.locate(point)
    assert around
    if len(around) == 1:
        ((region, tight),) = around
        # Only the domain's boundary, where no facet has a neighbour, can pass through the point.
        rows = {region.polytope.rows[i] for i in tight}
        assert all(f.neighbour is None for f in region.facets if f.halfspace.row in rows)
    else:
        assert all(tight for _, tight in around)
    values = {region.affine_map(point) for region, _ in around}
    assert values == {complex.network.exact(point)}
