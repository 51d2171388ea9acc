"""`find_edges`: pairs of generators whose common facets meet in a line, by their ranks."""

import itertools
import random

import numpy as np

from polyregions import HPolytope, box, simplex, whole_space
from polyregions.arithmetic import dot, rank
from polyregions.refinement.vertices.composed_layers import ComposedLayer
from polyregions.refinement.vertices.start_cells import start_cells
from tests.refinement.kernel.plain import arrays, kernel, stack

OCTAHEDRON = HPolytope(3, [(*normal, 1) for normal in itertools.product((1, -1), repeat=3)])
PYRAMID = HPolytope(3, [(1, 0, 1, 1), (-1, 0, 1, 1), (0, 1, 1, 1), (0, -1, 1, 1), (0, 0, -1, 0)])
# The join of two squares, max(|x|, |y|) <= t and max(|u|, |v|) <= 1 - t: opposite corners of a
# square have four facets in common, as ends of edges have, but the square lies in all four.
SQUARES = HPolytope(
    5,
    [
        (*(sign * int(i == k) for i in range(4)), 1 if k > 1 else -1, int(k > 1))
        for k in range(4)
        for sign in (1, -1)
    ],
)
DOMAINS = (
    SQUARES,
    OCTAHEDRON,
    PYRAMID,
    box([0] * 3, [1] * 3),
    simplex(4),
    whole_space(3),
    whole_space(1),
)


def found_edges(incidence, signs, inputs, words, shift):
    """Return the pairs of generators that `find_edges` lists, the first facet being bit `shift`."""
    count = len(incidence)
    members = np.zeros((count, arrays.MEMBER + words + 2), dtype=np.int64)
    for row, facets, sign in zip(members, incidence, signs, strict=True):
        for facet in facets:
            place = facet + shift
            row[arrays.MEMBER + place // 64] |= np.array(1 << place % 64, np.uint64).view(np.int64)
        row[arrays.MEMBER + words] = sign > 0
        row[arrays.MEMBER + words + 1] = sign < 0
    buffers = stack(
        members=members,
        words=words,
        fresh=np.zeros((count**2, arrays.FRESH + words + 2), dtype=np.int64),
        sides=np.zeros((4, count), dtype=np.int64),
        table=np.zeros(1 << 14, dtype=np.int64),
    )
    edges = kernel.edges
    positives, negatives = edges.sort_sides(buffers, 0, count, 0, np.int64(1))
    made = edges.find_edges(
        members, 0, count, words, inputs, positives, negatives, buffers.sides, buffers.fresh
    )
    listed = buffers.fresh[:made].copy()
    ends = sorted(map(tuple, listed[:, [arrays.EDGE_FROM, arrays.EDGE_TO]].tolist()))
    if edges.are_simple(buffers.sides, positives, negatives, inputs):
        arguments = members, words, inputs, positives, negatives, buffers.sides, buffers.fresh
        with np.errstate(over="ignore"):
            assert edges.find_simple_edges(*arguments, buffers.table) == made
            assert (
                not made or edges.find_simple_edges(*arguments[:-1], listed[:0], buffers.table) < 0
            )
        assert sorted(map(tuple, listed.tolist())) == sorted(
            map(tuple, buffers.fresh[:made].tolist())
        )
        assert edges.find_simple_edges(*arguments, buffers.table[:32]) == -1
    return ends


def test_edges_of_simple_and_other_polytopes():
    """Cut by hyperplanes through none, some or many of the generators; facets of two words too."""
    rng = random.Random(1)
    for domain in DOMAINS:
        inputs = domain.dimension
        units = tuple(tuple(int(i == k) for i in range(inputs + 1)) for k in range(inputs))
        layer = ComposedLayer(units, 1, (0,) * inputs)
        cells = start_cells(domain, [layer])
        cell = cells.cells[0]
        forms = [
            cells.rows[-1 - label] if label < 0 else layer.rows[label] for label in cell.facets
        ]
        for _ in range(20):
            form = [rng.randint(-2, 2) for _ in range(inputs + 1)]
            signs = [dot(form, generator) for generator in cell.generators]
            expected = [
                (a, b)
                for a, b in itertools.product(range(len(signs)), repeat=2)
                if signs[a] > 0 > signs[b]
                and _rank([forms[k] for k in cell.incidence[a] & cell.incidence[b]]) == inputs - 1
            ]
            for words, shift in [(1, 0), *((2, 64 - k) for k in range(len(forms)))]:
                found = found_edges(cell.incidence, signs, inputs, words, shift)
                assert found == expected, (domain, form, shift)


def _rank(forms):
    return rank(forms) if forms else 0
