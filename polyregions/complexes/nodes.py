"""The nodes of a region graph: which regions each of them holds, and what it carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    """Classes of the regions of a complex, numbered in the order of their first regions.

    Attributes
    ----------
    complex
        The complex.
    labels
        int64 array (N,): the node of each region.
    """

    complex: CellComplex
    labels: Indices

    @cached_property
    def firsts(self) -> Indices:
        """int64 array (k,): the first region of each node, ascending."""
        return self.members[self.starts]

    @cached_property
    def members(self) -> Indices:
        """int64 array (N,): the regions, those of node 0 first, ascending within each node."""
        return np.argsort(self.labels, kind="stable")

    @cached_property
    def sizes(self) -> Indices:
        """int64 array (k,): the number of regions of each node."""
        return np.bincount(self.labels)

    @cached_property
    def starts(self) -> Indices:
        """int64 array (k,): where each node's regions stand among the members."""
        starts: Indices = np.cumsum(self.sizes) - self.sizes
        return starts

    def attributes(self, names: Sequence[str]) -> Mapping[str, Iterable[Any]]:
        """Return some attributes, for each of them its values at all nodes."""
        return {name: NODE_ATTRIBUTES[name](self) for name in names}

    def lists(self, values: Sequence[Any]) -> Iterable[tuple[Any, ...]]:
        """Yield for each node the values of its regions, of values in the order of members."""
        ends = (self.starts + self.sizes).tolist()
        for start, end in in_time(zip(self.starts.tolist(), ends, strict=True)):
            yield tuple(values[start:end])

    @property
    def patterns(self) -> NDArray[np.uint8]:
        """The packed patterns of the first regions."""
        return self.complex.enumeration.patterns[self.firsts]


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
    maps = rounded_maps(nodes.complex.integer_form, nodes.patterns)
    return (tuple(map(tuple, rows)) for rows in maps[:, :, :-1].tolist())


def _offset(nodes: Nodes) -> Iterable[tuple[float, ...]]:
    maps = rounded_maps(nodes.complex.integer_form, nodes.patterns)
    return map(tuple, maps[:, :, -1].tolist())


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
