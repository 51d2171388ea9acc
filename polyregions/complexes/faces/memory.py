"""How many faces a complex has, about, and whether they fit into memory."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import TooLargeError

__all__ = ["check_memory", "estimated_faces"]

_UNKNOWN = 1 << 33
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
_COPIES = 8  # of the largest columns, while they are sorted


def check_memory(regions: NDArray[np.int64], dimension: int, units: int) -> None:
    """Check, before it is built, that a face lattice fits into the machine's memory.

    Parameters
    ----------
    regions
        int64 array: in how many regions each vertex lies.
    dimension
        The dimension of the regions, less that of the lines in them.
    units
        The number of ReLU units.

    Raises
    ------
    TooLargeError
        If it does not.
    """
    faces = estimated_faces(regions, dimension)
    needed, there = _bytes(faces, units), _memory()
    if needed > there:
        raise TooLargeError(
            f"the complex has about {sum(faces):.2g} faces, for which some {needed / 1e9:,.1f} GB "
            f"are needed, and there are {there / 1e9:,.1f} GB: ask for those of a smaller domain, "
            "or of a slice with fewer inputs"
        )


def estimated_faces(regions: NDArray[np.int64], dimension: int) -> list[float]:
    """Estimate the number of faces of each dimension from the regions around each vertex.

    At a vertex of a simple arrangement in 2^j regions the complex is a product of j lines and of
    d - j halflines, on the boundary. A line has a vertex and two edges there, a halfline one; as
    those of cubes faces of dimension k have 2^k vertices, and so count 1 / 2^k at each: those of
    dimension k are the coefficient of t^k in (1 + t)^j (1 + t/2)^(d - j), summed over all vertices.

    Examples
    --------
    >>> estimated_faces(np.array([1, 1, 1, 1]), 2)
    [4.0, 4.0, 1.0]
    """
    crossing = np.minimum(np.log2(regions).round().astype(np.int64), dimension)
    faces = np.zeros(dimension + 1)
    for lines, count in enumerate(np.bincount(crossing).tolist()):
        halves = np.polynomial.polynomial.polypow([1.0, 0.5], dimension - lines)
        wholes = np.polynomial.polynomial.polypow([1.0, 1.0], lines)
        faces += count * np.convolve(halves, wholes)
    found: list[float] = faces.tolist()
    return found


def _bytes(faces: list[float], units: int) -> float:
    """Estimate how much memory a face lattice takes while it is built."""
    dimension = len(faces) - 1
    columns, widest = 0.0, 0.0
    for k, count in enumerate(faces):
        vertices, regions, facets = 2**k, 2 ** (dimension - k), 2 * k
        columns += count * (8 * (vertices + regions + facets) + units / 4)
        # Seen from each face its facets are listed by their vertices before equal ones are found.
        widest = max(widest, count * facets * math.ceil(vertices / 2) * 8 * _COPIES)
    return columns + widest


def _memory() -> int:
    """Return how many bytes of memory the process may have."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        there = _UNKNOWN
    for path in _LIMITS:
        try:
            there = min(there, int(Path(path).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue
    return there
