"""Every example runs from any folder, and writes where it is told, into a folder that it makes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.extras import require_packages

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

slow = pytest.mark.slow
SCRIPTS = [
    # name, arguments, the pictures it makes, what it needs
    pytest.param("definition_figures", "new/pictures", 4, ["matplotlib"]),
    pytest.param("lemma1_counterexamples", "", 0, []),
    pytest.param("streamed_regions", "4 1", 0, []),
    pytest.param("partition_figure", "new/pictures/one.png", 1, ["matplotlib"], marks=slow),
    pytest.param("picture_gallery", "new/pictures", 8, ["matplotlib", "plotly"], marks=slow),
    pytest.param("digits_slices", "--quick new/pictures", 2, ["sklearn"], marks=slow),
    pytest.param(
        "random_one_dimensional_networks",
        "--quick new/pictures",
        2,
        ["matplotlib"],
        marks=slow,
    ),
]
# Those that need a browser have their tests with it; the walks write where they stand by default.
OTHERS = {"make_pictures", "page_screenshot"}


def test_no_example_is_forgotten():
    names = {path.stem for path in EXAMPLES.glob("*.py") if not path.stem.endswith("_walk")}
    assert names == OTHERS | {case.values[0] for case in SCRIPTS}


@pytest.mark.parametrize(("name", "arguments", "pictures", "packages"), SCRIPTS)
def test_it_runs_from_any_folder(tmp_path, name, arguments, pictures, packages):
    require_packages(*packages)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    run = subprocess.run(
        [sys.executable, EXAMPLES / f"{name}.py", *arguments.split()],
        cwd=elsewhere,
        env=os.environ | {"PYTHONPATH": str(EXAMPLES.parent)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout
    made = [path for path in elsewhere.rglob("*") if path.is_file()]
    assert len(made) == pictures
    assert all(path.parent == elsewhere / "new" / "pictures" for path in made)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in made)
