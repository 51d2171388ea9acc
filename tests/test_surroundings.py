"""Results depend on nothing around them: NumPy's error state, -O, the locale, the hash seed."""

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import polyregions as pr
from polyregions.drawing import polygon_table
from polyregions.one_dimension import find_breakpoints
from polyregions.plotting.intervals import interval_table

ROOT = Path(__file__).resolve().parent.parent
SMALL = Fraction(1, 10**320)
LINE = pr.he_random((1, 30, 30, 1), seed=1)
PLANE = pr.montufar(2, 4, 2)
# Numbers of these sizes overflow and underflow on the way.
EXTREME_LINE = pr.Network(
    [
        pr.Layer([["1/3"], [1], [10**400]], [SMALL, 0, 1]),
        pr.Layer([[1, "1e-200", 0]], ["1e-200"]),
        pr.Layer([["1e-200"]], None, "identity"),
    ]
)
EXTREME_PLANE = pr.Network(
    [
        pr.Layer([[10**300, 1], [1, -1], [0, SMALL]], [0, 1, SMALL]),
        pr.Layer([[1, 10**20, 1]], None, "identity"),
    ]
)
NETWORKS = {
    "line": LINE,
    "plane": PLANE,
    "extreme line": EXTREME_LINE,
    "extreme plane": EXTREME_PLANE,
}


def digest(content):
    return hashlib.sha256(content).hexdigest()


def written(folder, name, write):
    path = Path(folder) / name
    write(path)
    return digest(path.read_bytes())


def answers(network, folder, engine):
    """Return what the public functions say about a network, as plain values."""
    complex = pr.regions(network, engine=engine)
    counts = [
        pr.count_regions(network, engine=engine, definition=definition)
        for definition in ("proper_activation", "open_connected", "affine")
    ]
    point = [Fraction(1, 7)] * network.inputs
    graph = complex.graph()
    points = np.array([[0.5], [1e-200], [1e308]]) * np.ones(network.inputs)
    said = {
        "counts": counts,
        "outputs": np.nan_to_num(network(points)).tolist(),
        "located": str(complex.locate(point)),
        "patterns": [str(region.pattern) for region in complex],
        "edges": sorted(map(str, graph.edges(data=True))),
        "complex": written(folder, "complex.json", lambda path: pr.write_complex(complex, path)),
        "columns": written(folder, "complex.npz", lambda path: pr.write_complex(complex, path)),
        "graph": written(folder, "graph.graphml", lambda path: pr.write_graph(graph, path)),
        "network": written(folder, "net.json", lambda path: pr.write_network(network, path)),
    }
    if network.inputs == 1:
        for method in ("exact", "floats"):
            table = find_breakpoints(network, method=method)
            said[method] = [table.layers.tolist(), table.units.tolist(), table.bends.tolist()]
        said["intervals"] = interval_table(complex).places.tolist()
    else:
        table = polygon_table(complex, accuracy=Fraction(1, 10**6))
        said["polygons"] = [table.points.tolist(), table.areas().tolist()]
    return said


def printed(name, engine):
    with tempfile.TemporaryDirectory() as folder:
        return json.dumps(answers(NETWORKS[name], folder, engine))


CASES = [(name, engine) for name in NETWORKS for engine in ("lp", "vertices")]


@pytest.mark.parametrize(("name", "engine"), CASES)
def test_numpys_error_state_changes_nothing(name, engine):
    with np.errstate(all="ignore"):
        expected = printed(name, engine)
    with np.errstate(all="raise"):
        assert printed(name, engine) == expected


def test_asserts_only_tell_types():
    """Without them, under -O, nothing is decided otherwise and nothing is left undone."""
    for path in sorted((ROOT / "polyregions").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assert):
                said = ast.unparse(node.test)
                assert re.fullmatch(r"[\w.]+ is not None|isinstance\([\w., ]+\)", said), (
                    path,
                    said,
                )


BATTERY = """
from tests.test_surroundings import CASES, printed
for case in CASES:
    print(printed(*case))
"""


def everything(*options, **environment):
    run = subprocess.run(
        [sys.executable, *options, "-c", BATTERY],
        capture_output=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    return run.stdout


@pytest.mark.slow
def test_locale_and_hash_seed_change_nothing():
    """Byte for byte: counts, graphs, files, polygons and breakpoints."""
    expected = "".join(printed(*case) + "\n" for case in CASES)
    found = everything(PYTHONHASHSEED="4242", LC_ALL="C", PYTHONUTF8="0")
    assert found.decode() == expected


@pytest.mark.slow
def test_optimisation_other_hash_seeds_and_locales_change_nothing():
    first, *others = (
        everything(*options, PYTHONHASHSEED=seed, LC_ALL=locale)
        for options, seed, locale in (
            ([], "0", "C.UTF-8"),
            (["-O"], "1", "de_DE.UTF-8"),
            ([], "random", "POSIX"),
        )
    )
    assert all(other == first for other in others)


@pytest.mark.slow
def test_printed_lines_do_not_depend_on_the_hash_seed(tmp_path):
    path = tmp_path / "net.json"
    pr.write_network(PLANE, path)
    graph = str(tmp_path / "graph.graphml")
    for command in (["count", "--json"], ["info"], ["graph", "-o", graph, "--json"]):
        first, second = (
            subprocess.run(
                [
                    sys.executable,
                    *options,
                    "-m",
                    "polyregions",
                    command[0],
                    str(path),
                    *command[1:],
                ],
                capture_output=True,
                check=True,
                cwd=ROOT,
                env={**os.environ, "PYTHONHASHSEED": seed, "COLUMNS": "100", "LC_ALL": locale},
            ).stdout
            for options, seed, locale in (([], "1", "C.UTF-8"), (["-O"], "2", "C"))
        )
        times = rb'"seconds": [0-9.e-]+'
        assert re.sub(times, b"", first) == re.sub(times, b"", second), command
