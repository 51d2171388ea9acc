"""The proof that every region of a complex is one: a point with its pattern, decided exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes import RegionComplex, gap_signs
from polyregions.errors import FileFormatError
from polyregions.refinement import points_in_row

__all__ = ["check_interior_points"]

_REGIONS_AT_ONCE = 1 << 14


def check_interior_points(complex: RegionComplex) -> None:
    """Check that every interior point lies strictly inside a region with its pattern.

    It must satisfy every inequality of the domain strictly, a pre-activation must be positive where
    its bit is 1, and where its bit is 0 it must be negative, or vanish everywhere under the
    pattern. As patterns are distinct, this proves that the domain has at least these regions.

    Parameters
    ----------
    complex
        A complex whose patterns and points nobody has checked yet.

    Raises
    ------
    FileFormatError
        If it is not so.

    Notes
    -----
    Many points go through the layers together, in floats with bounds of their errors; what these
    leave open is decided in integers.
    """
    enumeration, network = complex.enumeration, complex.network
    for start in range(0, len(complex), _REGIONS_AT_ONCE):
        patterns = enumeration.patterns[start : start + _REGIONS_AT_ONCE]
        stop = start + len(patterns)
        points = points_in_row(enumeration.interior_points, start, stop, network.inputs)
        outside = (gap_signs(complex.domain, points) <= 0).any(axis=1)
        if outside.any():
            raise _wrong(start + int(np.argmax(outside)), "inside the domain")
        signs = network.signs_at(points)
        elsewhere = (np.packbits(signs > 0, axis=1) != patterns).any(axis=1)
        if elsewhere.any():
            raise _wrong(start + int(np.argmax(elsewhere)), "inside a region with its pattern")
        _check_vanishing(complex, start, signs == 0)


def _check_vanishing(complex: RegionComplex, start: int, zeros: NDArray[np.bool_]) -> None:
    """Check that units that vanish at the points of regions vanish all over them."""
    for row in in_time(np.flatnonzero(zeros.any(axis=1)).tolist()):
        forms = complex.integer_form.unit_forms(complex.bits(start + row))
        if any(any(forms[unit]) for unit in np.flatnonzero(zeros[row])):
            raise _wrong(start + row, "inside a region with its pattern")


def _wrong(index: int, what: str) -> FileFormatError:
    return FileFormatError(
        f"the point of region {index} is not {what}: the file was changed or damaged, write it anew"
    )
