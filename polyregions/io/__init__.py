"""Files: networks and domains read and written without loss, every file whole or not at all."""

from polyregions.io.atomic import atomic_file, write_text
from polyregions.io.domain import DOMAIN_NAMES, domain_from_json, domain_to_json, parse_domain
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
    "atomic_file",
    "domain_from_json",
    "domain_to_json",
    "network_from_json",
    "network_to_json",
    "parse_domain",
    "read_network",
    "write_network",
    "write_text",
]
