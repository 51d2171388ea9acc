"""What linear regions and closed connected regions have in common: they join regions."""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import sum_of_fractions
from polyregions.complexes.region import Region
from polyregions.errors import short
from polyregions.networks import AffineMap
from polyregions.polytopes import (
    HPolytope,
    bounding_box,
    contains,
    triangulation,
)

if TYPE_CHECKING:
    from polyregions.complexes.faced_complex import FacedComplex

__all__ = ["JoinedRegion", "JoinedRegions"]

Point = tuple[Fraction, ...]
Joined = TypeVar("Joined", bound="JoinedRegion")


class JoinedRegion(ABC):
    """Some regions of a complex with one affine map that together are one.

    A view: it holds its complex and its members, and computes the rest when asked, exactly.

    Parameters
    ----------
    among
        All of its kind.
    label
        Its number among them.
    """

    def __init__(self, among: JoinedRegions[Any], label: int) -> None:
        self.among = among
        self.label = label

    @property
    def complex(self) -> FacedComplex:
        """The complex."""
        return self.among.complex

    @cached_property
    def members(self) -> tuple[int, ...]:
        """The indices of the regions that it joins, ascending."""
        return self.among.members(self.label)

    def __repr__(self) -> str:
        count = len(self.members)
        return f"<{type(self).__name__} {self.label}: {count} region{'s' if count > 1 else ''}>"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, JoinedRegion):
            return NotImplemented
        return self.complex is other.complex and self.label == other.label

    def __hash__(self) -> int:
        return hash((type(self), id(self.complex), self.label))

    @property
    @abstractmethod
    def parts(self) -> tuple[HPolytope, ...]:
        """The polytopes that it is the union of."""

    @property
    @abstractmethod
    def is_convex(self) -> bool:
        """Whether it is convex, decided exactly."""

    @property
    @abstractmethod
    def hull(self) -> HPolytope:
        """The convex hull, by its facets."""

    @property
    def neighbours(self) -> tuple[Self, ...]:
        """Those of its kind that share a facet with it, in the order of their labels."""
        labels = self.among.labels
        across = {
            int(labels[index])
            for member in self.members
            for index in self.complex.neighbour_indices(member)
        }
        return tuple(self.among[label] for label in sorted(across - {self.label}))

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that it joins."""
        return tuple(Region(self.complex, member) for member in self.members)

    @property
    def affine_map(self) -> AffineMap:
        """The affine map that the network computes on it."""
        return Region(self.complex, self.members[0]).affine_map

    @property
    def interior_point(self) -> Point:
        """A point strictly inside: that of its first region."""
        return Region(self.complex, self.members[0]).interior_point

    @property
    def volume(self) -> Fraction:
        """The exact volume.

        Raises
        ------
        UnboundedError
            If it is unbounded.
        """
        return sum_of_fractions([region.volume for region in self.regions])

    @property
    def centroid(self) -> Point:
        """The exact centre of mass.

        Raises
        ------
        UnboundedError
            If it is unbounded.
        """
        cut = [triangulation(region.polytope) for region in self.regions]
        volumes = [sum_of_fractions(simplices.volumes()) for simplices in cut]
        centroids = [region.centroid for region in self.regions]
        whole = sum_of_fractions(volumes)
        return tuple(
            sum_of_fractions([volume * x for volume, x in zip(volumes, own, strict=True)]) / whole
            for own in zip(*centroids, strict=True)
        )

    @property
    def bounding_box(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """The exact least and greatest coordinates.

        Raises
        ------
        UnboundedError
            If it is unbounded.
        """
        boxes = [bounding_box(part) for part in self.parts]
        return tuple(
            (min(least for least, _ in own), max(greatest for _, greatest in own))
            for own in zip(*boxes, strict=True)
        )

    def contains(self, point: Any) -> bool:
        """Return whether an exact point lies in one of its parts."""
        return any(contains(part, point) for part in self.parts)


class JoinedRegions(Sequence[Joined]):
    """All regions of one kind that join the regions of a complex, by their labels.

    Attributes
    ----------
    complex
        The complex.
    labels
        int64 array (N,): to which of them each region of the complex belongs.
    """

    def __init__(self, complex: FacedComplex, labels: NDArray[np.int64]) -> None:
        self.complex = complex
        self.labels = labels
        self._members = np.argsort(labels, kind="stable")
        self._offsets = np.concatenate([[0], np.cumsum(np.bincount(labels))])

    @abstractmethod
    def _view(self, label: int) -> Joined:
        """Return the one with a label."""

    def members(self, label: int) -> tuple[int, ...]:
        """Return the indices of the regions with a label, ascending."""
        first, last = self._offsets[label : label + 2].tolist()
        return tuple(self._members[first:last].tolist())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.complex.network}: {len(self)}>"

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, index: int) -> Joined: ...
    @overload
    def __getitem__(self, index: slice) -> list[Joined]: ...
    def __getitem__(self, index: int | slice) -> Joined | list[Joined]:
        if isinstance(index, slice):
            return [self[label] for label in range(*index.indices(len(self)))]
        label = operator.index(index)
        label += len(self) if label < 0 else 0
        if not 0 <= label < len(self):
            raise IndexError(f"number {short(index)} of {len(self)}")
        return self._view(label)

    def __iter__(self) -> Iterator[Joined]:
        return (self[label] for label in range(len(self)))
