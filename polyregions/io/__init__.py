"""Files: networks, domains and region graphs, read and written without loss and never in part."""

from polyregions.io.atomic import atomic_file, write_text
from polyregions.io.domain import DOMAIN_NAMES, domain_from_json, domain_to_json, parse_domain
from polyregions.io.graph_files import (
    GRAPH_FORMATS,
    graph_format,
    graph_paths,
    read_graph,
    write_graph,
)
from polyregions.io.network_json import (
    FORMAT,
    network_from_json,
    network_to_json,
    read_network,
    write_network,
)

__all__ = [
    "DOMAIN_NAMES",
    "FORMAT",
    "GRAPH_FORMATS",
    "atomic_file",
    "domain_from_json",
    "domain_to_json",
    "graph_format",
    "graph_paths",
    "network_from_json",
    "network_to_json",
    "parse_domain",
    "read_graph",
    "read_network",
    "write_graph",
    "write_network",
    "write_text",
]
