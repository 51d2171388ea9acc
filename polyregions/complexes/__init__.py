"""Region complexes, region graphs and counts under the published definitions."""

from polyregions.complexes.affine_columns import exact_maps
from polyregions.complexes.cell_complex import CellComplex
from polyregions.complexes.checked import check_complex
from polyregions.complexes.count_bounds import CountBounds
from polyregions.complexes.counts import EnumerationBounds, EnumerationCount, count_by_enumeration
from polyregions.complexes.data_frames import arrow_table, package
from polyregions.complexes.decisions import (
    BoundaryPiece,
    DecisionBoundary,
    TiedRegion,
    decision_boundary,
)
from polyregions.complexes.definitions import (
    CertainDefinition,
    Definition,
    certain_definition,
)
from polyregions.complexes.estimating import estimate_regions
from polyregions.complexes.exact_forms import ExactOutputs
from polyregions.complexes.faces import (
    Face,
    FaceLattice,
    Faces,
    LatticeColumns,
    dual_graph,
    face_adjacency,
    face_columns,
    hasse_diagram,
    incidence_matrix,
)
from polyregions.complexes.facet import Facet, Units
from polyregions.complexes.facet_forms import region_polytope
from polyregions.complexes.finding import (
    checked_domain,
    complete_regions,
    found_regions,
    regions,
)
from polyregions.complexes.graph import GRAPH_KINDS, GraphParts, region_graph
from polyregions.complexes.joined import (
    ClosedRegion,
    ClosedRegions,
    LinearRegion,
    LinearRegions,
)
from polyregions.complexes.layer_counts import regions_per_layer
from polyregions.complexes.layers_of_facets import facet_layers
from polyregions.complexes.line_density import (
    LineDensity,
    SegmentRegions,
    density_along,
    random_segments,
    segment_pairs,
    segment_regions,
    segments_between,
)
from polyregions.complexes.locating import gap_signs
from polyregions.complexes.merging import distinct_maps
from polyregions.complexes.nodes import LIGHT_ATTRIBUTES, NODE_ATTRIBUTES, checked_attributes
from polyregions.complexes.partial import PartialResult
from polyregions.complexes.pattern_texts import pattern_characters
from polyregions.complexes.preimages import Preimage, PreimagePiece, preimage
from polyregions.complexes.region import Region
from polyregions.complexes.region_complex import RegionComplex
from polyregions.complexes.region_table import (
    LIGHT_COLUMNS,
    TABLE_COLUMNS,
    Lists,
    RegionTable,
    Values,
    chosen_columns,
)
from polyregions.complexes.representations import MOST_REGIONS, counts_text, partition_svg
from polyregions.complexes.shared_prefixes import SharedPrefixes
from polyregions.complexes.slicing import ComplexSlice, regions_on
from polyregions.complexes.streams import (
    PartialReduction,
    RegionBatch,
    reduce_regions,
    region_batches,
)
from polyregions.complexes.topology import (
    OutputSet,
    PersistenceBar,
    PersistenceDiagram,
    Topology,
    VertexValues,
    check_diagram,
    persistence,
    set_topology,
)

__all__ = [
    "GRAPH_KINDS",
    "LIGHT_ATTRIBUTES",
    "LIGHT_COLUMNS",
    "MOST_REGIONS",
    "NODE_ATTRIBUTES",
    "TABLE_COLUMNS",
    "BoundaryPiece",
    "CellComplex",
    "CertainDefinition",
    "ClosedRegion",
    "ClosedRegions",
    "ComplexSlice",
    "CountBounds",
    "DecisionBoundary",
    "Definition",
    "EnumerationBounds",
    "EnumerationCount",
    "ExactOutputs",
    "Face",
    "FaceLattice",
    "Faces",
    "Facet",
    "GraphParts",
    "LatticeColumns",
    "LineDensity",
    "LinearRegion",
    "LinearRegions",
    "Lists",
    "OutputSet",
    "PartialReduction",
    "PartialResult",
    "PersistenceBar",
    "PersistenceDiagram",
    "Preimage",
    "PreimagePiece",
    "Region",
    "RegionBatch",
    "RegionComplex",
    "RegionTable",
    "SegmentRegions",
    "SharedPrefixes",
    "TiedRegion",
    "Topology",
    "Units",
    "Values",
    "VertexValues",
    "arrow_table",
    "certain_definition",
    "check_complex",
    "check_diagram",
    "checked_attributes",
    "checked_domain",
    "chosen_columns",
    "complete_regions",
    "count_by_enumeration",
    "counts_text",
    "decision_boundary",
    "density_along",
    "distinct_maps",
    "dual_graph",
    "estimate_regions",
    "exact_maps",
    "face_adjacency",
    "face_columns",
    "facet_layers",
    "found_regions",
    "gap_signs",
    "hasse_diagram",
    "incidence_matrix",
    "package",
    "partition_svg",
    "pattern_characters",
    "persistence",
    "preimage",
    "random_segments",
    "reduce_regions",
    "region_batches",
    "region_graph",
    "region_polytope",
    "regions",
    "regions_on",
    "regions_per_layer",
    "segment_pairs",
    "segment_regions",
    "segments_between",
    "set_topology",
]
