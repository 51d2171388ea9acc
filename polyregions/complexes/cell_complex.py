"""The cells of a complex in columns: patterns, facets and neighbours, and labels of regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, primitive
from polyregions.budgets import checkpoint
from polyregions.complexes.affine_columns import rounded_maps
from polyregions.complexes.facet import Facet, Units
from polyregions.complexes.facet_forms import halfspace_of, inward_form, region_polytope
from polyregions.complexes.facet_units import found_facet_units
from polyregions.complexes.measures import Measures, measures
from polyregions.complexes.merging import affine_labels, linear_region_labels
from polyregions.complexes.neighbours import Neighbours
from polyregions.complexes.triangulating import triangulations
from polyregions.networks import IntegerForm, Network
from polyregions.polytopes import Halfspace, HPolytope, Triangulation
from polyregions.refinement import (
    Enumeration,
    FacetUnits,
    enclosed_measures,
    other_sides,
    rounded_points,
)

__all__ = ["CellComplex"]

# All columns of an enumeration that network and domain determine.
_DETERMINED_COLUMNS = ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")


class CellComplex:
    """The maximal cells of a network's polyhedral complex, each by its index.

    They meet facet to facet and cover the domain. What is known of them stands in columns, in the
    lexicographic order of their patterns; :class:`polyregions.RegionComplex` hands them out as
    objects.

    Two complexes are equal iff their networks, domains, cells and facets are, in the order of the
    domain's inequalities too. Interior points are witnesses, and not compared, no more than the
    engine and its statistics.

    Parameters
    ----------
    network
        The network.
    domain
        The full-dimensional domain.
    engine
        The name of the engine that found the cells.
    enumeration
        What it found.
    """

    def __init__(
        self, network: Network, domain: HPolytope, engine: str, enumeration: Enumeration
    ) -> None:
        self.network = network
        self.domain = domain
        self.engine = engine
        self.enumeration = enumeration

    def __len__(self) -> int:
        return len(self.enumeration)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CellComplex):
            return NotImplemented
        ours, theirs = self.enumeration, other.enumeration
        return (
            self.network == other.network
            and self.domain.rows == other.domain.rows
            and all(
                np.array_equal(getattr(ours, column), getattr(theirs, column))
                for column in _DETERMINED_COLUMNS
            )
        )

    def __hash__(self) -> int:
        return hash((self.network, self.domain, len(self)))

    @property
    def statistics(self) -> Mapping[str, int | float]:
        """How the engine took its decisions."""
        return self.enumeration.statistics

    @property
    def integer_form(self) -> IntegerForm:
        """The network scaled to integers."""
        return self.network.integer_form

    # Labels

    @cached_property
    def affine_labels(self) -> NDArray[np.int64]:
        """int64 array (N,): equal labels iff equal affine maps."""
        return affine_labels(self.integer_form, self.enumeration.patterns)

    @cached_property
    def linear_region_labels(self) -> NDArray[np.int64]:
        """int64 array (N,): the linear region (definition 4) to which each region belongs."""
        return linear_region_labels(
            self.integer_form, self.enumeration.patterns, *self.adjacent_pairs
        )

    # Adjacency

    @cached_property
    def adjacent_pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Two int64 arrays (E,): the regions on the two sides of each inner facet, the lower first.

        Every inner facet occurs once.
        """
        offsets = self.enumeration.facet_offsets
        owners = np.repeat(np.arange(len(self), dtype=np.int64), np.diff(offsets))
        across = self.enumeration.facet_neighbours.astype(np.int64)
        once = owners < across
        return owners[once], across[once]

    def neighbour_indices(self, index: int) -> list[int]:
        """Return the regions that share a facet with region ``index``."""
        return [n for n in self.facet_column("facet_neighbours", index) if n >= 0]

    @cached_property
    def other_sides(self) -> NDArray[np.int64]:
        """int64 array (F,): each facet seen from the region across; itself on the boundary."""
        return other_sides(self.enumeration.facet_offsets, self.enumeration.facet_neighbours)

    @cached_property
    def facet_units(self) -> FacetUnits:
        """The units that vanish on each facet, but not on the region it belongs to."""
        enumeration = self.enumeration
        return enumeration.facet_units or found_facet_units(
            self.integer_form, enumeration, self.positions_on_facets
        )

    @cached_property
    def units_on_facets(self) -> FacetUnits:
        """The units that vanish on each facet, but not on both regions beside it."""
        hyperplanes = self.enumeration.facet_hyperplanes
        return self.facet_units.from_both_sides(hyperplanes, self.other_sides)

    # Columns of regions

    @cached_property
    def interior_points(self) -> NDArray[np.float64]:
        """float64 array (N, n0): the points inside, each coordinate rounded correctly."""
        return rounded_points(self.enumeration.interior_points, self.network.inputs)

    @property
    def gradients(self) -> NDArray[np.float64]:
        """float64 array (N, outputs, n0): the derivatives, each rounded correctly.

        Examples
        --------
        >>> import polyregions as pr
        >>> tent = pr.Network([pr.Layer([["1/3"], [-1]]), pr.Layer([[1, 1]], [0], "identity")])
        >>> pr.regions(tent).gradients.ravel()
        array([-1.        ,  0.33333333])
        """
        return self._rounded_maps[:, :, :-1]

    @property
    def offsets(self) -> NDArray[np.float64]:
        """float64 array (N, outputs): the constants of the affine maps, rounded correctly."""
        return self._rounded_maps[:, :, -1]

    @property
    def volumes(self) -> NDArray[np.float64]:
        """float64 array (N,): the volumes, rounded correctly; infinite where unbounded.

        Notes
        -----
        Of all measures together: see :func:`polyregions.complexes.measures.measures`.

        Examples
        --------
        >>> import polyregions as pr
        >>> cells = pr.regions(pr.Network([pr.Layer([[3]], [-1])]), [[0, 1]])
        >>> cells.volumes, cells.centroids.ravel()
        (array([0.33333333, 0.66666667]), array([0.16666667, 0.66666667]))
        >>> cells.bounding_boxes.tolist()
        [[[0.0, 0.3333333333333333]], [[0.3333333333333333, 1.0]]]
        """
        return self._measures.volumes

    @property
    def centroids(self) -> NDArray[np.float64]:
        """float64 array (N, n0): the centres of mass, rounded correctly; NaN where unbounded."""
        return self._measures.centroids

    @property
    def bounding_boxes(self) -> NDArray[np.float64]:
        """float64 array (N, n0, 2): the least and the greatest coordinates, rounded correctly.

        Infinite where there are none.
        """
        return self._measures.bounding_boxes

    @property
    def vertex_counts(self) -> NDArray[np.int64]:
        """int64 array (N,): the numbers of vertices; rays are none.

        Of regions that contain lines it is the number of minimal faces, one vertex standing for
        each of them, as in :attr:`polyregions.Region.generators`.
        """
        return self._measures.vertex_counts

    @cached_property
    def _measures(self) -> Measures:
        parts = enclosed_measures(self.network, self.domain)
        return measures(self.network.inputs, self.enumeration, parts, self.polytope)

    @cached_property
    def triangulations(self) -> tuple[Triangulation, ...]:
        """Each region cut into simplices, exactly, about a thousand regions a second.

        Raises
        ------
        UnboundedError
            If the domain is unbounded.

        Examples
        --------
        >>> import polyregions as pr
        >>> cells = pr.regions(pr.Network([pr.Layer([[3]], [-1])]), [[0, 1]])
        >>> [part.volumes() for part in cells.triangulations]
        [[Fraction(1, 3)], [Fraction(2, 3)]]
        """
        return triangulations(self.integer_form, self.domain, self.enumeration)

    @property
    def facet_counts(self) -> NDArray[np.int64]:
        """int64 array (N,): the numbers of facets."""
        return np.diff(self.enumeration.facet_offsets)

    @cached_property
    def neighbours(self) -> Neighbours:
        """The regions that share a facet with each region, all in three arrays.

        Examples
        --------
        >>> import polyregions as pr
        >>> neighbours = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).neighbours
        >>> neighbours.regions[neighbours.offsets[3] : neighbours.offsets[4]]
        array([1, 2], dtype=int32)
        """
        return Neighbours.of(self.enumeration)

    @cached_property
    def _rounded_maps(self) -> NDArray[np.float64]:
        return rounded_maps(self.integer_form, self.enumeration.patterns)

    # Single cells

    def bits(self, index: int) -> tuple[int, ...]:
        """Return the activation bits of region ``index``."""
        checkpoint()  # With its bits all exact work on a region begins.
        row = np.unpackbits(self.enumeration.patterns[index], count=self.integer_form.units)
        return tuple(row.tolist())

    def facets(self, index: int) -> tuple[Facet, ...]:
        """Return the facets of region ``index``."""
        facets = []
        for halfspace, units, neighbour in self.one_sided_facets(index):
            if neighbour is None:
                facets.append(Facet(halfspace, units, None))
                continue
            # A unit may vanish on all of this region and leave zero only across the facet.
            there = next(u for _, u, back in self.one_sided_facets(neighbour) if back == index)
            facets.append(Facet(halfspace, tuple(sorted({*units, *there})), neighbour))
        return tuple(facets)

    def polytope(self, index: int) -> HPolytope:
        """Return region ``index`` by its facets, one row for each, in their order."""
        hyperplanes = self.facet_column("facet_hyperplanes", index)
        return region_polytope(self.integer_form, self.domain, self.bits(index), hyperplanes)

    def one_sided_facets(self, index: int) -> Iterator[tuple[Halfspace, Units, int | None]]:
        """Yield halfspace, units and neighbour of each facet, as seen from region ``index`` alone.

        The units are those that vanish on the facet but not on the region.
        """
        bits = self.bits(index)
        forms = self.integer_form.unit_forms(bits)
        units_on: dict[IntegerVector, list[tuple[int, int]]] = {}
        for unit, form in enumerate(forms):
            if any(form[:-1]):
                units_on.setdefault(_unoriented(form), []).append(self.unit_names[unit])
        for carrier, neighbour in zip(
            self.facet_column("facet_hyperplanes", index),
            self.facet_column("facet_neighbours", index),
            strict=True,
        ):
            form = inward_form(self.domain, bits, forms, carrier)
            units = tuple(units_on.get(_unoriented(form), ()))
            yield halfspace_of(form), units, neighbour if neighbour >= 0 else None

    def positions_on_facets(self, index: int) -> list[tuple[int, ...]]:
        """Return the units of :meth:`one_sided_facets` as positions in a pattern."""
        return [
            tuple([self._positions[name] for name in names])
            for _, names, _ in self.one_sided_facets(index)
        ]

    @cached_property
    def _positions(self) -> dict[tuple[int, int], int]:
        return {name: position for position, name in enumerate(self.unit_names)}

    def facet_column(self, name: str, index: int) -> list[int]:
        """Return the part of a facet column of the enumeration that belongs to one region."""
        start, stop = self.enumeration.facet_offsets[index : index + 2]
        column: list[int] = getattr(self.enumeration, name)[start:stop].tolist()
        return column

    @cached_property
    def unit_names(self) -> list[tuple[int, int]]:
        """For each bit of a pattern its unit, as (layer, unit) counted from 0."""
        layers = self.integer_form.layers
        return [(i, unit) for i, layer in enumerate(layers) for unit in layer.relu_units]


def _unoriented(form: IntegerVector) -> IntegerVector:
    """Return the primitive form of the same hyperplane whose first nonzero entry is positive."""
    leading = next(c for c in form if c)
    return primitive(form if leading > 0 else [-c for c in form])
