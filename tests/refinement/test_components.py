"""The components of graphs given by columns, against a search that goes node by node."""

import numpy as np

from polyregions.refinement import component_labels


def reached(nodes, edges):
    """Return for each node the least one in its component."""
    least = list(range(nodes))
    for _ in range(nodes):
        for a, b in edges:
            least[a] = least[b] = min(least[a], least[b])
    return least


def test_components_are_those_that_edges_join():
    rng = np.random.default_rng(0)
    for case in range(200):
        nodes = int(rng.integers(1, 12))
        edges = rng.integers(nodes, size=(int(rng.integers(0, 12)), 2))
        labels = component_labels(nodes, edges[:, 0], edges[:, 1]).tolist()
        least = reached(nodes, edges.tolist())
        assert sorted(set(labels)) == list(range(len(set(least)))), case
        assert len(set(zip(labels, least, strict=True))) == len(set(least)), case


def test_edges_that_recur_join_as_one_does():
    for times in (1, 128, 256, 512):
        assert component_labels(3, [0] * times, [2] * times).tolist() == [0, 1, 0], times
