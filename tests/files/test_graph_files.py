"""Region graphs survive every file format, and networkx reads the files by itself."""

import contextlib
import csv
import os
from pathlib import Path

import networkx
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.complexes import NODE_ATTRIBUTES
from polyregions.complexes import graph as graph_module
from polyregions.errors import FileFormatError, PolyregionsError, UnknownOptionError
from polyregions.files import GRAPH_FORMATS, graph_paths, read_graph, write_graph
from tests.helpers.cases import each
from tests.strategies import degenerate_networks


@pytest.fixture(scope="module")
def thirds():
    """Return the graphs of a network whose numbers are no binary floats."""
    net = pr.Network(
        [
            pr.Layer([["1/3", 1], [1, "-2/7"], [1, 1]], [0, "1/3", -1]),
            pr.Layer([["1/3", 1, 1], [1, "1/9", -1]], [0, "-1/7"]),
            pr.Layer([[1, 1]], None, "identity"),
        ],
        pr.box([-1, -1], [1, 1]),
        name='thirds, "quoted" & <tagged>',
    )
    cells = pr.regions(net)
    return {of: cells.graph(of, NODE_ATTRIBUTES) for of in ("linear_regions", "activation_regions")}


# networkx cannot read DOT without another package, nor do we.
READ_FORMATS = [suffix for suffix in GRAPH_FORMATS if suffix != "dot"]


def same(first, second, graph_attributes=True):
    assert dict(first.nodes(data=True)) == dict(second.nodes(data=True))
    assert {frozenset(e): first.edges[e] for e in first.edges} == {
        frozenset(e): second.edges[e] for e in second.edges
    }
    assert not graph_attributes or first.graph == second.graph


@pytest.mark.parametrize("suffix", READ_FORMATS)
@pytest.mark.parametrize("of", ["linear_regions", "activation_regions"])
def test_every_format_restores_every_attribute(thirds, tmp_path, suffix, of):
    path = tmp_path / f"net.{suffix}"
    files = write_graph(thirds[of], path)
    same(thirds[of], read_graph(path), graph_attributes=suffix != "csv")
    assert sorted(os.listdir(tmp_path)) == sorted(os.path.basename(file) for file in files)


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
def test_equal_graphs_make_equal_files(thirds, tmp_path, suffix):
    for name in ("one", "two"):
        write_graph(thirds["linear_regions"], tmp_path / f"{name}.{suffix}")
    files = [graph_paths(tmp_path / f"{name}.{suffix}") for name in ("one", "two")]
    for first, second in zip(*files, strict=True):
        assert Path(first).read_bytes() == Path(second).read_bytes()


def test_networkx_reads_the_xml_files(thirds, tmp_path):
    graph = thirds["linear_regions"]
    write_graph(graph, tmp_path / "net.graphml")
    write_graph(graph, tmp_path / "net.gexf")
    write_graph(graph, tmp_path / "net.gml")
    for read in (
        networkx.relabel_nodes(networkx.read_gml(tmp_path / "net.gml"), int),
        networkx.read_graphml(tmp_path / "net.graphml", node_type=int),
        networkx.read_gexf(tmp_path / "net.gexf", node_type=int),
    ):
        assert set(read.nodes) == set(graph.nodes)
        assert set(map(frozenset, read.edges)) == set(map(frozenset, graph.edges))
        point = " ".join(map(str, graph.nodes[0]["exact_interior_point"]))
        assert read.nodes[0]["exact_interior_point"] == point
        assert "/" in point
        floats = " ".join(map(repr, graph.nodes[0]["interior_point"]))
        assert read.nodes[0]["interior_point"] == floats
        assert read.nodes[0]["members"] == 1
        assert {facets for *_, facets in read.edges(data="facets")} == {1}


def test_networkx_reads_node_link_data(thirds, tmp_path):
    import json

    graph = thirds["linear_regions"]
    write_graph(graph, tmp_path / "net.json")
    data = json.loads((tmp_path / "net.json").read_text())
    read = networkx.node_link_graph(data, edges="edges")
    assert set(map(frozenset, read.edges)) == set(map(frozenset, graph.edges))
    assert read.nodes[0]["patterns"] == [str(p) for p in graph.nodes[0]["patterns"]]


def test_networkx_and_spreadsheets_read_the_tables(thirds, tmp_path):
    graph = thirds["linear_regions"]
    nodes, edges = write_graph(graph, tmp_path / "net.csv")
    columns = [("units", str), ("facets", int)]
    read = networkx.read_edgelist(
        edges, delimiter=",", comments="source", nodetype=int, data=columns
    )
    assert set(map(frozenset, read.edges)) == set(map(frozenset, graph.edges))
    assert sum(d["facets"] for *_, d in read.edges(data=True)) == graph.size(weight="facets")
    with open(nodes, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [str(node) for node in graph.nodes]


@pytest.mark.parametrize("suffix", READ_FORMATS)
def test_one_node_with_an_empty_pattern(tmp_path, suffix):
    cells = pr.regions(pr.Network([pr.Layer([[2, 1]], ["1/3"], "identity")]))
    graph = cells.graph(attributes=NODE_ATTRIBUTES)
    assert (graph.nodes[0]["pattern"], graph.number_of_edges()) == ("", 0)
    write_graph(graph, tmp_path / f"net.{suffix}")
    same(graph, read_graph(tmp_path / f"net.{suffix}"), graph_attributes=suffix != "csv")


@pytest.mark.parametrize("suffix", READ_FORMATS)
def test_names_that_xml_does_not_admit(tmp_path, suffix):
    net = pr.Network([pr.Layer([[1]]), pr.Layer([[1]], None, "identity")], name="a\x00b\ud800\n")
    graph = pr.regions(net).graph()
    write_graph(graph, tmp_path / f"net.{suffix}")
    same(graph, read_graph(tmp_path / f"net.{suffix}"), graph_attributes=suffix != "csv")


@settings(max_examples=25)
@given(degenerate_networks(most_inputs=2, most_units=3, most_hidden_layers=2, with_domain=True))
def test_degenerate_networks_round_trip(tmp_path_factory, net):
    folder = tmp_path_factory.mktemp("graphs")
    graph = pr.regions(net).graph(attributes=NODE_ATTRIBUTES)
    for suffix in READ_FORMATS:
        write_graph(graph, folder / f"net.{suffix}")
        same(graph, read_graph(folder / f"net.{suffix}"), graph_attributes=False)


@pytest.mark.parametrize("name", ["net", "net.txt", "net.csv.gz"])
def test_an_unknown_suffix(thirds, tmp_path, name):
    with pytest.raises(UnknownOptionError, match="use one of graphml"):
        write_graph(thirds["linear_regions"], tmp_path / name)
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
def test_a_missing_folder_leaves_nothing(thirds, tmp_path, suffix):
    with pytest.raises(PolyregionsError, match="cannot be written"):
        write_graph(thirds["linear_regions"], tmp_path / "missing" / f"net.{suffix}")
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("suffix", READ_FORMATS)
@each("share", [0.1, 0.5, 0.9])
def test_truncated_files_are_errors(thirds, tmp_path, suffix, share):
    path = tmp_path / f"net.{suffix}"
    for file in write_graph(thirds["linear_regions"], path):
        content = Path(file).read_bytes()
        Path(file).write_bytes(content[: int(share * len(content))])
    # A table cut off at the end of a row is still a table.
    expected = pytest.raises(FileFormatError, match="holds no region graph")
    with contextlib.suppress(FileFormatError) if suffix == "csv" else expected:
        read_graph(path)


def test_a_missing_file(tmp_path):
    with pytest.raises(FileFormatError, match="cannot be read"):
        read_graph(tmp_path / "net.json")


# Graphs that somebody has changed

OWN_VALUES = [
    "text", "", " ", "3", "-1.5", "true", "null", "[1]", '{"a": 1}', '"quoted"', "a\\nb", "a\nb\t",
    "<&>", "\u00e9\u4e2d", "\x00\x1b", "\ud800", 3, -(10**30), 2**63, 0.5, 1e300, 5e-324, True,
    False, None, [], [1, "2", None, [0.5]], {"k": [1]}, {},
]  # fmt: skip


@pytest.mark.parametrize("suffix", READ_FORMATS)
@each("value", OWN_VALUES, ids=repr)
def test_own_attributes(tmp_path, suffix, value):
    graph = pr.regions(pr.montufar(1, 2, 3)).graph()
    graph.nodes[1]["own"] = value
    graph.edges[0, 1]["own"] = value
    graph.graph["own"] = value
    graph.graph["own_default"] = value
    graph.nodes[2]["other"] = 7
    graph.edges[1, 3]["other"] = 0.25
    write_graph(graph, tmp_path / f"net.{suffix}")
    back = read_graph(tmp_path / f"net.{suffix}")
    same(graph, back, graph_attributes=suffix != "csv")
    assert type(back.nodes[1]["own"]) is type(value)


@pytest.mark.parametrize("suffix", READ_FORMATS)
def test_own_attributes_of_one_kind_keep_their_types(tmp_path, suffix):
    graph = pr.regions(pr.montufar(1, 2, 3)).graph(attributes=())
    for node in graph:
        data = {"weight": node / 8, "rank": node - 2, "even": node % 2 == 0, "name": str(node)}
        graph.nodes[node].update(data)
    write_graph(graph, tmp_path / f"net.{suffix}")
    same(graph, read_graph(tmp_path / f"net.{suffix}"), graph_attributes=suffix != "csv")
    if suffix in ("graphml", "gexf"):
        read = getattr(networkx, f"read_{suffix}")(tmp_path / f"net.{suffix}")
        types = {name: type(value) for name, value in read.nodes["1"].items()}
        expected = {"weight": float, "rank": int, "even": bool, "name": str}
        assert {name: types[name] for name in expected} == expected


NODE_NAMES = [str, lambda k: f"region {k}", lambda k: (k, "a"), lambda k: k - 1, lambda k: k / 2]


@pytest.mark.parametrize("suffix", READ_FORMATS)
@each("name", NODE_NAMES, ids=lambda name: repr(name(1)))
def test_relabelled_nodes(thirds, tmp_path, suffix, name):
    graph = networkx.relabel_nodes(thirds["linear_regions"], {k: name(k) for k in range(10**3)})
    write_graph(graph, tmp_path / f"net.{suffix}")
    same(graph, read_graph(tmp_path / f"net.{suffix}"), graph_attributes=suffix != "csv")


def test_nodes_added_without_attributes(thirds, tmp_path):
    graph = thirds["linear_regions"].copy()
    graph.add_node("new")
    graph.add_edge("new", 0)
    for suffix in READ_FORMATS:
        write_graph(graph, tmp_path / f"net.{suffix}")
        same(graph, read_graph(tmp_path / f"net.{suffix}"), graph_attributes=suffix != "csv")


WRONG_VALUES = [
    ("members", "x"), ("volume", "x"), ("pattern", None), ("pattern", "2"), ("patterns", ["a"]),
    ("patterns", 3), ("regions", "abc"), ("interior_point", ["a"]), ("centroid", None),
    ("gradient", [["a"]]), ("offset", 1), ("bounding_box", [1]), ("units", ["ab"]),
    ("affine_map", "x"), ("exact_interior_point", ["a"]),
]  # fmt: skip


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
def test_what_no_file_can_hold(tmp_path, suffix):
    def changed(change):
        graph = pr.regions(pr.montufar(1, 2, 3)).graph()
        change(graph)
        return graph

    for change, message in [
        (lambda graph: graph.nodes[0].update(own=object()), "attribute 'own' is <object"),
        (lambda graph: graph.nodes[0].update(own=float("inf")), "attribute 'own' is inf, which no"),
        (lambda graph: graph.nodes[0].update(own={1: 2}), "attribute 'own' is {1: 2}, which no"),
        (
            lambda graph: graph.edges[0, 1].update(units=3),
            "'units', which region graphs have, is 3",
        ),
        *[
            (
                lambda graph, name=name, value=value: graph.nodes[0].update({name: value}),
                f"'{name}', which region graphs have",
            )
            for name, value in WRONG_VALUES
        ],
        (lambda graph: graph.add_node(frozenset([1])), "a node is frozenset"),
    ]:
        with pytest.raises(PolyregionsError, match=message):
            write_graph(changed(change), tmp_path / f"net.{suffix}")
    graph = pr.regions(pr.montufar(1, 2, 3)).graph()
    for other in (networkx.DiGraph(graph), networkx.MultiGraph(graph)):
        with pytest.raises(PolyregionsError, match=r"no directions.*give a networkx.Graph"):
            write_graph(other, tmp_path / f"net.{suffix}")
    with pytest.raises(PolyregionsError, match="3 is no graph: give a region complex"):
        write_graph(3, tmp_path / f"net.{suffix}")
    assert not os.listdir(tmp_path)


def test_names_that_stand_for_nodes(tmp_path):
    """In node-link JSON an attribute of that name would take the place of the node."""
    graph = networkx.Graph()
    graph.add_edge(0, 1)
    graph.nodes[0]["source"], graph.edges[0, 1]["id"] = "here", 7
    write_graph(graph, tmp_path / "net.json")
    same(graph, read_graph(tmp_path / "net.json"))
    for name, attributes in (("id", graph.nodes[0]), ("target", graph.edges[0, 1])):
        attributes[name] = "own"
        for suffix in ("graphml", "gexf", "csv"):
            write_graph(graph, tmp_path / f"net.{suffix}")
            same(graph, read_graph(tmp_path / f"net.{suffix}"), graph_attributes=suffix != "csv")
        with pytest.raises(PolyregionsError, match=f"under '{name}'.*another name"):
            write_graph(graph, tmp_path / "net.json")
        del attributes[name]


def test_names_that_gml_does_not_admit(tmp_path):
    for name in ("my own", "label", "1st"):
        graph = networkx.Graph()
        graph.add_node(0, **{name: 1})
        with pytest.raises(PolyregionsError, match="GML knows no attribute of the name"):
            write_graph(graph, tmp_path / "net.gml")
    assert not os.listdir(tmp_path)


def test_dot_is_written_and_not_read(tmp_path):
    graph = pr.regions(pr.montufar(1, 2, 3)).graph(attributes=["pattern"])
    graph.nodes[0]["own"] = 'a "b" \\'
    write_graph(graph, tmp_path / "net.dot")
    lines = (tmp_path / "net.dot").read_text().splitlines()
    assert lines[:2] == ["graph {", '  "of"="linear_regions";']
    assert r'  "0" ["pattern"="10|10", "own"="a \"b\" \\"];' in lines
    assert '  "0" -- "1" ["units"="1:1", "facets"="1"];' in lines
    assert len(lines) == 2 + 2 + 4 + 3
    with pytest.raises(UnknownOptionError, match="written for other programs, and not read"):
        read_graph(tmp_path / "net.dot")


def test_interior_points_that_were_written_as_quotients(tmp_path):
    """As polyregions wrote them before 2027."""
    path = tmp_path / "net.csv"
    (tmp_path / "net.nodes.csv").write_text("id,patterns,interior_point\n0,1,1/4 2\n1,0,-1 2\n")
    (tmp_path / "net.edges.csv").write_text("source,target,units,facets\n0,1,0:0,1\n")
    graph = read_graph(path)
    assert graph.nodes[0] == {"patterns": (pr.Pattern("1"),), "interior_point": (0.25, 2.0)}
    assert graph.edges[0, 1] == {"units": ((0, 0),), "facets": 1}


# Complexes written straight


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
def test_complexes_are_written_as_their_graphs(tmp_path, suffix):
    cells = pr.regions(pr.montufar(2, 4, 3))
    for of in ("linear_regions", "activation_regions"):
        for attributes in ((), ("pattern",), NODE_ATTRIBUTES):
            first = write_graph(cells, tmp_path / f"a.{suffix}", of=of, attributes=attributes)
            second = write_graph(cells.graph(of, attributes), tmp_path / f"b.{suffix}")
            for one, other in zip(first, second, strict=True):
                assert Path(one).read_bytes() == Path(other).read_bytes()


def test_nodes_are_made_some_at_a_time(tmp_path, monkeypatch):
    cells = pr.regions(pr.montufar(2, 4, 3))
    write_graph(cells, tmp_path / "a.json", attributes=NODE_ATTRIBUTES)
    monkeypatch.setattr(graph_module, "_NODES_AT_ONCE", 1)
    write_graph(cells, tmp_path / "b.json", attributes=NODE_ATTRIBUTES)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_kinds_of_complexes(tmp_path):
    cells = pr.regions(pr.montufar(1, 2, 3))
    with pytest.raises(UnknownOptionError, match="a graph of 'cells' is unknown"):
        write_graph(cells, tmp_path / "a.json", of="cells")
    with pytest.raises(UnknownOptionError, match="attribute 'color' is unknown"):
        write_graph(cells, tmp_path / "a.json", attributes=["color"])
    assert not os.listdir(tmp_path)
