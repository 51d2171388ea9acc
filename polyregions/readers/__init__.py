"""Networks, domains and slices from files, values and modules of other programs, and back."""

from polyregions.readers.content import PathLike, atomic_file, write_text
from polyregions.readers.domain_text import (
    DOMAIN_NAMES,
    domain_from_json,
    domain_to_json,
    inequalities_to_json,
    parse_domain,
)
from polyregions.readers.network_files import (
    NETWORK_FORMATS,
    NetworkFormat,
    network_format,
    read_network,
    write_network,
)
from polyregions.readers.network_json import FORMAT, network_from_json, network_to_json
from polyregions.readers.nnet import read_nnet
from polyregions.readers.npz import read_npz, write_npz
from polyregions.readers.onnx import from_onnx, read_onnx, to_onnx, write_onnx
from polyregions.readers.point_text import read_point
from polyregions.readers.sklearn import from_sklearn
from polyregions.readers.slice_text import parse_slice, slice_from_json
from polyregions.readers.torch import from_torch, read_state_dict, to_torch, write_state_dict
from polyregions.readers.vnnlib import parse_property, read_counterexample, read_property

__all__ = [
    "DOMAIN_NAMES",
    "FORMAT",
    "NETWORK_FORMATS",
    "NetworkFormat",
    "PathLike",
    "atomic_file",
    "domain_from_json",
    "domain_to_json",
    "from_onnx",
    "from_sklearn",
    "from_torch",
    "inequalities_to_json",
    "network_format",
    "network_from_json",
    "network_to_json",
    "parse_domain",
    "parse_property",
    "parse_slice",
    "read_counterexample",
    "read_network",
    "read_nnet",
    "read_npz",
    "read_onnx",
    "read_point",
    "read_property",
    "read_state_dict",
    "slice_from_json",
    "to_onnx",
    "to_torch",
    "write_network",
    "write_npz",
    "write_onnx",
    "write_state_dict",
    "write_text",
]
