"""The wheel: built from this source, whole, installed where nothing of the repository is, typed."""

import email
import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import polyregions
from tests.helpers.extras import require_packages

pytestmark = pytest.mark.slow
require_packages("hatchling", "mypy")

ROOT = Path(__file__).resolve().parent.parent
VERSION = polyregions.__version__


def output_of(*words, cwd):
    """Run a program that finds no module by our own settings, and return what it prints."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    run = subprocess.run(
        [*map(str, words)], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel by pip, with the backend that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    output_of(*pip, "--wheel-dir", folder, ROOT, cwd=folder)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def programs(wheel, tmp_path_factory):
    """Return the programs of an environment with the wheel; what it needs comes from ours."""
    folder = tmp_path_factory.mktemp("environment")
    output_of(sys.executable, "-m", "venv", folder, cwd=folder)
    bin = folder / ("Scripts" if os.name == "nt" else "bin")
    packages = next(folder.rglob("site-packages"))
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"))
    output_of(bin / "python", "-m", "pip", "install", "--quiet", "--no-deps", wheel, cwd=folder)
    return bin


def test_the_wheel_is_whole(wheel):
    assert wheel.name == f"polyregions-{VERSION}-py3-none-any.whl"
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "polyregions"
    source = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    facts = f"polyregions-{VERSION}.dist-info/"
    assert {name for name in names if not name.startswith(facts)} == source
    assert "polyregions/py.typed" in names
    assert f"{facts}licenses/LICENSE" in names


def test_the_metadata_are_complete(wheel):
    content = zipfile.ZipFile(wheel).read(f"polyregions-{VERSION}.dist-info/METADATA")
    metadata = email.message_from_bytes(content)
    assert metadata["Version"] == VERSION
    for name in ("Summary", "Author", "Keywords", "Requires-Python"):
        assert metadata[name]
    assert metadata["License-Expression"] == "MIT"
    assert "Typing :: Typed" in metadata.get_all("Classifier")
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload().startswith("# polyregions\n")
    required = [line for line in metadata.get_all("Requires-Dist") if "extra ==" not in line]
    assert "numpy" in " ".join(required)
    assert not any(line.startswith("torch") for line in required)


def test_it_runs_where_nothing_else_of_us_is(programs, tmp_path):
    place = "import polyregions; print(polyregions.__file__)"
    file = output_of(programs / "python", "-c", place, cwd=tmp_path)
    assert Path(file.strip()).is_relative_to(programs.parent)
    program = programs / "polyregions"
    assert output_of(program, "--version", cwd=tmp_path) == f"polyregions {VERSION}\n"
    words = ["construct", "montufar", "--inputs", "2", "--width", "4", "--depth", "3"]
    output_of(program, *words, "-o", "net.json", cwd=tmp_path)
    # By engine lp, as a kernel would have to be compiled for the new place.
    count = ["count", "net.json", "--method", "enumeration", "--engine", "lp", "--json"]
    assert json.loads(output_of(program, *count, cwd=tmp_path))["count"] == 16


def test_scripts_of_users_see_types(programs, tmp_path):
    (tmp_path / "script.py").write_text(
        "import polyregions as pr\n"
        "cells = pr.regions(pr.montufar(inputs=2, width=4, depth=3))\n"
        "reveal_type(cells)\n"
        "reveal_type(cells.count())\n"
        "pr.regions(3)\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--python-executable", programs / "python", "script.py"],
        cwd=tmp_path,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        capture_output=True,
        text=True,
    )
    revealed = re.findall(r'Revealed type is "(.*)"', run.stdout.replace("builtins.", ""))
    assert revealed[:2] == ["polyregions.complexes.region_complex.RegionComplex", "int"]
    assert 'error: No overload variant of "regions" matches' in run.stdout
