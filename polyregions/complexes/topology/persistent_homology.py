"""Persistent homology of the sublevel sets of an output, exactly.

Let F be affine on each cell of a polyhedral complex that covers a bounded domain. For a level t let
K_t be the union of all faces at whose vertices F <= t: a face enters at its largest vertex value,
and its own faces have entered by then. K_t lies in X_t = {F <= t}, and X_t can be deformed onto it:

Let v be a vertex with F(v) > t. Move every point x of X_t that lies in a face G with v away from v
in a straight line, until it meets a face of G without v. F is affine on the line, and F(x) <= t <
F(v), so that F falls along the way and x stays in X_t. In all faces that hold both v and x the way
is the same and has the same end, the motion is continuous on each closed face (v itself is not in
X_t), and points of faces without v rest. So X_t retracts by deformation to its part in the faces
without v. Do that for all vertices above t, one after the other. What is left lies in faces with no
vertex above t, on which F <= t, since F is a convex combination of vertex values: it is K_t.

For s <= t the inclusions of K_s in K_t and of X_s in X_t commute with those of K_s in X_s and of
K_t in X_t, which are homotopy equivalences: hence the persistent homology of the sublevel sets is
that of the faces in the order in which they enter. Superlevel sets are sublevel sets of -F.

References
----------
H. Edelsbrunner, J. Harer, "Computational Topology: An Introduction", 2010, section VI.3: lower
stars of piecewise linear functions on triangulations.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes.faces import FaceLattice
from polyregions.complexes.topology.lower_stars import LowerStars
from polyregions.complexes.topology.output_values import VertexValues, checked_output
from polyregions.complexes.topology.persistence_diagram import (
    SUBLEVEL,
    SUPERLEVEL,
    PersistenceBar,
    PersistenceDiagram,
)
from polyregions.complexes.topology.persistence_pairs import Pairs, persistence_pairs
from polyregions.errors import InternalError, UnboundedError, check_choice
from polyregions.networks import Network
from polyregions.polytopes import HPolytope, is_bounded

__all__ = ["check_persistence", "persistence"]

Indices = NDArray[np.int64]


def persistence(lattice: FaceLattice, output: int = 0, of: str = SUBLEVEL) -> PersistenceDiagram:
    """Return at which levels the components, holes and voids of the sets {F <= t} come and go.

    Parameters
    ----------
    lattice
        The faces of a complex on a bounded domain.
    output
        Which output F is, counted from 0.
    of
        "sublevel" for the sets {F <= t} as t grows, "superlevel" for {F >= t} as t falls.

    Returns
    -------
    PersistenceDiagram
        Its levels are exact rationals.

    Raises
    ------
    UnboundedError
        If the domain is unbounded.
    UnknownOptionError
        If there is no such output, or the sets are neither.
    OutOfTime
        If the time is up before.

    Notes
    -----
    The sets are closed in the domain, whose boundary belongs to it. Beside the faces this takes
    about a second for 400,000 of them where few values are equal.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=2, width=4, depth=3)).face_lattice
    >>> print(persistence(lattice))
    H0: 9 bars: [0, inf), 8 x [0, 1)
    H1: 4 bars: 4 x [1, 2)
    >>> print(persistence(lattice, of="superlevel"))
    H0: 4 bars: (-inf, 2], 3 x (1, 2]
    H1: 1 bar: (0, 1]
    """
    check_persistence(lattice.complex.network, lattice.complex.domain, output, of)
    values = VertexValues(lattice, output)
    ranks = values.ranks if of == SUBLEVEL else -values.ranks
    stars = LowerStars.of(lattice, ranks)
    pairs = persistence_pairs(stars.matrices)
    _check_essential(stars, pairs)
    bars = [PersistenceBar(0, values.exact(stars.last_vertices[0][:1])[0], None)]
    instant: list[int] = []
    for dimension, found in enumerate(pairs):
        births = stars.last_vertices[dimension][found.births]
        deaths = stars.last_vertices[dimension + 1][found.deaths]
        lasting = ranks[births] != ranks[deaths]
        bars += _bars(dimension, births[lasting], deaths[lasting], values, ranks)
        instant.append(int(np.count_nonzero(~lasting)))
    return PersistenceDiagram(of, len(pairs), tuple(bars), tuple(instant))


def check_persistence(network: Network, domain: HPolytope, output: int, of: str) -> None:
    """Check that there is such a diagram, before any face is found; the errors are the same."""
    check_choice("the kind of sets", of, [SUBLEVEL, SUPERLEVEL])
    checked_output(network, output)
    if not is_bounded(domain):
        raise UnboundedError(
            "the domain is unbounded, and persistence is that of a bounded one: give a box as the "
            "domain"
        )


def _check_essential(stars: LowerStars, pairs: list[Pairs]) -> None:
    """Check that all classes end but one component: the domain is convex."""
    ranks = [0, *(len(found.births) for found in pairs), 0]
    numbers = [len(faces) - ranks[k] - ranks[k + 1] for k, faces in enumerate(stars.last_vertices)]
    if numbers != [1] + [0] * len(pairs):
        raise InternalError(f"a convex domain has Betti numbers {numbers}")


def _bars(
    dimension: int, births: Indices, deaths: Indices, values: VertexValues, ranks: Indices
) -> list[PersistenceBar]:
    """Return the bars from the values at some vertices to those at others, equal ones as one."""
    keys = np.stack([ranks[births], ranks[deaths]], axis=1)
    _, firsts, counts = np.unique(keys, axis=0, return_index=True, return_counts=True)
    levels = values.exact(births[firsts]), values.exact(deaths[firsts])
    return [
        PersistenceBar(dimension, birth, death, count)
        for birth, death, count in zip(*levels, counts.tolist(), strict=True)
    ]
