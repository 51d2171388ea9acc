"""The same counts by executors of all kinds, also while a worker is killed."""

import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from functools import partial
from operator import add

import pytest

import polyregions as pr
from polyregions.errors import WorkerLostError
from polyregions.workers import opened_pool
from tests.helpers.extras import require_packages
from tests.helpers.processes import HERE
from tests.workers.count_on import NETWORKS, size_or_death

NEEDS = {"dask": ["distributed"], "loky": ["loky"]}
MPI = ["mpiexec", "-n", "3", sys.executable, "-m", "mpi4py.futures"]


def slow(*kinds):
    return [pytest.param(kind, marks=pytest.mark.slow) for kind in kinds]


def require_mpi():
    """Skip a test where no MPI is, which no package of Python's registry brings for certain."""
    require_packages("mpi4py")
    if shutil.which("mpiexec") is None:
        pytest.skip("there is no MPI")


def environment():
    """Return the surroundings of processes that tests start."""
    return {
        **os.environ,
        "PYTHONPATH": HERE,
        # Open MPI starts as root, and more processes than there are cores, only if it is told to.
        **{f"OMPI_ALLOW_RUN_AS_ROOT{suffix}": "1" for suffix in ("", "_CONFIRM")},
        "OMPI_MCA_rmaps_base_oversubscribe": "1",
    }


def run_on(kind, *words):
    """Count by an executor of a kind in a new process; return its exit code and its numbers."""
    start = [sys.executable]
    if kind == "mpi":
        require_mpi()
        start = MPI
    require_packages(*NEEDS.get(kind, []))
    run = subprocess.run(
        [*start, "-m", "tests.workers.count_on", kind, *words],
        env=environment(),
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return run.returncode, run.stdout.split(), run.stderr


@pytest.fixture(scope="module")
def counts(compiled_kernel):
    return [
        pr.count_regions(network, definition=definition, method="enumeration")
        for network in NETWORKS
        for definition in ("proper_activation", "open_connected")
    ]


@pytest.mark.parametrize("kind", ["processes", *slow("own", "threads", "loky", "dask", "mpi")])
def test_equal_counts(counts, kind):
    code, numbers, err = run_on(kind)
    assert code == 0, err
    assert [*map(int, numbers[:5])] == [2, *counts]


@pytest.mark.skipif(os.name != "posix", reason="kills")
@pytest.mark.parametrize("kind", ["own", "loky", *slow("dask")])
def test_equal_counts_while_a_worker_is_killed(counts, kind):
    code, numbers, err = run_on(kind, "--kill")
    assert code == 0, err
    assert [*map(int, numbers)] == counts[:1]


@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_a_broken_executor_cannot_be_mended(counts):
    code, numbers, err = run_on("processes", "--kill")
    assert (code, numbers) == (1, [])
    assert err.splitlines()[-1].startswith("polyregions.errors.WorkerLostError: a worker process")


@pytest.mark.slow
def test_mpi_ends_all_with_one(counts):
    code, numbers, _ = run_on("mpi", "--kill")
    assert (code != 0, numbers) == (True, [])


@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_what_is_found_before_the_last_retry_is_known(tmp_path):
    net = pr.montufar(inputs=2, width=6, depth=5)
    markers = [tmp_path / str(k) for k in range(3)]
    for marker in markers:
        marker.touch()
    dying = partial(dies_of_all, markers)
    with opened_pool(None, 2, 0) as pool, pytest.raises(WorkerLostError) as raised:
        pr.reduce_regions(net, dying, 0, add, size=50, executor=pool)
    error = raised.value
    assert error.partial.reason == "worker_lost"
    assert error.partial.value == error.partial.found <= error.found < 3**8


def dies_of_all(markers, batch):
    for marker in markers:
        size_or_death(str(marker), batch)
    return len(batch)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_workers_killed_at_random_times():
    net = pr.he_random((3, 12, 12, 1), seed=2, bias_std=0.5).with_domain([[-1, 1]] * 3)
    expected = pr.count_regions(net, definition="proper_activation")
    rng, kills, is_over = random.Random(5), [], threading.Event()

    def kill():
        while len(kills) < 20 and not is_over.is_set():
            time.sleep(rng.choice([0, 0.01, 0.1, 0.3]))
            for process in multiprocessing.active_children()[:1]:
                kills.append(process.pid)
                process.kill()

    killer = threading.Thread(target=kill, daemon=True)
    options = {"definition": "proper_activation", "engine": "lp", "retries": 100}
    with opened_pool(None, 2, 100) as pool:
        killer.start()
        while len(kills) < 20:
            assert pr.count_regions(net, executor=pool, **options) == expected
    is_over.set()
    killer.join(60)
    assert pr.count_regions(net, workers=2, **options) == expected
