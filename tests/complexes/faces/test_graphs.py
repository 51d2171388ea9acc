"""Graphs, matrices and tables of faces, against their definitions."""

import sys
from itertools import combinations
from math import comb

import networkx
import numpy as np
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.complexes.faces.attributes import FACE_COLUMNS
from polyregions.constructions import max_min, slab, three_lines
from polyregions.errors import UnknownOptionError
from tests.complexes.faces.test_views import all_faces, faces_of, gathered
from tests.helpers.extras import require_packages
from tests.refinement.strategies import networks

ALL = tuple(FACE_COLUMNS)
THROUGH = {"lower": -1, "upper": 1}

quick = settings(max_examples=25)


@quick
@given(network=networks())
def test_incidence_is_inclusion(network):
    lattice = pr.regions(network).face_lattice
    held = {d: [gathered(face) for face in faces_of(lattice, d)] for d in lattice.dimensions}
    for lower, upper in combinations(lattice.dimensions, 2):
        matrix = lattice.incidence(upper, lower)
        assert (matrix.format, matrix.dtype) == ("csr", np.int64)
        assert matrix.has_canonical_format
        assert np.all(matrix.data == 1)
        expected = [[int(a <= b) for b in held[upper]] for a in held[lower]]
        assert matrix.toarray().tolist() == expected
        if upper == lower + 1:
            assert np.array_equal(lattice.incidence(upper).toarray(), matrix.toarray())


@quick
@given(network=networks())
def test_between_two_faces_lie_two(network):
    """The diamond property of polytopes: a face two dimensions below another has two between."""
    lattice = pr.regions(network).face_lattice
    for upper in lattice.dimensions[2:]:
        between = lattice.incidence(upper - 1) @ lattice.incidence(upper)
        assert set(between.data.tolist()) <= {2}
        assert np.array_equal(between.toarray() // 2, lattice.incidence(upper, upper - 2).toarray())


@quick
@given(network=networks())
def test_neighbours_share_a_face_or_lie_in_one(network):
    lattice = pr.regions(network).face_lattice
    for dimension in lattice.dimensions:
        faces = faces_of(lattice, dimension)
        for through in THROUGH:
            around = [set(f.facets if through == "lower" else f.cofaces) for f in faces]
            expected = {}
            for (i, a), (j, b) in combinations(enumerate(around), 2):
                if a & b:
                    (common,) = a & b
                    expected[i, j] = common.index
            graph = lattice.dual_graph(dimension, through)
            assert list(graph) == list(range(len(faces)))
            assert {(i, j): face for i, j, face in graph.edges(data="face")} == expected
            matrix = lattice.adjacency(dimension, through)
            assert (matrix.format, matrix.dtype) == ("csr", np.int64)
            assert matrix.has_canonical_format
            entries = networkx.to_numpy_array(graph, nodelist=range(len(faces)), weight=None)
            assert np.array_equal(matrix.toarray(), entries)


@quick
@given(network=networks())
def test_the_dual_graph_is_the_graph_of_activation_regions(network):
    cells = pr.regions(network)
    graph, dual = cells.graph(of="activation_regions"), cells.face_lattice.dual_graph()
    assert list(dual) == list(graph)
    assert [*dual.edges] == [*graph.edges]
    assert dual.graph == {
        "network": str(network),
        "dimension": network.inputs,
        "through": "lower",
    }
    expected = cells.adjacency_matrix("activation_regions").toarray()
    assert np.array_equal(cells.face_lattice.adjacency(network.inputs).toarray(), expected)


@quick
@given(network=networks())
def test_the_hasse_diagram(network):
    cells = pr.regions(network)
    lattice = cells.face_lattice
    diagram = lattice.hasse_diagram(ALL)
    assert type(diagram) is networkx.DiGraph
    faces = list(all_faces(lattice))
    assert list(diagram) == [(face.dimension, face.index) for face in faces]
    assert {*diagram.edges} == {
        ((facet.dimension, facet.index), (face.dimension, face.index))
        for face in faces
        for facet in face.facets
    }
    count = lattice.vertex_count
    for face in faces:
        node = diagram.nodes[face.dimension, face.index]
        assert list(node) == list(ALL)
        assert (node["dimension"], node["index"]) == (face.dimension, face.index)
        assert node["signs"].replace("|", "") == "".join("-0+"[sign + 1] for sign in face.signs)
        assert [len(part) for part in node["signs"].split("|") if part] == list(
            network.pattern_sizes
        )
        assert node["pattern"] == str(face.pattern)
        vertices = sorted(lattice.vertices[i] for i in node["vertices"])
        assert tuple(vertices) == face.generators.vertices
        rays = sorted(lattice.rays[i] for i in node["rays"])
        assert tuple(rays) == face.generators.rays
        assert max(node["vertices"]) < count
        assert node["regions"] == face.cells
        assert node["facets"] == tuple(facet.index for facet in face.facets)
        assert node["bounded"] is face.is_bounded
        assert node["on_boundary"] is face.is_on_boundary
        assert node["interior_point"] == tuple(map(float, face.interior_point))


def test_the_cube():
    lattice = pr.regions(pr.Network([pr.Layer([[0] * 4], [1])]), [[0, 1]] * 4).face_lattice
    assert lattice.f_vector == (16, 32, 24, 8, 1)
    diagram = lattice.hasse_diagram(())
    assert diagram.number_of_edges() == 32 * 2 + 24 * 4 + 8 * 6 + 8
    assert networkx.is_isomorphic(lattice.dual_graph(0, "upper"), networkx.hypercube_graph(4))
    assert networkx.is_isomorphic(
        lattice.dual_graph(3, attributes=()), networkx.complete_multipartite_graph(2, 2, 2, 2)
    )
    for low, high in combinations(range(5), 2):
        incidences = lattice.incidence(high, low)
        assert set(incidences.sum(axis=0).tolist()) == {comb(high, low) * 2 ** (high - low)}


def test_only_what_is_asked_for_and_light_by_default():
    lattice = pr.regions(three_lines()).face_lattice
    assert lattice.hasse_diagram().nodes[0, 0] == {
        "dimension": 0,
        "signs": "000",
        "bounded": True,
    }
    assert lattice.hasse_diagram(["index"]).nodes[1, 4] == {"index": 4}
    assert lattice.hasse_diagram(()).nodes[1, 4] == {}
    assert lattice.dual_graph(1, attributes=["signs"]).nodes[0].keys() == {"signs"}
    # All six rays of the three lines share the point where these meet.
    assert networkx.is_isomorphic(lattice.dual_graph(1), networkx.complete_graph(6))
    assert networkx.is_isomorphic(lattice.dual_graph(1, "upper"), networkx.cycle_graph(6))


def test_least_and_greatest_dimensions_have_no_neighbours_beyond():
    for network in (three_lines(), slab(1)):
        lattice = pr.regions(network).face_lattice
        for dimension, through in ((lattice.dimensions[0], "lower"), (2, "upper")):
            graph = lattice.dual_graph(dimension, through)
            assert (len(graph), graph.number_of_edges()) == (lattice.f_vector[dimension], 0)
            assert lattice.adjacency(dimension, through).nnz == 0


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda f: f.hasse_diagram(["colour"]), "column 'colour' is unknown"),
        (lambda f: f.hasse_diagram("signs"), "must be a sequence of names"),
        (lambda f: f.hasse_diagram(["signs", "signs"]), "asked for twice"),
        (lambda f: f.dual_graph(3), "no faces of dimension 3: ask for one from 1 to 2"),
        (lambda f: f.dual_graph(0), "no faces of dimension 0: ask for one from 1 to 2"),
        (lambda f: f.dual_graph(1, "side"), "the kind of neighbours 'side' is unknown"),
        (lambda f: f.adjacency(2, "side"), "the kind of neighbours 'side' is unknown"),
        (lambda f: f.incidence(1), "no faces of dimension 0 in those of dimension 1"),
        (lambda f: f.incidence(2, 2), "no faces of dimension 2 in those of dimension 2"),
        (lambda f: f.incidence(2, True), "no faces of dimension True in those of dimension 2"),
        (lambda f: f.incidence(5), "no faces of dimension 5"),
        (lambda f: f.to_pandas(0), "no faces of dimension 0"),
        (lambda f: f.to_pandas(columns=["colour"]), "column 'colour' is unknown"),
    ],
)
def test_what_there_is_not(ask, message):
    lattice = pr.regions(slab(1)).face_lattice
    with pytest.raises(UnknownOptionError, match=message):
        ask(lattice)


def test_boundaries_have_no_boundary():
    """Over the integers modulo 2 the incidence matrices are the boundary operators of a ball."""
    lattice = pr.regions(max_min(), [[-2, 3]] * 2).face_lattice
    assert not np.any((lattice.incidence(1) @ lattice.incidence(2)).toarray() % 2)
    diagram = lattice.hasse_diagram()
    assert networkx.is_weakly_connected(diagram)
    assert networkx.dag_longest_path_length(diagram) == 2


def test_tables_say_what_nodes_do():
    require_packages("pandas", "polars", "pyarrow")
    for cells in (pr.regions(max_min()), pr.regions(slab(1)), pr.regions(max_min(), [[-2, 3]] * 2)):
        lattice = cells.face_lattice
        nodes = [data for _, data in lattice.hasse_diagram(ALL).nodes(data=True)]
        expected = [
            {name: list(x) if isinstance(x, tuple) else x for name, x in node.items()}
            for node in nodes
        ]
        assert lattice.to_arrow(columns=ALL).to_pylist() == expected
        assert lattice.to_polars(columns=ALL).to_dicts() == expected
        rows = lattice.to_pandas(columns=ALL).to_dict("records")
        plain = [
            {name: x.tolist() if hasattr(x, "tolist") else x for name, x in row.items()}
            for row in rows
        ]
        assert plain == expected
        edges = lattice.to_pandas(1, ["index", "signs"])
        assert edges["index"].tolist() == list(range(lattice.f_vector[1]))
        default = lattice.to_arrow().column_names
        assert default == [name for name in ALL if name not in ("pattern", "interior_point")]


def test_nothing_heavy_is_imported_without_need(monkeypatch):
    monkeypatch.setitem(sys.modules, "networkx", None)
    lattice = pr.regions(three_lines()).face_lattice
    assert lattice.adjacency(2).nnz == 12
    assert lattice.incidence(1).nnz == 6
    with pytest.raises(ImportError):
        lattice.hasse_diagram()
