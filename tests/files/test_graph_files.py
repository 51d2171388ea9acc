"""Region graphs survive every file format, and networkx reads the files by itself."""

import contextlib
import csv
import os
from pathlib import Path

import networkx
import pytest
from hypothesis import given, settings

import polyregions as pr
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
    return {of: cells.graph(of) for of in ("linear_regions", "activation_regions")}


def same(first, second, graph_attributes=True):
    assert dict(first.nodes(data=True)) == dict(second.nodes(data=True))
    assert {frozenset(e): first.edges[e] for e in first.edges} == {
        frozenset(e): second.edges[e] for e in second.edges
    }
    assert not graph_attributes or first.graph == second.graph


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
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
    for read in (
        networkx.read_graphml(tmp_path / "net.graphml", node_type=int),
        networkx.read_gexf(tmp_path / "net.gexf", node_type=int),
    ):
        assert set(read.nodes) == set(graph.nodes)
        assert set(map(frozenset, read.edges)) == set(map(frozenset, graph.edges))
        point = " ".join(map(str, graph.nodes[0]["interior_point"]))
        assert read.nodes[0]["interior_point"] == point
        assert "/" in point


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


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
def test_one_node_with_an_empty_pattern(tmp_path, suffix):
    graph = pr.regions(pr.Network([pr.Layer([[2, 1]], ["1/3"], "identity")])).graph()
    write_graph(graph, tmp_path / f"net.{suffix}")
    same(graph, read_graph(tmp_path / f"net.{suffix}"), graph_attributes=suffix != "csv")


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
def test_names_that_xml_does_not_admit(tmp_path, suffix):
    net = pr.Network([pr.Layer([[1]]), pr.Layer([[1]], None, "identity")], name="a\x00b\ud800\n")
    graph = pr.regions(net).graph()
    write_graph(graph, tmp_path / f"net.{suffix}")
    same(graph, read_graph(tmp_path / f"net.{suffix}"), graph_attributes=suffix == "json")


@settings(max_examples=25)
@given(degenerate_networks(most_inputs=2, most_units=3, most_hidden_layers=2, with_domain=True))
def test_degenerate_networks_round_trip(tmp_path_factory, net):
    folder = tmp_path_factory.mktemp("graphs")
    graph = pr.regions(net).graph()
    for suffix in GRAPH_FORMATS:
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


@pytest.mark.parametrize("suffix", GRAPH_FORMATS)
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
