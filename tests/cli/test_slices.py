"""``--slice`` of the commands that find regions."""

import json

import pytest

import polyregions as pr

PLANE = '{"through": [[0, 0, 0], [1, 0, "1/3"], [0, 1, "1/2"]]}'


@pytest.fixture
def net(folder):
    pr.write_network(pr.montufar(inputs=3, width=6, depth=3), "net.json")
    return "net.json"


@pytest.mark.parametrize("engine", ["vertices", "lp"])
@pytest.mark.parametrize(
    ("words", "count"),
    [
        (["--slice", "x1=1/3"], 16),
        (["--slice", "x0=0,x2=1"], 4),
        (["--slice", '{"through": [[0, 0, 0], [1, 0, 0]]}'], 4),
        (["--slice", "x0=0,x2=1", "--domain", '[["1/4", "1/2"]]'], 1),
    ],
)
def test_counts(run, net, engine, words, count):
    outcome = run("count", net, *words, "--engine", engine, "--json")
    assert json.loads(outcome.out)["count"] == count


def test_a_plane_through_points(run, net):
    plane = pr.through(*json.loads(PLANE)["through"])
    count = pr.count_regions(pr.read_network(net).restrict(plane))
    assert json.loads(run("count", net, "--slice", PLANE, "--json").out)["count"] == count > 16


def test_the_table_names_the_slice(run, net):
    outcome = run("count", net, "--slice", "x1=1/3")
    assert outcome.code == 0
    assert "depth 3 on a plane\nwidths             2-6-6-1\n" in outcome.out


def test_graphs(run, net, folder):
    outcome = run("graph", net, "-o", "graph.json", "--slice", "x1=1/3", "--json")
    assert json.loads(outcome.out)["nodes"] == 16
    assert json.loads(outcome.out)["edges"] == 24
    assert pr.read_graph("graph.json").number_of_nodes() == 16


def test_files(run, net, folder):
    (folder / "plane.json").write_text(PLANE)
    by_file = json.loads(run("count", net, "--slice", "plane.json", "--json").out)
    by_text = json.loads(run("count", net, "--slice", PLANE, "--json").out)
    del by_file["seconds"], by_text["seconds"]
    assert by_file == by_text


@pytest.mark.parametrize("command", ["count", "graph"])
@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--slice", "x3=0"], "count from 0"),
        (["--slice", "x1=2"], "another slice, or a domain in slice coordinates"),
        (["--slice", "x1=1", "--domain", "[[0, 1]]"], "dimension 1"),
        (["--slice", "missing.json"], "is no file"),
        (["--slice", '{"through": [[0, 0, 0], [1, 1, 1], [2, 2, 2]]}'], "points[2] is -points[0]"),
    ],
)
def test_errors_are_one_line(run, net, folder, command, words, what):
    output = ["-o", "graph.json"] if command == "graph" else []
    outcome = run(command, net, *words, *output)
    assert outcome.is_one_line_error()
    assert what in outcome.err
    assert not (folder / "graph.json").exists()


def test_a_domain_makes_a_slice_outside_possible(run, net):
    value = json.loads(run("count", net, "--slice", "x1=2", "--domain", "unit", "--json").out)
    outside = pr.montufar(inputs=3, width=6, depth=3).restrict(
        [0, 2, 0], [[1, 0, 0], [0, 0, 1]], domain=[[0, 1], [0, 1]]
    )
    assert value["count"] == pr.count_regions(outside)
