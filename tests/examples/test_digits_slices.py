"""The example on digits runs at a small size, saves its pictures, and cuts the plane it says."""

import importlib.util
import re
from pathlib import Path

import pytest

from tests.helpers.extras import require_packages

require_packages("sklearn", "matplotlib")

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "digits_slices.py"


@pytest.fixture
def example(monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    specification = importlib.util.spec_from_file_location("digits_slices", EXAMPLE)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_example_runs(example, tmp_path, capsys, compiled_kernel):
    example.main(quick=True, folder=tmp_path)
    lines = capsys.readouterr().out.splitlines()
    rows = [re.findall(r"[\d.]+", line) for line in lines[1:-2]]
    assert [int(row[0]) for row in rows] == [1, 2, 4]
    for _, count, density, error, length in rows:
        assert int(count) > 20
        assert 0 < float(error) < float(density)
        assert float(length) > 1
    for name in ("digits_slice.png", "digits_epochs.png"):
        content = (tmp_path / name).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) > 20_000


def test_the_network_is_the_classifier(example):
    import numpy as np
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    training = images[:200] / 16, labels[:200]
    ((epoch, accuracy, network),) = example.trained(training, training, (1,), width=8)
    assert epoch == 1
    assert network.widths == (64, 8, 8, 10)
    classes = np.argmax(network(training[0]), axis=1)
    assert np.mean(classes == training[1]) == pytest.approx(accuracy)
