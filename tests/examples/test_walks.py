"""The walks of the first hour run from any folder, draw, and print what their page says."""

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.extras import require_packages

require_packages("matplotlib")

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "first_hour.md"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
BLOCK = re.compile(r"^```text\n\$ python examples/(\w+)\.py\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")


def outputs_shown(name):
    """Return the outputs of a walk that its page shows."""
    found = [m[2] for m in BLOCK.finditer(PAGE.read_text(encoding="utf-8")) if m[1] == name]
    assert len(found) >= 2
    return found


def walked(name, tmp_path, *arguments):
    """Run a walk in an empty folder, and return what it prints."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    run = subprocess.run(
        [sys.executable, REPOSITORY / "examples" / f"{name}.py", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "MPLBACKEND": "Agg"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def pictures(folder):
    found = {path.name: path.read_bytes() for path in folder.glob("*.png")}
    assert all(content.startswith(b"\x89PNG") for content in found.values())
    assert all(10_000 < len(content) < 150_000 for content in found.values())
    return sorted(found)


def test_the_theorists_walk(tmp_path, compiled_kernel):
    printed = walked("theorists_walk", tmp_path)
    for shown in outputs_shown("theorists_walk"):
        assert doctest.OutputChecker().check_output(shown, printed, FLAGS), shown
    assert pictures(tmp_path / "elsewhere") == ["theorist.png"]
    assert (tmp_path / "elsewhere" / "paper.graphml").exists()


def test_the_verifiers_walk(tmp_path, compiled_kernel):
    printed = walked("verifiers_walk", tmp_path, "made/on/the/way")
    for shown in outputs_shown("verifiers_walk"):
        assert doctest.OutputChecker().check_output(shown, printed, FLAGS), shown
    assert pictures(tmp_path / "elsewhere" / "made" / "on" / "the" / "way") == ["pendulum.png"]
    assert not [*(tmp_path / "elsewhere").glob("*.*")]


@pytest.mark.slow
def test_the_practitioners_walk(tmp_path, compiled_kernel):
    """Another machine may train to other digits, so that these are not compared."""
    require_packages("torch")
    printed = walked("practitioners_walk", tmp_path)
    for shown in outputs_shown("practitioners_walk"):
        shown, found = NUMBER.sub("0", shown), NUMBER.sub("0", printed)
        assert doctest.OutputChecker().check_output(shown, found, FLAGS), shown
    assert pictures(tmp_path / "elsewhere") == ["evolution.png", "moons.png"]
    epochs = re.findall(r"^ *(\d+) +(\d+) +\d\.\d+ +0\.\d+ +\d+\.?\d*$", printed, re.MULTILINE)
    assert [int(epoch) for epoch, _ in epochs] == [0, 2, 4, 10, 20, 40, 70, 100, 150, 200]
    assert all(100 < int(count) < 1000 for _, count in epochs)
    right = re.search(r"(\d+) of 200 points are classified rightly", printed)
    assert int(right[1]) > 190


def test_without_torch_the_practitioner_is_told_what_to_install(tmp_path):
    (tmp_path / "torch.py").write_text("raise ImportError\n")
    run = subprocess.run(
        [sys.executable, REPOSITORY / "examples" / "practitioners_walk.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(REPOSITORY)])},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert "pip install torch" in run.stderr
