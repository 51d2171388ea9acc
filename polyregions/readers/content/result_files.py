"""Files of results, complexes and region graphs, that are taken for files of networks."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from polyregions.interface import option

__all__ = ["result_in_file"]

_BEGINNING = 4096
_GRAPHS = (
    re.compile(rb'\s*\{\s*"format":\s*"polyregions-graph/'),
    re.compile(rb"(?:<\?xml[^>]*\?>)?\s*<(?:graphml|gexf)\b"),
    re.compile(rb"(?:strict\s+)?graph\s*[\[{]"),
    re.compile(rb"id,pattern,|source,target,units,"),
)
_COMPLEXES = (
    re.compile(rb'\s*\{\s*"format":\s*"polyregions-complex/'),
    re.compile(rb"region,(?:pattern|neighbour),"),
)


def result_in_file(content: bytes) -> str | None:
    """Return what a file of results holds, and what to do with it, None if it is no such file.

    Parameters
    ----------
    content
        The bytes of the file.

    Returns
    -------
    str or None
        A cause, a colon and a fix. It is a guess from how the file begins, fit for the message of
        an error.

    Examples
    --------
    >>> result_in_file(b'{"format": "polyregions-graph/1", "nodes": []}')
    'this is a region graph, not a network: read it by read_graph'
    >>> result_in_file(b'{"layers": []}') is None
    True
    """
    start = content[:_BEGINNING]
    if any(pattern.match(start) for pattern in _GRAPHS):
        remedy = option("read it by read_graph", "give the network that it was made from")
        return f"this is a region graph, not a network: {remedy}"
    if any(pattern.match(start) for pattern in _COMPLEXES) or _is_archive_of_complex(content):
        remedy = option(
            "read it by read_complex, which keeps the network",
            "give the network that it was made from",
        )
        return f"this is a region complex, not a network: {remedy}"
    if start.startswith(b"PAR1"):
        remedy = option("read those of a complex by read_complex", "give a network")
        return f"this is a Parquet table, not a network: {remedy}"
    return None


def _is_archive_of_complex(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return {"header.npy", "facet_offsets.npy"} <= set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
