"""The nodes of a region graph: which regions each of them holds, and what it carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import in_time
from polyregions.complexes.affine_columns import exact_maps, rounded_maps
from polyregions.complexes.pattern_texts import pattern_texts
from polyregions.errors import UnknownOptionError, check_choice
from polyregions.networks import Pattern
from polyregions.refinement import entries_of, starts_of

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = [
    "LIGHT_ATTRIBUTES",
    "NODE_ATTRIBUTES",
    "NUMBER_COLUMNS",
    "Nodes",
    "checked_attributes",
]

Indices = NDArray[np.int64]
Numbers = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Nodes:
    """Some nodes that follow one another: classes of the regions of a complex.

    Attributes
    ----------
    complex
        The complex.
    labels
        int64 array (N,): the node of each region of the complex.
    members
        int64 array: the regions of the first node, those of the second, ...; ascending in each.
    sizes
        int64 array (k,): how many they are.
    """

    complex: CellComplex
    labels: Indices
    members: Indices
    sizes: Indices

    @classmethod
    def of(cls, complex: CellComplex, labels: Indices) -> Nodes:
        """Return all nodes, of regions with these labels, in their order."""
        members = np.argsort(labels, kind="stable")
        return cls(complex, labels, members, np.bincount(labels))

    def __len__(self) -> int:
        return len(self.sizes)

    def parts(self, size: int) -> Iterator[Nodes]:
        """Yield so many nodes after the other."""
        ends = np.concatenate([[0], np.cumsum(self.sizes)])
        for start in range(0, len(self), size):
            sizes = self.sizes[start : start + size]
            members = self.members[ends[start] : ends[start + len(sizes)]]
            yield Nodes(self.complex, self.labels, members, sizes)

    def records(self, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield some attributes of each node, a dictionary of its own, without those it lacks."""
        if not names:
            yield from ({} for _ in range(len(self)))
            return
        columns = [NODE_ATTRIBUTES[name](self) for name in names]
        for values in in_time(zip(*columns, strict=True)):
            record = dict(zip(names, values, strict=True))
            if None in values:
                record = {name: value for name, value in record.items() if value is not None}
            yield record

    def lists(self, values: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
        """Yield for each node the values of its regions, of values in the order of members."""
        ends = np.cumsum(self.sizes).tolist()
        for start, end in in_time(zip([0, *ends[:-1]], ends, strict=True)):
            yield tuple(values[start:end])

    @cached_property
    def firsts(self) -> Indices:
        """int64 array (k,): the first region of each node."""
        firsts: Indices = self.members[np.cumsum(self.sizes) - self.sizes]
        return firsts

    @property
    def patterns(self) -> NDArray[np.uint8]:
        """The packed patterns of the first regions."""
        return self.complex.enumeration.patterns[self.firsts]

    @cached_property
    def rounded_maps(self) -> NDArray[np.float64]:
        """float64 array (k, outputs, n0 + 1): the affine maps, for gradients and offsets alike."""
        return rounded_maps(self.complex.integer_form, self.patterns)

    def over_members(self, operation: np.ufunc, values: Numbers) -> Numbers:
        """Return for each node what an operation makes of the values of its regions.

        Parameters
        ----------
        operation
            One of two arguments.
        values
            Array (n, ...), in the order of members.
        """
        found: Numbers = operation.reduceat(values, starts_of(self.sizes), axis=0)
        return found


def _volume(nodes: Nodes) -> Numbers:
    return nodes.over_members(np.add, nodes.complex.volumes[nodes.members])


def _centroid(nodes: Nodes) -> Numbers:
    weights = nodes.complex.volumes[nodes.members, np.newaxis]
    centroids = nodes.complex.centroids
    with np.errstate(invalid="ignore"):
        moments = nodes.over_members(np.add, weights * centroids[nodes.members])
        means = moments / nodes.over_members(np.add, weights)
    # One region has its own, rounded once.
    return np.where(nodes.sizes[:, np.newaxis] == 1, centroids[nodes.firsts], means)


def _bounding_box(nodes: Nodes) -> Numbers:
    boxes = nodes.complex.bounding_boxes[nodes.members]
    least = nodes.over_members(np.minimum, boxes[:, :, 0])
    return np.stack([least, nodes.over_members(np.maximum, boxes[:, :, 1])], axis=2)


def _facets(nodes: Nodes) -> Numbers:
    enumeration = nodes.complex.enumeration
    counts = nodes.complex.facet_counts[nodes.members]
    facets = entries_of(enumeration.facet_offsets[nodes.members], counts)
    across = enumeration.facet_neighbours[facets]
    own = np.repeat(nodes.labels[nodes.members], counts)
    outer = (across < 0) | (nodes.labels[across] != own)
    owners = np.repeat(np.arange(len(nodes)), nodes.over_members(np.add, counts))
    return np.bincount(owners[outer], minlength=len(nodes))


NUMBER_COLUMNS: Mapping[str, Callable[[Nodes], Numbers]] = {
    "members": lambda nodes: nodes.sizes,
    "interior_point": lambda nodes: nodes.complex.interior_points[nodes.firsts],
    "gradient": lambda nodes: nodes.rounded_maps[:, :, :-1],
    "offset": lambda nodes: nodes.rounded_maps[:, :, -1],
    "facets": _facets,
    "volume": _volume,
    "centroid": _centroid,
    "bounding_box": _bounding_box,
}
"""What is known of nodes in arrays of numbers (k, ...), by its name; for graphs and tables."""


def checked_attributes(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of attributes of nodes after checking that there are such.

    Raises
    ------
    UnknownOptionError
        If there are not.

    Examples
    --------
    >>> checked_attributes(["pattern", "affine_map"])
    ('pattern', 'affine_map')
    """
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise UnknownOptionError(
            f"attributes must be a sequence of names, as in ('pattern',), not {names!r}"
        )
    chosen = tuple(names)
    for name in chosen:
        check_choice("attribute", name, NODE_ATTRIBUTES)
    return chosen


def _pattern(nodes: Nodes) -> Iterable[str]:
    return pattern_texts(nodes.patterns, nodes.complex.network.pattern_sizes)


def _patterns(nodes: Nodes) -> Iterable[tuple[Pattern, ...]]:
    sizes = nodes.complex.network.pattern_sizes
    texts = pattern_texts(nodes.complex.enumeration.patterns[nodes.members], sizes)
    return nodes.lists([Pattern(text) for text in in_time(texts)])


def _regions(nodes: Nodes) -> Iterable[tuple[int, ...]]:
    return nodes.lists(nodes.members.tolist())


def _exact_interior_point(nodes: Nodes) -> Iterable[tuple[Fraction, ...]]:
    points = nodes.complex.enumeration.interior_points
    for index in in_time(nodes.firsts.tolist()):
        *coordinates, scale = points[index]
        yield tuple([Fraction(x, scale) for x in coordinates])


def _affine_map(nodes: Nodes) -> Iterable[Any]:
    return exact_maps(nodes.complex.integer_form, nodes.patterns)


def _values_of(column: Callable[[Nodes], Numbers]) -> Callable[[Nodes], Iterable[Any]]:
    """Return what yields the numbers of a column in Python's types; NaN is no number, but None."""

    def values(nodes: Nodes) -> Iterable[Any]:
        numbers = column(nodes)
        absent = np.any(np.isnan(numbers.reshape(len(numbers), -1)), axis=1)
        for is_absent, value in zip(np.asarray(absent), numbers.tolist(), strict=True):
            yield None if is_absent else _tuples(value)

    return values


def _tuples(value: Any) -> Any:
    return tuple([_tuples(part) for part in value]) if isinstance(value, list) else value


NODE_ATTRIBUTES: Mapping[str, Callable[[Nodes], Iterable[Any]]] = {
    "pattern": _pattern,
    "patterns": _patterns,
    "regions": _regions,
    **{name: _values_of(column) for name, column in NUMBER_COLUMNS.items()},
    "exact_interior_point": _exact_interior_point,
    "affine_map": _affine_map,
}
"""What a node can carry, by its name."""

LIGHT_ATTRIBUTES = ("pattern", "interior_point", "members")
"""What nodes carry where nothing else is asked for."""
