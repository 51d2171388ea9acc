"""The region graph in networkx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyregions.budgets import in_time
from polyregions.complexes.facet_units import all_facet_units
from polyregions.complexes.region import Region
from polyregions.errors import unknown_choice
from polyregions.refinement import BOUNDARY

if TYPE_CHECKING:
    import networkx

    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["GRAPH_KINDS", "region_graph"]

GRAPH_KINDS = ("linear_regions", "activation_regions")
"""What ``of=`` accepts: one node for each linear region, or for each activation region."""


def region_graph(complex: CellComplex, of: str = "linear_regions") -> networkx.Graph[int]:
    """Return the graph of regions joined where they share a facet.

    Parameters
    ----------
    complex
        The region complex.
    of
        "linear_regions": one node for each linear region (definition 4), one edge for each pair
        that shares a facet. "activation_regions": one node for each proper activation region
        (definition 2), one edge for each inner facet.

    Returns
    -------
    networkx.Graph
        Nodes are numbered from 0, as many as ``complex.count`` says for the definition. Node
        attributes: ``patterns`` (tuple of Pattern, one for each activation region in the node),
        ``interior_point`` (tuple of Fraction), ``affine_map`` (AffineMap). Edge attributes:
        ``units`` (tuple of (layer, unit): the units that vanish on the shared facets) and
        ``facets`` (the number of facets of the complex in the shared boundary). Graph attributes:
        ``of``, ``network``.

    Raises
    ------
    UnknownOptionError
        If ``of`` is neither.

    Examples
    --------
    >>> import polyregions as pr
    >>> pr.regions(pr.montufar(inputs=2, width=4, depth=2)).graph().number_of_edges()
    4
    """
    import networkx

    if of == "linear_regions":
        labels = complex.linear_region_labels.tolist()
    elif of == "activation_regions":
        labels = list(range(len(complex)))
    else:
        raise unknown_choice("graph of", of, map(repr, GRAPH_KINDS))
    graph: networkx.Graph[int] = networkx.Graph(of=of, network=str(complex.network))
    _add_nodes(graph, complex, labels)
    _add_edges(graph, complex, labels)
    return graph


def _add_nodes(graph: networkx.Graph[int], complex: CellComplex, labels: list[int]) -> None:
    members: dict[int, list[int]] = {}
    for index, label in enumerate(labels):
        members.setdefault(label, []).append(index)
    for label, indices in sorted(members.items()):
        first = Region(complex, indices[0])
        graph.add_node(
            label,
            patterns=tuple(Region(complex, i).pattern for i in indices),
            interior_point=first.interior_point,
            affine_map=first.affine_map,
        )


def _add_edges(graph: networkx.Graph[int], complex: CellComplex, labels: list[int]) -> None:
    units: dict[tuple[int, int], set[tuple[int, int]]] = {}
    sides: dict[tuple[int, int], int] = {}
    for index, names_of_facets in enumerate(all_facet_units(complex)):
        label, neighbours = labels[index], complex.facet_column("facet_neighbours", index)
        for names, neighbour in zip(names_of_facets, neighbours, strict=True):
            if neighbour == BOUNDARY or labels[neighbour] == label:
                continue
            ends = (min(label, labels[neighbour]), max(label, labels[neighbour]))
            units.setdefault(ends, set()).update(names)
            sides[ends] = sides.get(ends, 0) + 1
    for ends, found in in_time(units.items()):
        graph.add_edge(*ends, units=tuple(sorted(found)), facets=sides[ends] // 2)
