"""How fast properties are decided, on the collision-avoidance networks of the competition.

They are not part of this repository: POLYREGIONS_ACASXU names a folder with some of the files
ACASXU_run2a_1_1_batch_2000.onnx, ..., prop_1.vnnlib, ..., of the benchmark of that name.

Run with ``POLYREGIONS_ACASXU=folder pytest tests/benchmarks/test_properties_speed.py
--benchmark-only -s``.
"""

import os
from pathlib import Path

import pytest

import polyregions as pr

FOLDER = os.environ.get("POLYREGIONS_ACASXU")
VIOLATED = {("1_7", 3), ("1_7", 4), ("1_8", 3), ("1_8", 4), ("1_9", 3), ("1_9", 4)}


def questions():
    """Return the networks and properties that are there, of properties 1, 3 and 4."""
    folder = Path(FOLDER or "nowhere")
    for network in sorted(folder.glob("ACASXU_run2a_*_batch_2000.onnx")):
        name = network.name.split("_batch")[0].removeprefix("ACASXU_run2a_")
        for number in (1, 3, 4):
            path = folder / f"prop_{number}.vnnlib"
            if path.exists():
                yield pytest.param(network, path, (name, number), id=f"{name}-{number}")


@pytest.mark.skipif(FOLDER is None, reason="POLYREGIONS_ACASXU is not set")
@pytest.mark.parametrize(("network", "path", "name"), [*questions()])
def test_decided(benchmark, capsys, network, path, name):
    net, prop = pr.read_network(network), pr.read_property(path)
    verdict = benchmark.pedantic(pr.check_property, args=(net, prop), rounds=3, warmup_rounds=1)
    assert isinstance(verdict, pr.Violated if name in VIOLATED else pr.Holds)
    figures = {"regions visited": verdict.visited, "cells dropped": verdict.dropped}
    benchmark.extra_info.update(figures)
    with capsys.disabled():
        print(f"\n{name}: {verdict!s:.60}")
