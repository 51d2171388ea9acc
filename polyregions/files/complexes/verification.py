"""The proof that every region of a complex is one: a point with its pattern, decided exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, dot, sign
from polyregions.complexes import RegionComplex
from polyregions.errors import FileFormatError
from polyregions.networks import IntegerForm
from polyregions.polytopes import HPolytope

__all__ = ["check_interior_points"]

_REGIONS_AT_ONCE = 1024


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
    All points at once go through the layers as integers.
    """
    enumeration, network = complex.enumeration, complex.integer_form
    for start in range(0, len(complex), _REGIONS_AT_ONCE):
        points = enumeration.interior_points[start : start + _REGIONS_AT_ONCE]
        bits = np.unpackbits(
            enumeration.patterns[start : start + len(points)], axis=1, count=network.units
        )
        _check_domain(complex.domain, points, start)
        for index, unit in _vanishing(network, points, bits, start):
            if any(network.unit_forms(complex.bits(index))[unit]):
                raise _wrong(index, "inside a region with its pattern")


def _check_domain(domain: HPolytope, points: Sequence[IntegerVector], start: int) -> None:
    for index, point in enumerate(points, start):
        for row in domain.rows:
            if dot(row[:-1], point[:-1]) >= row[-1] * point[-1]:
                raise _wrong(index, "inside the domain")


def _vanishing(
    network: IntegerForm, points: Sequence[IntegerVector], bits: NDArray[np.uint8], start: int
) -> Iterator[tuple[int, int]]:
    """Yield each region and unit whose pre-activation is zero at the region's point.

    Raises
    ------
    FileFormatError
        If a pre-activation is positive where the bit is 0, or not where it is 1.
    """
    inputs: list[IntegerVector] = list(zip(*points, strict=True))
    scales = inputs[-1]
    for layer, scale in zip(network.layers, network.scales[1:], strict=True):
        values = layer.preactivations(inputs)
        relu = [values[unit] for unit in layer.relu_units]
        signs = np.array([[sign(value) for value in row] for row in relu], dtype=np.int8)
        signs = signs.reshape(len(relu), len(points))
        group = bits[:, layer.offset : layer.offset + len(relu)].T
        for _, place in np.argwhere((signs > 0) != group)[:1].tolist():
            raise _wrong(start + place, "inside a region with its pattern")
        for unit, place in np.argwhere(signs == 0).tolist():
            yield start + place, layer.offset + unit
        for unit, row in zip(layer.relu_units, relu, strict=True):
            values[unit] = tuple(max(value, 0) for value in row)
        inputs = [*values, tuple(scale * w for w in scales)]


def _wrong(index: int, what: str) -> FileFormatError:
    return FileFormatError(
        f"the point of region {index} is not {what}: the file was changed or damaged, write it anew"
    )
