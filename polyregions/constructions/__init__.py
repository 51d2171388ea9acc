"""Published networks, each with the count that is claimed for it."""

from polyregions.constructions.fixtures import (
    absolute_value,
    cancelling_facet,
    max_min,
    slab,
    three_lines,
)
from polyregions.constructions.he_2015 import he_random
from polyregions.constructions.montufar_2014 import montufar
from polyregions.constructions.nakahara_2025 import VARIANTS, ternary
from polyregions.constructions.parts import whole, whole_sizes
from polyregions.constructions.serra_2018 import full_zigzags
from polyregions.constructions.shapes import (
    pinch,
    plateau,
    projective_plane,
    shell,
    solid_torus,
)
from polyregions.constructions.ternarisation import (
    TernarisedLayer,
    TernarisedNetwork,
    integer_network,
    is_ternary,
    ternarise,
)
from polyregions.constructions.zigzags import (
    affine_regions_on_cube,
    whole_space_regions,
    zigzag,
)

__all__ = [
    "VARIANTS",
    "TernarisedLayer",
    "TernarisedNetwork",
    "absolute_value",
    "affine_regions_on_cube",
    "cancelling_facet",
    "full_zigzags",
    "he_random",
    "integer_network",
    "is_ternary",
    "max_min",
    "montufar",
    "pinch",
    "plateau",
    "projective_plane",
    "shell",
    "slab",
    "solid_torus",
    "ternarise",
    "ternary",
    "three_lines",
    "whole",
    "whole_sizes",
    "whole_space_regions",
    "zigzag",
]
