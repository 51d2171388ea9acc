"""The region graph as a sparse matrix, without networkx: for complexes of millions of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from polyregions.complexes.graph import node_labels

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from polyregions.complexes.cell_complex import CellComplex

__all__ = ["adjacency_matrix"]


def adjacency_matrix(
    complex: CellComplex, of: str = "linear_regions"
) -> csr_array[np.int64, tuple[int, int]]:
    """Return the symmetric matrix of the numbers of facets that two regions share.

    Parameters
    ----------
    complex
        The region complex.
    of
        "linear_regions" (definition 4): row i is node i of ``complex.graph()``, and entry (i, j)
        the attribute ``facets`` of the edge between i and j. "activation_regions" (definition 2):
        row i is region i, and two neighbours share exactly one facet.

    Returns
    -------
    scipy.sparse.csr_array of int64, shape (k, k)
        With zeros on the diagonal, indices sorted, and nothing stored where no facet is shared.

    Raises
    ------
    UnknownOptionError
        If ``of`` is neither.

    Notes
    -----
    Of linear regions it takes the affine maps of all regions first, as
    :meth:`RegionComplex.count` does; the rest is linear in the number of facets.

    Examples
    --------
    >>> import polyregions as pr
    >>> adjacency_matrix(pr.regions(pr.montufar(inputs=1, width=3, depth=2))).toarray()
    array([[0, 1, 0],
           [1, 0, 1],
           [0, 1, 0]])
    """
    from scipy.sparse import coo_array

    labels = node_labels(complex, of, "an adjacency matrix")
    here, across = (labels[side] for side in complex.adjacent_pairs)
    apart = here != across
    here, across = here[apart], across[apart]
    size = int(labels.max()) + 1
    ends = np.concatenate([here, across]), np.concatenate([across, here])
    facets = np.ones(len(ends[0]), dtype=np.int64)
    # Conversion adds up the facets of a pair.
    matrix = coo_array((facets, ends), shape=(size, size)).tocsr()
    matrix.sort_indices()
    return matrix
