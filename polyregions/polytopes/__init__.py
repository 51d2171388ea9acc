"""Exact polyhedral geometry: H-polytopes, predicates with witnesses, facets, linear programs."""

from polyregions.polytopes.builders import (
    box,
    box_of_intervals,
    exact_point,
    from_inequalities,
    simplex,
    whole_space,
)
from polyregions.polytopes.chebyshev import Ball, chebyshev_ball
from polyregions.polytopes.convex_hulls import convex_hull
from polyregions.polytopes.double_description import Generators, generators, incident_generators
from polyregions.polytopes.ellipsoid import Ellipsoid, inscribed_ellipsoid
from polyregions.polytopes.facets import interior_point, irredundant, is_irredundant
from polyregions.polytopes.flat_volumes import squared_flat_volume
from polyregions.polytopes.h_polytope import HPolytope
from polyregions.polytopes.halfspace import Halfspace
from polyregions.polytopes.norms import Norm
from polyregions.polytopes.predicates import (
    Answer,
    contains,
    homogeneous_point,
    is_bounded,
    is_empty,
    is_full_dimensional,
    slack_at,
)
from polyregions.polytopes.projection import distance, project
from polyregions.polytopes.shortest_in_floats import nearly_shortest
from polyregions.polytopes.shortest_vectors import Shortest, nearest, shortest_vector
from polyregions.polytopes.volumes import (
    Triangulation,
    bounding_box,
    centroid,
    triangulation,
    volume,
)

__all__ = [
    "Answer",
    "Ball",
    "Ellipsoid",
    "Generators",
    "HPolytope",
    "Halfspace",
    "Norm",
    "Shortest",
    "Triangulation",
    "bounding_box",
    "box",
    "box_of_intervals",
    "centroid",
    "chebyshev_ball",
    "contains",
    "convex_hull",
    "distance",
    "exact_point",
    "from_inequalities",
    "generators",
    "homogeneous_point",
    "incident_generators",
    "inscribed_ellipsoid",
    "interior_point",
    "irredundant",
    "is_bounded",
    "is_empty",
    "is_full_dimensional",
    "is_irredundant",
    "nearest",
    "nearly_shortest",
    "project",
    "shortest_vector",
    "simplex",
    "slack_at",
    "squared_flat_volume",
    "triangulation",
    "volume",
    "whole_space",
]
