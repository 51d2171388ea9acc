"""Files of complexes, graphs, tables and meshes, written and read without loss, never in part."""

from polyregions.files.complexes import (
    COMPLEX_FORMATS,
    complex_format,
    complex_paths,
    read_complex,
    write_complex,
    write_table,
    write_tables,
)
from polyregions.files.graphs.graph_files import (
    GRAPH_FORMATS,
    graph_format,
    graph_paths,
    read_graph,
    write_graph,
)
from polyregions.files.meshes import Mesh, level_mesh, region_mesh, write_level_set, write_mesh

__all__ = [
    "COMPLEX_FORMATS",
    "GRAPH_FORMATS",
    "Mesh",
    "complex_format",
    "complex_paths",
    "graph_format",
    "graph_paths",
    "level_mesh",
    "read_complex",
    "read_graph",
    "region_mesh",
    "write_complex",
    "write_graph",
    "write_level_set",
    "write_mesh",
    "write_table",
    "write_tables",
]
