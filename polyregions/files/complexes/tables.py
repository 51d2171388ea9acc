"""A complex as two tables, of regions and of facets, some rows at a time.

The rows come straight from the columns of the complex, without an object for each of them, so that
millions are written in bounded memory. Interior points and affine maps are rounded to the nearest
floats; for the accuracy of halfspaces see :mod:`polyregions.files.complexes.halfspaces`. On demand
the exact numbers stand beside them as texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from typing import Any

import numpy as np

from polyregions.arithmetic import decimal_text
from polyregions.complexes import RegionComplex, exact_maps, pattern_characters
from polyregions.files.complexes.halfspaces import rounded_halfspaces
from polyregions.networks import Network
from polyregions.refinement import Enumeration

__all__ = ["Column", "ColumnKind", "ComplexTables", "Rows"]

# The entries of the largest array that a part of the rows may need.
_ENTRIES_AT_ONCE = 2**23
_MOST_REGIONS_AT_ONCE = 2**14


class ColumnKind(Enum):
    """What the entries of a column are, and what stands for some k of them."""

    NUMBER = auto()
    """A whole number from 0 on, or missing: an integer array (k,), -1 for what is missing."""

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


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name
        Its name.
    kind
        What its entries are.
    length
        The length of each entry where it is the same in all rows, else 0.
    """

    name: str
    kind: ColumnKind
    length: int = 0


Rows = Mapping[str, Any]
"""Some rows of a table: for each column, by its name, what :class:`ColumnKind` says."""


class ComplexTables:
    """The tables of a complex.

    Parameters
    ----------
    complex
        The complex.
    exact
        Whether to add the exact numbers as texts, and all units that vanish on each facet; that
        takes about a thousand times as long.

    Attributes
    ----------
    regions, facets
        The columns of the two tables.

    Examples
    --------
    >>> import polyregions as pr
    >>> tables = ComplexTables(pr.regions(pr.montufar(inputs=1, width=2, depth=2)))
    >>> [column.name for column in tables.facets]
    ['region', 'neighbour', 'layer', 'unit', 'domain_row', 'normal', 'offset']
    >>> ((regions, facets),) = tables.parts()
    >>> facets["region"].tolist(), facets["neighbour"].tolist(), facets["offset"].tolist()
    ([0, 0, 1, 1], [-1, 1, -1, 0], [0.0, 0.5, 1.0, -0.5])
    """

    def __init__(self, complex: RegionComplex, exact: bool = False) -> None:
        self.complex = complex
        self.exact = exact
        network = complex.network
        self.regions = _region_columns(network, exact)
        self.facets = _facet_columns(network.inputs, exact)

    def parts(self) -> Iterator[tuple[Rows, Rows]]:
        """Yield the rows of some regions and those of all their facets, in the complex's order."""
        step = self._regions_at_once()
        for start in range(0, len(self.complex), step):
            part = _part(self.complex, start, min(start + step, len(self.complex)))
            yield self._region_rows(part, start), self._facet_rows(part, start)

    def _regions_at_once(self) -> int:
        network = self.complex.network
        facets = 1 + len(self.complex.enumeration.facet_neighbours) // len(self.complex)
        entries = max(
            sum(network.pattern_sizes), (network.inputs + 1) * max(facets, network.outputs)
        )
        return max(1, min(_MOST_REGIONS_AT_ONCE, _ENTRIES_AT_ONCE // entries))

    def _region_rows(self, part: RegionComplex, start: int) -> Rows:
        count, stop = len(part), start + len(part)
        rows: dict[str, Any] = {
            "region": np.arange(start, stop),
            "pattern": pattern_characters(part.enumeration.patterns, part.network.pattern_sizes),
            "linear_region": self.complex.linear_region_labels[start:stop],
            "affine_class": self.complex.affine_labels[start:stop],
            "facets": np.diff(part.enumeration.facet_offsets),
            "interior_point": part.interior_points,
            "weights": part.gradients.reshape(count, -1),
            "bias": part.offsets,
        }
        if self.exact:
            maps = list(exact_maps(part.integer_form, part.enumeration.patterns))
            rows["interior_point_exact"] = [_texts(region.interior_point) for region in part]
            rows["weights_exact"] = [_texts(c for w in m.weights for c in w) for m in maps]
            rows["bias_exact"] = [_texts(m.bias) for m in maps]
        return rows

    def _facet_rows(self, part: RegionComplex, start: int) -> Rows:
        enumeration = part.enumeration
        counts = np.diff(enumeration.facet_offsets)
        carriers = enumeration.facet_hyperplanes
        halfspaces = rounded_halfspaces(part)
        # A last row for facets without a unit.
        names = np.array([*part.unit_names, (-1, -1)], dtype=np.int64)
        units = names[np.where(carriers >= 0, carriers, -1)]
        rows: dict[str, Any] = {
            "region": np.repeat(np.arange(start, start + len(part)), counts),
            "neighbour": enumeration.facet_neighbours,
            "layer": units[:, 0],
            "unit": units[:, 1],
            "domain_row": np.where(carriers < 0, -1 - carriers, -1),
            "normal": halfspaces[:, :-1],
            "offset": halfspaces[:, -1],
        }
        if self.exact:
            sides = [side for i in range(len(part)) for side in part.one_sided_facets(i)]
            rows["units"] = [units for _, units, _ in sides]
            rows["normal_exact"] = [_texts(halfspace.normal) for halfspace, _, _ in sides]
            rows["offset_exact"] = _texts(halfspace.offset for halfspace, _, _ in sides)
        return rows


def _region_columns(network: Network, exact: bool) -> tuple[Column, ...]:
    inputs, outputs, sizes = network.inputs, network.outputs, network.pattern_sizes
    columns = [
        Column("region", ColumnKind.NUMBER),
        Column("pattern", ColumnKind.PATTERN, sum(sizes) + max(0, len(sizes) - 1)),
        Column("linear_region", ColumnKind.NUMBER),
        Column("affine_class", ColumnKind.NUMBER),
        Column("facets", ColumnKind.NUMBER),
        Column("interior_point", ColumnKind.FLOATS, inputs),
        Column("weights", ColumnKind.FLOATS, outputs * inputs),
        Column("bias", ColumnKind.FLOATS, outputs),
    ]
    if exact:
        columns += [
            Column("interior_point_exact", ColumnKind.TEXTS, inputs),
            Column("weights_exact", ColumnKind.TEXTS, outputs * inputs),
            Column("bias_exact", ColumnKind.TEXTS, outputs),
        ]
    return tuple(columns)


def _facet_columns(inputs: int, exact: bool) -> tuple[Column, ...]:
    numbers = ("region", "neighbour", "layer", "unit", "domain_row")
    columns = [
        *(Column(name, ColumnKind.NUMBER) for name in numbers),
        Column("normal", ColumnKind.FLOATS, inputs),
        Column("offset", ColumnKind.FLOAT),
    ]
    if exact:
        columns += [
            Column("units", ColumnKind.UNITS),
            Column("normal_exact", ColumnKind.TEXTS, inputs),
            Column("offset_exact", ColumnKind.TEXT),
        ]
    return tuple(columns)


def _part(complex: RegionComplex, start: int, stop: int) -> RegionComplex:
    """Return some of the regions; their neighbours keep the numbers of the whole."""
    whole = complex.enumeration
    first, last = whole.facet_offsets[[start, stop]]
    part = Enumeration(
        whole.patterns[start:stop],
        whole.interior_points[start:stop],
        whole.facet_offsets[start : stop + 1] - first,
        whole.facet_hyperplanes[first:last],
        whole.facet_neighbours[first:last],
        {},
    )
    return RegionComplex(complex.network, complex.domain, complex.engine, part)


def _texts(numbers: Iterator[Fraction | int] | tuple[Fraction | int, ...]) -> list[str]:
    return list(map(decimal_text, numbers))
