"""The topology of what a network's outputs cut out of its input space, exactly."""

from polyregions.complexes.topology.persistence_pairs import (
    BoundaryMatrix,
    Pairs,
    persistence_pairs,
)

__all__ = ["BoundaryMatrix", "Pairs", "persistence_pairs"]
