"""Regions around a point are those of the complex: patterns, facets, neighbours."""

import polyregions as pr
from polyregions.complexes import Region
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each


def points_of(cells):
    """Return a point inside each region, and vertices and points between them."""
    for region in cells:
        yield region.interior_point
        vertices = region.vertices[:3]
        yield from vertices
        if len(vertices) > 1:
            yield tuple((a + b) / 2 for a, b in zip(*vertices[:2], strict=True))


def same(local, region: Region):
    assert local.bits == region.bits
    assert local.affine_map == region.affine_map
    assert local.polytope == region.polytope
    assert local.contains(local.interior_point)
    across = {str(r.pattern) for r in region.neighbours}
    assert [*map(str, {r.pattern for r in local.neighbours()})].sort() == [*across].sort()
    assert len(local.neighbours()) == len(region.neighbours)


@each("case", AWKWARD, ids=str)
def test_regions_at_points_are_those_of_the_complex(case):
    cells = pr.regions(case.network)
    if len(cells) > 20:
        return
    for point in points_of(cells):
        containing = cells.locate(point)
        found = pr.regions_at(case.network, point)
        assert [r.bits for r in found] == [r.bits for r in containing]
        first = pr.region_at(case.network, point)
        assert first == found[0]
        for local, region in zip(found, containing, strict=True):
            same(local, region)
