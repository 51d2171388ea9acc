"""What Python says of a region, in the form in which the page says it."""

from polyregions.errors import UnboundedError
from polyregions.polytopes import volume


def description(region):
    """Return everything about a region, numbers as exact texts, in no particular order."""
    found = region.affine_map
    return {
        "index": region.index,
        "pattern": str(region.pattern),
        "weights": [[str(number) for number in row] for row in found.weights],
        "bias": [str(number) for number in found.bias],
        "area": area_text(region.polytope),
        "vertices": sorted(vertex_texts(region)),
        "facets": sorted(
            ((facet.neighbour, [list(unit) for unit in facet.units]) for facet in region.facets),
            key=repr,
        ),
    }


def unordered(shown):
    """Return a description by the page, put in the same form."""
    facets = ((facet["neighbour"], facet["units"]) for facet in shown["facets"])
    return {**shown, "vertices": sorted(shown["vertices"]), "facets": sorted(facets, key=repr)}


def area_text(polytope):
    try:
        return str(volume(polytope))
    except UnboundedError:
        return None


def vertex_texts(region):
    generators = region.generators
    points = [] if generators.lines else generators.vertices
    return [[str(coordinate) for coordinate in point] for point in points]
