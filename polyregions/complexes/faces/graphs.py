"""Graphs of faces in networkx: which face lies in which, and which are neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from polyregions.budgets import in_time
from polyregions.complexes.faces.attributes import FACE_COLUMNS, LIGHT_FACE_COLUMNS, records
from polyregions.complexes.faces.pairs import neighbouring
from polyregions.complexes.region_table import chosen_columns

if TYPE_CHECKING:
    import networkx

    from polyregions.complexes.faces.lattice_columns import LatticeColumns

__all__ = ["dual_graph", "hasse_diagram"]


def hasse_diagram(
    lattice: LatticeColumns, attributes: Iterable[str] = LIGHT_FACE_COLUMNS
) -> networkx.DiGraph[tuple[int, int]]:
    """Return the Hasse diagram of the faces, ordered by inclusion.

    Parameters
    ----------
    lattice
        The faces.
    attributes
        What nodes carry, any of

        - ``dimension``, ``index`` (int): which face it is;
        - ``signs`` (str): the sign -, 0 or + of each ReLU unit's pre-activation, as in "+0|-";
        - ``pattern`` (str): the pattern, 1 where the sign is +;
        - ``vertices``, ``rays`` (tuple of int): positions in :attr:`FaceLattice.vertices` and
          :attr:`FaceLattice.rays`;
        - ``regions`` (tuple of int): the regions that hold it;
        - ``facets`` (tuple of int): the faces one dimension lower in it, by their indices;
        - ``bounded``, ``on_boundary`` (bool): whether it has neither rays nor lines, and whether it
          lies on the domain's boundary;
        - ``interior_point`` (tuple of float): a point inside it, rounded.

    Returns
    -------
    networkx.DiGraph
        A node (d, i) for face i of dimension d, the lowest dimension first, and an edge from each
        face to every face one dimension higher that holds it. Graph attribute: ``network``. The
        empty face is no node.

    Raises
    ------
    UnknownOptionError
        If an attribute is unknown.

    Notes
    -----
    Some microseconds for each face and each edge, and about a kilobyte for each face:
    :meth:`FaceLattice.incidence` tells the same of millions of faces.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=1, width=2, depth=2)).face_lattice
    >>> diagram = hasse_diagram(lattice)
    >>> list(diagram.edges)
    [((0, 0), (1, 0)), ((0, 0), (1, 1)), ((0, 1), (1, 0)), ((0, 2), (1, 1))]
    >>> diagram.nodes[0, 0]
    {'dimension': 0, 'signs': '+0', 'bounded': True}
    """
    import networkx

    names = chosen_columns(attributes, FACE_COLUMNS)
    diagram: networkx.DiGraph[tuple[int, int]] = networkx.DiGraph(
        network=str(lattice.complex.network)
    )
    below: list[tuple[int, int]] = []
    for dimension in lattice.dimensions:
        faces = lattice.faces(dimension)
        nodes = [(dimension, i) for i in range(len(faces))]
        diagram.add_nodes_from(zip(nodes, records(lattice, dimension, names), strict=True))
        holding = np.repeat(np.arange(len(faces)), np.diff(faces.facet_offsets))
        order = np.argsort(faces.facets, kind="stable")
        ends = faces.facets[order].tolist(), holding[order].tolist()
        diagram.add_edges_from(
            (below[lower], nodes[upper]) for lower, upper in in_time(zip(*ends, strict=True))
        )
        below = nodes
    return diagram


def dual_graph(
    lattice: LatticeColumns,
    dimension: int | None = None,
    through: str = "lower",
    attributes: Iterable[str] = LIGHT_FACE_COLUMNS,
) -> networkx.Graph[int]:
    """Return the graph of the faces of one dimension d, joined where they are neighbours.

    Parameters
    ----------
    lattice
        The faces.
    dimension
        The dimension d; n0 where it is omitted.
    through
        "lower": faces are joined iff they share a face of dimension d - 1, which makes the dual
        graph of the d-skeleton; for d = n0 it is the graph of activation regions, inner facets
        being its edges. "upper": iff they lie in one face of dimension d + 1; for d = 0 it is the
        graph of the vertices and the bounded edges, the 1-skeleton.
    attributes
        What nodes carry, as of :func:`hasse_diagram`.

    Returns
    -------
    networkx.Graph
        Node i is face i of dimension d. Edge attribute: ``face``, the index of the one face that
        the two share, or that holds both. Graph attributes: ``network``, ``dimension``,
        ``through``.

    Raises
    ------
    UnknownOptionError
        If there are no faces of this dimension, ``through`` is neither, or an attribute is unknown.

    Notes
    -----
    The words are those of the theory of complexes, in which two faces are lower adjacent if they
    share a face below, and upper adjacent if they lie in one above. Of d < n0 a face may be shared
    by many others, which are neighbours of one another then.

    Examples
    --------
    >>> import polyregions as pr
    >>> lattice = pr.regions(pr.montufar(inputs=2, width=4, depth=2)).face_lattice
    >>> list(dual_graph(lattice).edges(data="face"))
    [(0, 1, 1), (0, 2, 0), (1, 3, 2), (2, 3, 3)]
    >>> dual_graph(lattice, 0, "upper").number_of_edges()
    12
    """
    import networkx

    names = chosen_columns(attributes, FACE_COLUMNS)
    chosen = lattice.dimensions[-1] if dimension is None else dimension
    pairs = neighbouring(lattice, chosen, through)
    graph: networkx.Graph[int] = networkx.Graph(
        network=str(lattice.complex.network), dimension=chosen, through=through
    )
    graph.add_nodes_from(enumerate(records(lattice, chosen, names)))
    columns = pairs.first.tolist(), pairs.second.tolist(), pairs.through.tolist()
    graph.add_edges_from(
        (first, second, {"face": face})
        for first, second, face in in_time(zip(*columns, strict=True))
    )
    return graph
