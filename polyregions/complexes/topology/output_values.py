"""The exact values of an output at all vertices of a complex, and their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import dot, nearest_quotient, primitive_from_rationals
from polyregions.budgets import in_time
from polyregions.complexes.exact_forms import ExactOutputs
from polyregions.errors import UnknownOptionError, short
from polyregions.networks import Network

if TYPE_CHECKING:
    from polyregions.complexes.faces import FaceLattice

__all__ = ["VertexValues", "checked_output", "vertex_values"]


@dataclass(frozen=True, eq=False)
class VertexValues:
    """An output F at k points: quotients of integers, not in lowest terms.

    Attributes
    ----------
    numerators
        Integers of any size.
    denominators
        Positive integers of any size.

    Examples
    --------
    >>> values = VertexValues((2, 1, 10**20 + 1, 1), (4, 2, 10**20, 1))
    >>> values.floats, values.ranks, values.exact(0)
    (array([0.5, 0.5, 1. , 1. ]), array([0, 0, 2, 1]), Fraction(1, 2))
    """

    numerators: tuple[int, ...]
    denominators: tuple[int, ...]

    def __repr__(self) -> str:
        return f"<VertexValues: {len(self)}>"

    def __len__(self) -> int:
        return len(self.numerators)

    def exact(self, index: int) -> Fraction:
        """Return one of the values."""
        return Fraction(self.numerators[index], self.denominators[index])

    @cached_property
    def floats(self) -> NDArray[np.float64]:
        """float64 array (k,): the values, each rounded correctly; infinite beyond the range."""
        quotients = map(nearest_quotient, self.numerators, self.denominators)
        return np.fromiter(quotients, dtype=np.float64, count=len(self))

    @cached_property
    def ranks(self) -> NDArray[np.int64]:
        """int64 array (k,): equal iff the values are, and ascending with them, from 0 on.

        Rounding is monotonic, so that different floats are in the order of the values; those of
        equal floats are compared in integers.
        """
        _, groups, sizes = np.unique(self.floats, return_inverse=True, return_counts=True)
        tied = np.flatnonzero(sizes[groups] > 1)
        exact = [self.exact(i) for i in in_time(tied.tolist())]
        places = {value: place for place, value in enumerate(sorted(set(exact)))}
        within = np.zeros(len(self), dtype=np.int64)
        within[tied] = [places[value] for value in exact]
        keys = groups * (len(places) + 1) + within
        ranks: NDArray[np.int64] = np.unique(keys, return_inverse=True)[1]
        return ranks


def vertex_values(lattice: FaceLattice, output: int = 0) -> VertexValues:
    """Return the values of an output at all vertices of a complex.

    Parameters
    ----------
    lattice
        The faces of the complex.
    output
        Which output, counted from 0.

    Returns
    -------
    VertexValues
        In the order of the vertices' numbers. Where the regions contain lines, they are the values
        at the points that stand for faces of the least dimension.

    Raises
    ------
    UnknownOptionError
        If there is no such output.
    OutOfTime
        If the time is up before.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=1, width=2, depth=3))
    >>> values = vertex_values(cells.face_lattice)
    >>> sorted(zip(cells.face_lattice.points.ravel().tolist(), values.floats.tolist()))
    [(0.0, 0.0), (0.25, 1.0), (0.5, 0.0), (0.75, 1.0), (1.0, 0.0)]
    """
    network = lattice.complex.network
    output = checked_output(network, output)
    scale = network.integer_form.scales[-1]
    numerators: list[int] = []
    denominators: list[int] = []
    forms = _forms_at_vertices(lattice, output)
    for vertex, form in in_time(zip(lattice.vertices, forms, strict=True)):
        point = primitive_from_rationals((*vertex, Fraction(1)))
        numerators.append(dot(form, point))
        denominators.append(scale * point[-1])
    return VertexValues(tuple(numerators), tuple(denominators))


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


def _forms_at_vertices(lattice: FaceLattice, output: int) -> Iterator[list[int]]:
    """Yield the form of an output in a region that holds each vertex."""
    complex, vertices = lattice.complex, lattice.faces(lattice.dimensions[0])
    regions, places = np.unique(vertices.first_cells, return_inverse=True)
    forms: list[list[int]] = []
    for part in ExactOutputs(complex.integer_form)(complex.enumeration.patterns[regions]):
        forms += part[:, output].tolist()
    return (forms[place] for place in places.tolist())
