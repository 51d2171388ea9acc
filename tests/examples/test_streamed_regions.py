"""The example on streams sees all regions, whoever works."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

import polyregions as pr

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "streamed_regions.py"


@pytest.fixture
def example(monkeypatch):
    specification = importlib.util.spec_from_file_location("streamed_regions", EXAMPLE)
    module = importlib.util.module_from_spec(specification)
    monkeypatch.setitem(sys.modules, "streamed_regions", module)
    specification.loader.exec_module(module)
    return module


def test_the_example_runs(example, capsys):
    found = example.main(width=8, depth=2)
    net = pr.he_random((3, 8, 8, 1), seed=0, bias_std=example.BIAS_STD)
    cells = pr.regions(net, [[-1, 1]] * 3)
    facets = np.diff(cells.enumeration.facet_offsets)
    assert found.facets.tolist() == np.bincount(facets, minlength=64).tolist()
    assert found.steepest == np.linalg.norm(cells.gradients[:, 0], axis=1).max()
    assert abs(found.volume - 8) <= found.volume_error < 1e-14
    head, volumes, *lines = capsys.readouterr().out.splitlines()
    assert head.startswith(f"{len(cells):,} regions")
    assert volumes.startswith("the volumes of all sum to 8")
    assert len(lines) == len(np.unique(facets))
