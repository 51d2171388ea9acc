"""What the two tables of a complex can have: of each column its name, its kind and its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import decimal_text
from polyregions.complexes import RegionComplex, Units, exact_maps, pattern_characters
from polyregions.files.complexes.halfspaces import rounded_halfspaces
from polyregions.networks import AffineMap, Network
from polyregions.polytopes import Halfspace
from polyregions.refinement import Enumeration

__all__ = ["FACET_COLUMNS", "REGION_COLUMNS", "Column", "ColumnKind", "Part", "packed_size"]


class ColumnKind(Enum):
    """What the entries of a column are, and what stands for some k of them."""

    NUMBER = auto()
    """A whole number from 0 on, or missing: an integer array (k,), -1 for what is missing."""

    BYTES = auto()
    """As many bytes in all rows: a uint8 array (k, length)."""

    PATTERN = auto()
    """A text of one length in all rows: a uint8 array (k, length) of ASCII codes."""

    FLOAT = auto()
    """A float64 array (k,)."""

    FLOATS = auto()
    """A list of one length in all rows: a float64 array (k, length)."""

    TEXT = auto()
    """A list of k texts."""

    TEXTS = auto()
    """A list of texts, of one length in all rows: a list of k lists."""

    UNITS = auto()
    """A list of any length of pairs (layer, unit): a list of k tuples of pairs."""


class Part:
    """Some regions in a row, with all their facets.

    Parameters
    ----------
    complex
        The complex.
    start, stop
        The first region, and the first one after them.
    """

    def __init__(self, complex: RegionComplex, start: int, stop: int) -> None:
        self.whole = complex
        self.rows = slice(start, stop)
        self.facets = slice(*complex.enumeration.facet_offsets[[start, stop]].tolist())

    @cached_property
    def cells(self) -> RegionComplex:
        """These regions as a complex; neighbours keep their numbers in the whole."""
        whole = self.whole.enumeration
        part = Enumeration(
            whole.patterns[self.rows],
            whole.interior_points[self.rows],
            whole.facet_offsets[self.rows.start : self.rows.stop + 1] - self.facets.start,
            whole.facet_hyperplanes[self.facets],
            whole.facet_neighbours[self.facets],
            {},
        )
        return RegionComplex(self.whole.network, self.whole.domain, self.whole.engine, part)

    @cached_property
    def carriers(self) -> NDArray[np.int32]:
        """The hyperplane of each facet, as an enumeration has them."""
        return self.whole.enumeration.facet_hyperplanes[self.facets]

    @cached_property
    def halfspaces(self) -> NDArray[np.float64]:
        """The halfspace of each facet in floats, (k, n0 + 1)."""
        return rounded_halfspaces(self.cells)

    @cached_property
    def maps(self) -> list[AffineMap]:
        """The exact affine map of each region."""
        return list(exact_maps(self.whole.integer_form, self.whole.enumeration.patterns[self.rows]))

    @cached_property
    def sides(self) -> list[tuple[Halfspace, Units, int | None]]:
        """Of each facet the exact halfspace and all units that vanish on it."""
        cells = self.cells
        return [side for i in range(len(cells)) for side in cells.one_sided_facets(i)]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name
        Its name.
    kind
        What its entries are.
    values
        Returns those of some regions, or of their facets.
    size
        Returns the length of each entry where it is the same in all rows.
    """

    name: str
    kind: ColumnKind
    values: Callable[[Part], Any]
    size: Callable[[Network], int] = lambda network: 0


def _weights(network: Network) -> int:
    return network.outputs * network.inputs


def _characters(network: Network) -> int:
    sizes = network.pattern_sizes
    return sum(sizes) + max(0, len(sizes) - 1)


def packed_size(network: Network) -> int:
    """Return the number of bytes that stand for a pattern in a table, where there are no fewer."""
    return max(1, -(-sum(network.pattern_sizes) // 8))


def _packed(part: Part) -> NDArray[np.uint8]:
    patterns = part.whole.enumeration.patterns[part.rows]
    return patterns if patterns.shape[1] else np.zeros((len(patterns), 1), dtype=np.uint8)


def _owners(part: Part) -> NDArray[np.int32]:
    start, stop = part.rows.start, part.rows.stop
    counts = np.diff(part.whole.enumeration.facet_offsets[start : stop + 1])
    owners: NDArray[np.int32] = np.repeat(np.arange(start, stop, dtype=np.int32), counts)
    return owners


def _unit_names(axis: int) -> Callable[[Part], NDArray[np.int32]]:
    """Return what yields the layer or the unit in it on which each facet lies."""

    def values(part: Part) -> NDArray[np.int32]:
        # A last row for facets without a unit.
        names = np.array([*part.whole.unit_names, (-1, -1)], dtype=np.int32)[:, axis].copy()
        found: NDArray[np.int32] = names[np.maximum(part.carriers, -1)]
        return found

    return values


def _texts(numbers: Iterable[Fraction | int]) -> list[str]:
    return list(map(decimal_text, numbers))


REGION_COLUMNS: Sequence[Column] = (
    Column("region", ColumnKind.NUMBER, lambda p: np.arange(p.rows.start, p.rows.stop)),
    Column("packed_pattern", ColumnKind.BYTES, _packed, packed_size),
    Column(
        "pattern",
        ColumnKind.PATTERN,
        lambda p: pattern_characters(
            p.whole.enumeration.patterns[p.rows], p.whole.network.pattern_sizes
        ),
        _characters,
    ),
    Column("linear_region", ColumnKind.NUMBER, lambda p: p.whole.linear_region_labels[p.rows]),
    Column("affine_class", ColumnKind.NUMBER, lambda p: p.whole.affine_labels[p.rows]),
    Column(
        "facets",
        ColumnKind.NUMBER,
        lambda p: np.diff(p.whole.enumeration.facet_offsets[p.rows.start : p.rows.stop + 1]),
    ),
    Column(
        "interior_point",
        ColumnKind.FLOATS,
        lambda p: p.whole.interior_points[p.rows],
        lambda network: network.inputs,
    ),
    Column(
        "weights",
        ColumnKind.FLOATS,
        lambda p: p.cells.gradients.reshape(len(p.cells), -1),
        _weights,
    ),
    Column("bias", ColumnKind.FLOATS, lambda p: p.cells.offsets, lambda network: network.outputs),
    Column(
        "interior_point_exact",
        ColumnKind.TEXTS,
        lambda p: [_texts(region.interior_point) for region in p.cells],
        lambda network: network.inputs,
    ),
    Column(
        "weights_exact",
        ColumnKind.TEXTS,
        lambda p: [_texts(c for w in m.weights for c in w) for m in p.maps],
        _weights,
    ),
    Column(
        "bias_exact",
        ColumnKind.TEXTS,
        lambda p: [_texts(m.bias) for m in p.maps],
        lambda network: network.outputs,
    ),
)
"""What the table of regions can have."""

FACET_COLUMNS: Sequence[Column] = (
    Column("region", ColumnKind.NUMBER, _owners),
    Column(
        "neighbour",
        ColumnKind.NUMBER,
        lambda p: p.whole.enumeration.facet_neighbours[p.facets],
    ),
    Column("layer", ColumnKind.NUMBER, _unit_names(0)),
    Column("unit", ColumnKind.NUMBER, _unit_names(1)),
    Column("domain_row", ColumnKind.NUMBER, lambda p: np.maximum(-1 - p.carriers, -1)),
    Column(
        "normal",
        ColumnKind.FLOATS,
        lambda p: p.halfspaces[:, :-1],
        lambda network: network.inputs,
    ),
    Column("offset", ColumnKind.FLOAT, lambda p: p.halfspaces[:, -1]),
    Column("units", ColumnKind.UNITS, lambda p: [units for _, units, _ in p.sides]),
    Column(
        "normal_exact",
        ColumnKind.TEXTS,
        lambda p: [_texts(halfspace.normal) for halfspace, _, _ in p.sides],
        lambda network: network.inputs,
    ),
    Column(
        "offset_exact",
        ColumnKind.TEXT,
        lambda p: _texts(halfspace.offset for halfspace, _, _ in p.sides),
    ),
)
"""What the table of facets can have."""
