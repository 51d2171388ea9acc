"""The topology of sets of inputs: above, at and below a level, decision regions and boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import repr_of_fields
from polyregions.complexes.faces import FaceLattice
from polyregions.complexes.topology.chain_complex import ChainComplex
from polyregions.complexes.topology.chains import closed_chains, inner_star, open_chains
from polyregions.complexes.topology.coefficients import Coefficients
from polyregions.complexes.topology.compared_faces import ComparedFaces
from polyregions.complexes.topology.homology_groups import homology
from polyregions.complexes.topology.output_sets import OutputSet
from polyregions.errors import InternalError

__all__ = ["Topology", "set_topology"]


@dataclass(frozen=True, slots=True, repr=False)
class Topology:
    """The homology of a set of inputs, and the cells it was found from.

    Attributes
    ----------
    set
        The set.
    coefficients
        "gf2" or "integers".
    betti_numbers
        b_0, ..., b_(n0 - 1): the numbers of components, of independent loops, of voids and so on,
        the dimensions (ranks) of the homology groups H_k. Those of dimension n0 and more vanish for
        all sets in R^n0. All are zero iff the set is empty.
    torsion
        The torsion coefficients of H_0, ..., H_(n0 - 1), each of which divides the next; None over
        "gf2", where there is none to be seen.
    cells
        The numbers of cells of dimension 0, 1, ... in the complex that was used: of an open set the
        inner faces by codimension, of a closed one the bounded faces modulo lines.
    """

    set: OutputSet
    coefficients: str
    betti_numbers: tuple[int, ...]
    torsion: tuple[tuple[int, ...], ...] | None
    cells: tuple[int, ...]

    __repr__ = repr_of_fields

    @property
    def components(self) -> int:
        """The number of connected components, which is b_0."""
        return self.betti_numbers[0]

    @property
    def euler_characteristic(self) -> int:
        """The alternating sum of the Betti numbers, which is that of the numbers of cells."""
        return sum((-1) ** k * number for k, number in enumerate(self.betti_numbers))

    @property
    def is_empty(self) -> bool:
        """Whether the set has no point."""
        return self.components == 0

    def __str__(self) -> str:
        if self.is_empty:
            return f"{self.set}: empty"
        numbers = ", ".join(map(str, self.betti_numbers))
        found = f"{self.set}: Betti numbers {numbers}"
        for k, divisors in enumerate(self.torsion or ()):
            if divisors:
                found += f", torsion {', '.join(map(str, divisors))} in dimension {k}"
        return found


def set_topology(
    compared: ComparedFaces,
    set: str = "superlevel",
    *,
    output: Any = 0,
    level: Any = 0,
    label: Any = None,
    closed: bool = False,
    coefficients: str = "gf2",
) -> Topology:
    """Return the Betti numbers of a set of inputs, exactly.

    Parameters
    ----------
    compared
        The faces of a complex of regions, to be compared by its outputs.
    set
        "superlevel": where an output F is larger than a level, {F > t}; "sublevel": where it is
        less, {F < t}; "level": where it is the level, {F = t}. "decision_region": where the output
        that `label` names is larger than all others; "decision_boundary": where several outputs are
        largest. One output has the classes 0, below the level, and 1, above it, which meet at it.
    output
        For sets of a level the index of the output, from 0 on.
    level
        The level t: any exact number.
    label
        For a decision region its class: the index of its output, from 0 on.
    closed
        Whether the closed set in the whole domain is meant: >= in place of >, <= in place of <, at
        least as large in place of larger, and the domain's boundary included. Else it is the set in
        the inside of the domain, open in it or, of level sets and the decision boundary, what the
        inside of the domain has of them.
    coefficients
        "gf2", the field of two elements; or "integers", where there may be torsion.

    Returns
    -------
    Topology
        Of an empty set all Betti numbers are zero.

    Raises
    ------
    UnknownOptionError, InvalidNumberError
        If there is no such set, output, label or ring, the level is no number, or an argument is
        given that has no meaning for the set.
    TooLargeError
        If there are more faces than memory holds.
    OutOfTime
        If the time of a :func:`polyregions.time_limit` around it is up.

    Notes
    -----
    The comparisons F - t, or F_i - F_j, become units behind the network, and the engine of the
    complex finds the regions of the longer one, with all faces. On each relatively open face they
    have one sign, so that the set is a union of such faces, whose chain complex is given, with
    proofs, in :mod:`polyregions.complexes.topology.chains`. For generic networks Betti numbers were
    computed so by J. E. Grigsby, K. Lindsey and M. Masden, "Local and global topological complexity
    measures of ReLU neural network functions" (2022); here no genericity is needed.

    A decision region takes m - 1 more units, the decision boundary of m outputs m (m - 1) / 2.

    Examples
    --------
    The function 1 - ||x| + |y| - 2| is positive in a ring.

    >>> import polyregions as pr
    >>> size = pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]])
    >>> away = pr.Layer([[1, 1, 1, 1], [-1, -1, -1, -1]], [-2, 2])
    >>> cells = pr.regions(pr.Network([size, away, pr.Layer([[-1, -1]], [1], "identity")]))
    >>> print(cells.topology())
    F > 0 in the inside of the domain: Betti numbers 1, 1
    >>> cells.topology("sublevel").components, cells.topology("level", level=1).betti_numbers
    (2, (1, 1))
    >>> print(cells.topology(level="3/2", closed=True))
    F >= 3/2 in the domain: empty
    """
    ring = Coefficients.of(coefficients)
    network = compared.complex.network
    chosen = OutputSet.of(network, set, output, level, label, closed)
    lattice = compared.lattice(chosen.comparisons())
    members = [chosen.members(compared.signs(faces)) for faces in lattice.levels]
    return _described(chosen, _chains(lattice, members, chosen, ring), network.inputs)


def _chains(
    lattice: FaceLattice, members: list[NDArray[np.bool_]], chosen: OutputSet, ring: Coefficients
) -> ChainComplex:
    if chosen.closed:
        return closed_chains(lattice, members, ring)
    if chosen.is_relatively_closed:
        return open_chains(lattice, inner_star(lattice, members), ring)
    return open_chains(lattice, members, ring)


def _described(chosen: OutputSet, chains: ChainComplex, inputs: int) -> Topology:
    """Return the homology of chains in dimensions below that of the space, where all of it is."""
    found = homology(chains)
    betti = (*found.betti_numbers, *(0,) * inputs)
    if any(betti[inputs:]):
        raise InternalError(f"a set in dimension {inputs} has the Betti numbers {betti}")
    torsion = None
    if found.torsion is not None:
        torsion = (*found.torsion, *((),) * inputs)[:inputs]
    return Topology(chosen, chains.coefficients.value, betti[:inputs], torsion, chains.sizes)
