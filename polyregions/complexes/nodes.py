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
from polyregions.errors import UnknownOptionError, unknown_choice
from polyregions.networks import Pattern

if TYPE_CHECKING:
    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["LIGHT_ATTRIBUTES", "NODE_ATTRIBUTES", "Nodes", "checked_attributes"]

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Nodes:
    """Some nodes that follow one another: classes of the regions of a complex.

    Attributes
    ----------
    complex
        The complex.
    members
        int64 array: the regions of the first node, those of the second, ...; ascending in each.
    sizes
        int64 array (k,): how many they are.
    """

    complex: CellComplex
    members: Indices
    sizes: Indices

    @classmethod
    def of(cls, complex: CellComplex, labels: Indices) -> Nodes:
        """Return all nodes, of regions with these labels, in their order."""
        return cls(complex, np.argsort(labels, kind="stable"), np.bincount(labels))

    def __len__(self) -> int:
        return len(self.sizes)

    def parts(self, size: int) -> Iterator[Nodes]:
        """Yield so many nodes after the other."""
        ends = np.concatenate([[0], np.cumsum(self.sizes)])
        for start in range(0, len(self), size):
            sizes = self.sizes[start : start + size]
            yield Nodes(self.complex, self.members[ends[start] : ends[start + len(sizes)]], sizes)

    def records(self, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield some attributes of each node, a dictionary of its own."""
        if not names:
            yield from ({} for _ in range(len(self)))
            return
        columns = [NODE_ATTRIBUTES[name](self) for name in names]
        for values in in_time(zip(*columns, strict=True)):
            yield dict(zip(names, values, strict=True))

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
        if not isinstance(name, str) or name not in NODE_ATTRIBUTES:
            raise unknown_choice("attribute", name, map(repr, NODE_ATTRIBUTES))
    return chosen


def _pattern(nodes: Nodes) -> Iterable[str]:
    return pattern_texts(nodes.patterns, nodes.complex.network.pattern_sizes)


def _patterns(nodes: Nodes) -> Iterable[tuple[Pattern, ...]]:
    sizes = nodes.complex.network.pattern_sizes
    texts = pattern_texts(nodes.complex.enumeration.patterns[nodes.members], sizes)
    return nodes.lists([Pattern(text) for text in in_time(texts)])


def _regions(nodes: Nodes) -> Iterable[tuple[int, ...]]:
    return nodes.lists(nodes.members.tolist())


def _members(nodes: Nodes) -> Iterable[int]:
    members: list[int] = nodes.sizes.tolist()
    return members


def _interior_point(nodes: Nodes) -> Iterable[tuple[float, ...]]:
    return map(tuple, nodes.complex.interior_points[nodes.firsts].tolist())


def _exact_interior_point(nodes: Nodes) -> Iterable[tuple[Fraction, ...]]:
    points = nodes.complex.enumeration.interior_points
    for index in in_time(nodes.firsts.tolist()):
        *coordinates, scale = points[index]
        yield tuple([Fraction(x, scale) for x in coordinates])


def _affine_map(nodes: Nodes) -> Iterable[Any]:
    return exact_maps(nodes.complex.integer_form, nodes.patterns)


def _gradient(nodes: Nodes) -> Iterable[tuple[tuple[float, ...], ...]]:
    return (tuple(map(tuple, rows)) for rows in nodes.rounded_maps[:, :, :-1].tolist())


def _offset(nodes: Nodes) -> Iterable[tuple[float, ...]]:
    return map(tuple, nodes.rounded_maps[:, :, -1].tolist())


NODE_ATTRIBUTES: Mapping[str, Callable[[Nodes], Iterable[Any]]] = {
    "pattern": _pattern,
    "patterns": _patterns,
    "members": _members,
    "regions": _regions,
    "interior_point": _interior_point,
    "exact_interior_point": _exact_interior_point,
    "gradient": _gradient,
    "offset": _offset,
    "affine_map": _affine_map,
}
"""What a node can carry, by its name."""

LIGHT_ATTRIBUTES = ("pattern", "interior_point", "members")
"""What nodes carry where nothing else is asked for."""
