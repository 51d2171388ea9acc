"""``polyregions region``."""

import json

import numpy as np
import pytest

import polyregions as pr
from polyregions.cli import main
from tests.helpers.cases import each


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pr.write_network(pr.montufar(inputs=2, width=4, depth=2), "folds.json")
    pr.write_network(pr.he_random((64, 8, 8, 3), seed=0), "wide.json")
    return tmp_path


def printed(capsys, *words):
    code = main(["region", *words])
    out, err = capsys.readouterr()
    assert err == ""
    return code, out


def test_json_says_what_the_region_is(folder, capsys):
    code, out = printed(capsys, "folds.json", "--at", "1/8,1/4", "--neighbours", "--json")
    value = json.loads(out)
    region = pr.region_at(pr.montufar(inputs=2, width=4, depth=2), ["1/8", "1/4"])
    assert code == 0
    assert value["pattern"] == str(region.pattern)
    assert value["patterns_at_point"] == [str(region.pattern)]
    assert value["facets"] == len(region.facets) == 4
    assert value["neighbours"] == len(value["neighbour_patterns"]) == 2
    assert value["neighbour_patterns"] == [str(r.pattern) for r in region.neighbours()]
    assert value["outputs"] == [0.75]
    assert value["weights"] == [[2, 2]]
    assert value["chebyshev_radius"] == 0.25


def test_a_point_where_several_regions_meet(folder, capsys):
    _, out = printed(capsys, "folds.json", "--at", "1/2,1/2")
    assert "regions at the point  4" in out
    assert "first pattern         1100" in out


def test_walks(folder, capsys):
    for words, count in ((["--steps", "1"], 3), (["--radius", "1"], 4), (["--count", "2"], 2)):
        code, out = printed(capsys, "folds.json", "--at", "1/8,1/8", *words, "--json")
        nearby = json.loads(out)["nearby"]
        assert code == 0
        assert len(nearby["regions"]) == count
        assert not nearby["complete"]


def test_walks_as_tables(folder, capsys):
    _, out = printed(capsys, "folds.json", "--at", "1/8,1/8", "--steps", "1")
    lines = out.splitlines()
    start = lines.index("3 regions at most 1 facet away")
    assert lines[start - 1] == ""
    assert lines[start + 1].split("  ") == ["facets away", "pattern"]
    assert len(lines) == start + 5
    pr.write_network(pr.he_random((2, 50, 1), seed=0), "long.json")
    _, out = printed(capsys, "long.json", "--at", "1/8,1/8", "--neighbours", "--count", "50")
    assert "units that vanish  units that flip\n" in out
    assert "the first 50 regions\nfacets away  units that differ from the first\n" in out
    assert out.endswith("and 10 more, which --json lists\n")
    assert max(map(len, out.splitlines())) < 130


def test_a_slice(folder, capsys):
    words = ["folds.json", "--at", "1/8", "--slice", "x0=1/3"]
    _, out = printed(capsys, *words)
    assert "point in inputs  (1/3, 0.125)\n" in out
    _, out = printed(capsys, *words, "--json")
    value = json.loads(out)
    assert (value["point"], value["point_in_inputs"]) == ([0.125], ["1/3", 0.125])


def test_points_from_files_and_an_unbounded_region(folder, capsys):
    x = np.linspace(-1, 1, 64, dtype=np.float32).reshape(8, 8)
    np.save("x.npy", x)
    code, out = printed(capsys, "wide.json", "--at", "x.npy", "--json")
    value = json.loads(out)
    assert code == 0
    assert value["point"] == x.ravel().tolist()
    assert value["pattern"] == str(pr.read_network("wide.json").pattern(x.ravel()))
    assert value["chebyshev_radius"] is None
    _, out = printed(capsys, "wide.json", "--at", "x.npy", "--domain", "cube")
    assert "point         (64 numbers)" in out
    assert "affine map    3 x 64" in out


def test_the_time_ends_it(folder, capsys):
    code, out = printed(capsys, "wide.json", "--at", ",".join("0" * 64), "--max-seconds", "0")
    assert code == 3
    assert "max_seconds" in out


BAD = {
    "missing": ["--at", "missing.txt"],
    "short": ["--at", "1"],
    "outside": ["--at", "2,2"],
    "steps": ["--at", "0,0", "--steps", "-1"],
    "radius": ["--at", "0,0", "--radius", "-1"],
    "nowhere": [],
}


@each("name", BAD)
def test_bad_input_is_one_line(folder, capsys, name):
    assert main(["region", "folds.json", *BAD[name]]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert ": " in err
