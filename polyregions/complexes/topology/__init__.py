"""The topology of what a network's outputs cut out of its input space, exactly."""

from polyregions.complexes.topology.output_values import VertexValues
from polyregions.complexes.topology.persistence_diagram import PersistenceBar, PersistenceDiagram
from polyregions.complexes.topology.persistent_homology import check_persistence, persistence

__all__ = [
    "PersistenceBar",
    "PersistenceDiagram",
    "VertexValues",
    "check_persistence",
    "persistence",
]
