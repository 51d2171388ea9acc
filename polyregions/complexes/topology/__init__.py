"""The topology of sets that a network's outputs cut out of its domain, exactly."""

from polyregions.complexes.topology.chain_complex import ChainComplex
from polyregions.complexes.topology.coefficients import Coefficients
from polyregions.complexes.topology.compared_faces import ComparedFaces
from polyregions.complexes.topology.homology_groups import Homology, homology
from polyregions.complexes.topology.orientation import oriented
from polyregions.complexes.topology.output_sets import SETS, OutputSet
from polyregions.complexes.topology.output_values import VertexValues
from polyregions.complexes.topology.persistence_diagram import (
    PersistenceBar,
    PersistenceDiagram,
    check_diagram,
)
from polyregions.complexes.topology.persistent_homology import check_persistence, persistence
from polyregions.complexes.topology.sparse_columns import SparseColumns
from polyregions.complexes.topology.topology_of_sets import Topology, set_topology

__all__ = [
    "SETS",
    "ChainComplex",
    "Coefficients",
    "ComparedFaces",
    "Homology",
    "OutputSet",
    "PersistenceBar",
    "PersistenceDiagram",
    "SparseColumns",
    "Topology",
    "VertexValues",
    "check_diagram",
    "check_persistence",
    "homology",
    "oriented",
    "persistence",
    "set_topology",
]
