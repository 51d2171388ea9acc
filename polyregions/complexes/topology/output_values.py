"""The exact values of an output at the vertices of a complex, and their order."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Enclosures, dot, nearest_float
from polyregions.budgets import in_time
from polyregions.complexes.exact_forms import ExactOutputs
from polyregions.errors import UnknownOptionError, short
from polyregions.networks import Network
from polyregions.refinement import enclosed_maps, enclosed_values, encloses_at_once

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["VertexValues", "checked_output"]

Indices = NDArray[np.int64]

_FEW = 256  # vertices at which exact values take no longer than to load compiled code


class VertexValues:
    """The values of an output at all vertices of a complex, by the vertices' numbers.

    They are computed in pairs of floats with bounds of their errors. That proves the nearest float
    of nearly all of them, and the order of those whose nearest floats differ, as rounding is
    monotonic. The others, and those that are asked for, are computed in integers.

    Where the regions contain lines, they are the values at the points that stand for the faces of
    the least dimension.

    Parameters
    ----------
    lattice
        The faces of the complex.
    output
        Which output, counted from 0.

    Raises
    ------
    UnknownOptionError
        If there is no such output.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=1, width=2, depth=3)).face_lattice
    >>> values = VertexValues(lattice)
    >>> sorted(zip(lattice.points.ravel().tolist(), values.floats.tolist()))
    [(0.0, 0.0), (0.25, 1.0), (0.5, 0.0), (0.75, 1.0), (1.0, 0.0)]
    >>> set(values.ranks.tolist()), set(values.exact(range(5)))
    ({0, 1}, {Fraction(0, 1), Fraction(1, 1)})
    """

    def __init__(self, lattice: FaceLattice, output: int = 0) -> None:
        self.lattice = lattice
        self.output = checked_output(lattice.complex.network, output)
        self._known: dict[int, Fraction] = {}

    def __len__(self) -> int:
        return self.lattice.vertex_count

    def __repr__(self) -> str:
        return f"<VertexValues of output {self.output} on {self.lattice!r}>"

    def exact(self, vertices: Any) -> list[Fraction]:
        """Return the values at some vertices.

        Parameters
        ----------
        vertices
            Their numbers.

        Raises
        ------
        OutOfTime
            If the time is up before the end.
        """
        asked = np.asarray(vertices, dtype=np.int64).tolist()
        missing = sorted({vertex for vertex in asked if vertex not in self._known})
        self._known.update(self._computed(np.array(missing, dtype=np.int64)))
        return [self._known[vertex] for vertex in asked]

    @cached_property
    def floats(self) -> NDArray[np.float64]:
        """float64 array (vertex_count,): each value rounded correctly, infinite beyond the range.

        Raises
        ------
        OutOfTime
            If the time is up before the end.
        """
        doubtful = np.arange(len(self))
        found = np.empty(len(self))
        if len(self) > _FEW or encloses_at_once():
            found, proved = self._enclosed().rounded()
            doubtful = np.flatnonzero(~proved)
        found[doubtful] = list(map(nearest_float, self.exact(doubtful)))
        return found

    @cached_property
    def ranks(self) -> Indices:
        """int64 array (vertex_count,): equal iff the values are, ascending with them from 0 on.

        Raises
        ------
        OutOfTime
            If the time is up before the end.
        """
        _, groups, sizes = np.unique(self.floats, return_inverse=True, return_counts=True)
        tied = np.flatnonzero(sizes[groups] > 1)
        exact = self.exact(tied)
        places = {value: place for place, value in enumerate(sorted(set(exact)))}
        within = np.zeros(len(self), dtype=np.int64)
        within[tied] = [places[value] for value in exact]
        keys = groups * (len(places) + 1) + within
        ranks: Indices = np.unique(keys, return_inverse=True)[1]
        return ranks

    def _regions(self, vertices: Indices) -> tuple[NDArray[np.uint8], Indices]:
        """Return the patterns of regions, in order, and which of these holds each vertex."""
        first_cells = self.lattice.faces(self.lattice.dimensions[0]).first_cells
        regions, places = np.unique(first_cells[vertices], return_inverse=True)
        return self.lattice.complex.enumeration.patterns[regions], places

    def _enclosed(self) -> Enclosures:
        patterns, places = self._regions(np.arange(len(self)))
        parts = enclosed_maps(self.lattice.complex.integer_form, patterns)
        forms = np.concatenate([maps.parts[:, self.output] for maps in parts])
        return enclosed_values(Enclosures(forms[places]), self.lattice.corners)

    def _computed(self, vertices: Indices) -> Iterator[tuple[int, Fraction]]:
        """Yield vertices and the exact values there."""
        network = self.lattice.complex.integer_form
        patterns, places = self._regions(vertices)
        forms: list[list[int]] = []
        for part in ExactOutputs(network)(patterns):
            forms += part[:, self.output].tolist()
        for place, point in in_time(self.lattice.generators(self.lattice.heads[vertices])):
            value = dot(forms[places[place]], point)
            yield int(vertices[place]), Fraction(value, network.scales[-1] * point[-1])


def checked_output(network: Network, output: Any) -> int:
    """Return the number of an output after checking that the network has it.

    Raises
    ------
    UnknownOptionError
        If it has not.

    Examples
    --------
    >>> import polyregions as pr
    >>> checked_output(pr.Network([pr.Layer([[1, 1]])]), 1)
    Traceback (most recent call last):
    polyregions.errors.UnknownOptionError: the network has no output 1: they count from 0 to 0
    """
    is_number = isinstance(output, Integral) and not isinstance(output, bool)
    if not is_number or output not in range(network.outputs):
        raise UnknownOptionError(
            f"the network has no output {short(output)}: they count from 0 to {network.outputs - 1}"
        )
    return int(output)
