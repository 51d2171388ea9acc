"""Files: networks, domains, complexes and graphs, read and written without loss, never in part."""

from polyregions.io.atomic import PathLike, atomic_file, write_text
from polyregions.io.complexes import (
    COMPLEX_FORMATS,
    complex_format,
    complex_paths,
    read_complex,
    write_complex,
    write_tables,
)
from polyregions.io.domain import DOMAIN_NAMES, domain_from_json, domain_to_json, parse_domain
from polyregions.io.formats.nnet import read_nnet
from polyregions.io.formats.npz import read_npz, write_npz
from polyregions.io.formats.onnx import from_onnx, read_onnx, to_onnx, write_onnx
from polyregions.io.formats.torch import (
    from_torch,
    read_state_dict,
    to_torch,
    write_state_dict,
)
from polyregions.io.graph_files import (
    GRAPH_FORMATS,
    graph_format,
    graph_paths,
    read_graph,
    write_graph,
)
from polyregions.io.meshes import Mesh, region_mesh, write_mesh
from polyregions.io.network_files import (
    NETWORK_FORMATS,
    NetworkFormat,
    network_format,
    read_network,
    write_network,
)
from polyregions.io.network_json import FORMAT, network_from_json, network_to_json
from polyregions.io.slice_text import parse_slice, slice_from_json

__all__ = [
    "COMPLEX_FORMATS",
    "DOMAIN_NAMES",
    "FORMAT",
    "GRAPH_FORMATS",
    "NETWORK_FORMATS",
    "Mesh",
    "NetworkFormat",
    "PathLike",
    "atomic_file",
    "complex_format",
    "complex_paths",
    "domain_from_json",
    "domain_to_json",
    "from_onnx",
    "from_torch",
    "graph_format",
    "graph_paths",
    "network_format",
    "network_from_json",
    "network_to_json",
    "parse_domain",
    "parse_slice",
    "read_complex",
    "read_graph",
    "read_network",
    "read_nnet",
    "read_npz",
    "read_onnx",
    "read_state_dict",
    "region_mesh",
    "slice_from_json",
    "to_onnx",
    "to_torch",
    "write_complex",
    "write_graph",
    "write_mesh",
    "write_network",
    "write_npz",
    "write_onnx",
    "write_state_dict",
    "write_tables",
    "write_text",
]
