"""What the page on clusters shows runs as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.extras import require_packages
from tests.helpers.processes import HERE, PROGRAM
from tests.workers.test_kinds import MPI, environment, require_mpi

PAGE = Path(HERE, "docs", "how_to", "cluster.md")
SCRIPTS = re.findall(r"^```py\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)

# As much of Ray as an executor needs, with threads as workers and everything pickled on its way.
RAY = """
import pickle
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

def init():
    global threads
    threads = ThreadPoolExecutor(8)

def carry_out(function, sent):
    return pickle.loads(pickle.dumps(function(*pickle.loads(sent))))

def remote(function):
    def submit(*arguments):
        future = threads.submit(carry_out, function, pickle.dumps(arguments))
        return SimpleNamespace(future=lambda: future)
    return SimpleNamespace(remote=submit)
"""


def script_with(word):
    (script,) = [script for script in SCRIPTS if word in script]
    return script


def run(words, folder):
    surroundings = environment() | {"PYTHONPATH": os.pathsep.join([str(folder), HERE])}
    return subprocess.run(
        [str(word) for word in words],
        env=surroundings,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )


def check(script, folder, *, start=(sys.executable,)):
    (folder / "script.py").write_text(script)
    ended = run([*start, "script.py"], folder)
    assert (ended.returncode, "".join(re.findall(r"\d+$", ended.stdout, re.M))) == (0, "729"), (
        ended.stderr
    )


def test_processes(tmp_path, compiled_kernel):
    check(script_with("ProcessPoolExecutor"), tmp_path)


@pytest.mark.slow
def test_loky(tmp_path, compiled_kernel):
    require_packages("loky")
    check(script_with("loky"), tmp_path)


def test_ray(tmp_path, compiled_kernel):
    (tmp_path / "ray.py").write_text(RAY)
    check(script_with("ray"), tmp_path)


@pytest.mark.slow
def test_mpi(tmp_path, compiled_kernel):
    require_mpi()
    check(script_with("mpi4py"), tmp_path, start=MPI)


@pytest.mark.slow
def test_dask_by_script_and_command(tmp_path, compiled_kernel):
    require_packages("distributed")
    script = script_with("distributed")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.workers.cluster"],
        env=environment(),
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as cluster:
        address = cluster.stdout.readline().strip()
        assert "tcp://127.0.0.1:8786" in script
        check(script.replace("tcp://127.0.0.1:8786", address), tmp_path)
        path = tmp_path / "net.json"
        shape = ["montufar", "--inputs", "2", "--width", "6", "--depth", "4", "-o", path]
        assert run([*PROGRAM, "construct", *shape], tmp_path).returncode == 0
        count = [*PROGRAM, "count", path, "--method", "enumeration", "--dask", address]
        ended = run(count, tmp_path)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert re.search(r"^count +729$", ended.stdout, re.M)
        ended = run([*PROGRAM, "ternary-maximum", "2", "--dask", address], tmp_path)
        assert (ended.returncode, ended.stderr) == (0, "")
        ended = run([*PROGRAM, "verify", path, "--dask", address], tmp_path)
        assert (ended.returncode, ended.stderr) == (0, "")
        cluster.stdin.close()
