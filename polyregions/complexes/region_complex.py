"""The region complex: all regions of a network on a domain, with facets and neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import exact_points, is_one_point, plain_values
from polyregions.complexes.adjacency_matrix import adjacency_matrix
from polyregions.complexes.data_frames import to_arrow, to_pandas, to_polars
from polyregions.complexes.edges import EdgeList, edge_list
from polyregions.complexes.faced_complex import FacedComplex
from polyregions.complexes.graph import node_labels, region_graph
from polyregions.complexes.joined import ClosedRegions, LinearRegions
from polyregions.complexes.locating import admits, located
from polyregions.complexes.nodes import LIGHT_ATTRIBUTES
from polyregions.complexes.places import places_of
from polyregions.complexes.preimages import Preimage, preimage
from polyregions.complexes.region import Region
from polyregions.complexes.representations import complex_html, partition_svg
from polyregions.errors import InvalidNetworkError, short
from polyregions.networks import Pattern
from polyregions.polytopes import contains

if TYPE_CHECKING:
    import networkx
    import pandas
    import polars
    import pyarrow
    import scipy.sparse

__all__ = ["RegionComplex"]


class RegionComplex(FacedComplex):
    """The complete set of proper activation regions of a network on a domain.

    A sequence of :class:`Region` views, in lexicographic order of their patterns. The regions are
    the maximal cells of a polyhedral complex: they meet facet to facet and cover the domain.

    Two complexes are equal iff their networks, domains, regions and facets are, in the order of the
    domain's inequalities too. Interior points are witnesses, and not compared, no more than the
    engine and its statistics.

    Parameters
    ----------
    network
        The network.
    domain
        The full-dimensional domain.
    engine
        The name of the engine that found the regions.
    enumeration
        What it found.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=3))
    >>> len(cells), cells.count(), cells.count("affine")
    (16, 16, 12)
    """

    @overload
    def __getitem__(self, index: int) -> Region: ...
    @overload
    def __getitem__(self, index: slice | NDArray[Any] | Sequence[Any]) -> list[Region]: ...
    def __getitem__(self, index: Any) -> Region | list[Region]:
        """Return a region, or those of a slice, of indices or of a mask: an array, tensor, list."""
        if isinstance(index, slice):
            return [Region(self, i) for i in range(*index.indices(len(self)))]
        if isinstance(index, int):
            return Region(self, self._position(index))
        try:
            chosen = np.asarray(plain_values(index))
        except ValueError:  # of lists of several lengths
            raise _no_choice(index) from None
        if chosen.ndim == 0 and chosen.dtype.kind in "iu":
            return Region(self, self._position(chosen.item()))
        return [Region(self, i) for i in self._chosen(chosen)]

    def _position(self, index: int) -> int:
        position = index + len(self) if index < 0 else int(index)
        if not 0 <= position < len(self):
            raise IndexError(f"region {short(index)} of a complex of {len(self)}")
        return position

    def _chosen(self, chosen: NDArray[Any]) -> list[int]:
        if chosen.shape == (0,):
            return []
        if chosen.ndim != 1 or chosen.dtype.kind not in "iub":
            raise _no_choice(chosen)
        indices: list[int] = np.arange(len(self))[chosen].tolist()
        return indices

    def __iter__(self) -> Iterator[Region]:
        return (Region(self, i) for i in range(len(self)))

    def __repr__(self) -> str:
        return f"<RegionComplex of {self.network}: {len(self)} regions, engine {self.engine!r}>"

    def _repr_svg_(self) -> str | None:
        """Show the partition of the plane in notebooks."""
        return partition_svg(self)

    def _repr_html_(self) -> str:
        """Show the counts in notebooks, and the partition of the plane."""
        return complex_html(self)

    # Regions that are joined

    def linear_regions(self) -> LinearRegions:
        """Return the linear regions (definition 4) as a sequence of objects.

        Examples
        --------
        >>> import polyregions as pr
        >>> slope = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, -1]], None, "identity")])
        >>> [region.members for region in pr.regions(slope).linear_regions()]
        [(0, 1)]
        """
        return LinearRegions(self, self.linear_region_labels)

    def closed_regions(self) -> ClosedRegions:
        """Return the closed connected regions (definition 5) as a sequence of objects.

        Examples
        --------
        >>> import polyregions as pr
        >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=3))
        >>> len(cells.linear_regions()), len(cells.closed_regions())
        (16, 12)
        """
        return ClosedRegions(self, self.closed_region_labels)

    # Graphs

    def graph(
        self, of: str = "linear_regions", attributes: Iterable[str] = LIGHT_ATTRIBUTES
    ) -> networkx.Graph[int]:
        """Return the region graph; see :func:`polyregions.complexes.graph.region_graph`."""
        return region_graph(self, of, attributes)

    def edge_list(self, of: str = "linear_regions") -> EdgeList:
        """Return the edges of the region graph in arrays, as igraph, rustworkx and scipy take them.

        Parameters
        ----------
        of
            As for :meth:`graph`.

        Examples
        --------
        >>> import polyregions as pr
        >>> edges = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).edge_list()
        >>> edges.sources.tolist(), edges.targets.tolist()
        ([0, 0, 1, 2], [1, 2, 3, 3])
        """
        return edge_list(self, node_labels(self, of, "an edge list"))

    def adjacency_matrix(
        self, of: str = "linear_regions"
    ) -> scipy.sparse.csr_array[np.int64, tuple[int, int]]:
        """Return the region graph as a sparse matrix.

        See :func:`polyregions.complexes.adjacency_matrix.adjacency_matrix`.
        """
        return adjacency_matrix(self, of)

    # Tables

    def to_pandas(
        self, of: str = "activation_regions", columns: Iterable[str] | None = None
    ) -> pandas.DataFrame:
        """Return a table with a row for each region, or for each linear region.

        Parameters
        ----------
        of
            "activation_regions" or "linear_regions".
        columns
            The columns: see :func:`polyregions.complexes.data_frames.to_arrow`. Entries of several
            numbers are arrays.

        Raises
        ------
        UnknownOptionError
            If there is no such column, or ``of`` is neither.
        PolyregionsError
            If pandas is not installed.

        Examples
        --------
        >>> import polyregions as pr
        >>> table = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).to_pandas()
        >>> list(table), len(table)
        (['pattern', 'interior_point', 'gradient', 'offset', 'facets', 'neighbours'], 4)
        """
        return to_pandas(self, of, columns)

    def to_arrow(
        self, of: str = "activation_regions", columns: Iterable[str] | None = None
    ) -> pyarrow.Table:
        """Return a table of Arrow; see :func:`polyregions.complexes.data_frames.to_arrow`."""
        return to_arrow(self, of, columns)

    def to_polars(
        self, of: str = "activation_regions", columns: Iterable[str] | None = None
    ) -> polars.DataFrame:
        """Return a table of polars; see :func:`polyregions.complexes.data_frames.to_arrow`."""
        return to_polars(self, of, columns)

    # Single regions

    @overload
    def find(self, pattern: Pattern | str) -> Region | None: ...

    @overload
    def find(self, pattern: Any) -> NDArray[np.int64]: ...

    def find(self, pattern: Any) -> Region | NDArray[np.int64] | None:
        """Return the region with a pattern, or the indices of those with many.

        Parameters
        ----------
        pattern
            A pattern or its text; or k of them; or a uint8 array (k, units) of bits, as
            :meth:`polyregions.Network.patterns` gives it.

        Returns
        -------
        Region, or None
            The region with the one pattern, None where the domain has none.
        ndarray of int64, shape (k,)
            The indices of the regions with many patterns, -1 where the domain has none.

        Raises
        ------
        InvalidNetworkError
            If a pattern is not one of the network.

        Examples
        --------
        >>> import polyregions as pr
        >>> cells = pr.regions(pr.montufar(inputs=1, width=2, depth=2))
        >>> cells.find("11").index, cells.find(["00", "11"]).tolist()
        (1, [-1, 1])
        """
        pattern = plain_values(pattern)
        if isinstance(pattern, np.ndarray) and pattern.dtype.kind in "biuf":
            return self.index_of_patterns(pattern)
        one = isinstance(pattern, (Pattern, str)) or not isinstance(pattern, Iterable)
        units = self.integer_form.units
        bits = [self.network.checked_pattern(p).bits for p in ([pattern] if one else pattern)]
        indices = self.index_of_patterns(np.array(bits, dtype=np.uint8).reshape(len(bits), units))
        if not one:
            return indices
        return Region(self, int(indices[0])) if indices[0] >= 0 else None

    def __contains__(self, item: object) -> bool:
        """Return whether a region is one of these, or a pattern, or its text, that of one."""
        if isinstance(item, Region):
            return item.complex is self
        if not isinstance(item, (Pattern, str)):
            return False
        try:
            return self.find(item) is not None
        except InvalidNetworkError:
            return False

    def locate(self, point: Any) -> Any:
        """Return the closed regions that contain an exact point: one if it is inside of it.

        Parameters
        ----------
        point
            One point by n0 exact numbers; or k points in an array, a tensor, a data frame or nested
            sequences of shape (k, n0).

        Returns
        -------
        list of Region, or ndarray of int64, shape (k,)
            All regions that contain the one point; of many points the first region that contains
            each of them, -1 outside of the domain.

        Raises
        ------
        InvalidNumberError, InvalidDomainError
            If the shape does not fit, or a coordinate is no finite number.

        Examples
        --------
        >>> import polyregions as pr
        >>> cells = pr.regions(pr.montufar(inputs=1, width=2, depth=2))
        >>> [region.index for region in cells.locate(["1/2"])]
        [0, 1]
        >>> cells.locate([[0.25], [0.5], [2.0]]).tolist()
        [0, 0, -1]
        """
        if not is_one_point(point):
            return located(self, exact_points(point, self.network.inputs))
        if not contains(self.domain, point):
            return []
        signs = np.array(self.network.signs(point), dtype=np.int8)
        containing = np.flatnonzero(admits(self.enumeration.patterns, signs))
        return [Region(self, i) for i in containing.tolist()]

    def preimage(self, polytope: Any) -> Preimage:
        """Return the points whose outputs lie in a polytope.

        See :func:`polyregions.complexes.preimages.preimage`.
        """
        return preimage(self, polytope)

    def index_of_patterns(self, patterns: Any) -> NDArray[np.int64]:
        """Return the regions with many patterns, -1 where the domain has none.

        Parameters
        ----------
        patterns
            uint8 array (k, units) of bits, as :meth:`polyregions.Network.patterns` gives it.

        Raises
        ------
        InvalidNetworkError
            If the shape does not fit, or an entry is neither 0 nor 1.

        Examples
        --------
        >>> import polyregions as pr
        >>> cells = pr.regions(pr.montufar(inputs=1, width=2, depth=2))
        >>> cells.index_of_patterns(cells.network.patterns([[0.25], [0.75]])).tolist()
        [0, 1]
        """
        bits, units = np.asarray(patterns), self.integer_form.units
        if bits.ndim != 2 or bits.shape[1] != units or not np.isin(bits, (0, 1)).all():
            raise InvalidNetworkError(
                f"patterns of shape {bits.shape} do not fit: give rows of {units} bits 0 or 1"
            )
        return places_of(self.enumeration.patterns, np.packbits(bits.astype(np.uint8), axis=1))


def _no_choice(index: Any) -> IndexError:
    return IndexError(
        f"regions are chosen by a whole number, a slice, a sequence of numbers or a mask, not "
        f"{short(index)}"
    )
