"""Counts by an executor of a kind, and again while one of its workers is killed.

python -m tests.workers.count_on KIND [--kill]

What came of it is printed, one number a line: the kind's width, the counts; with --kill the sum of
what a function makes of all regions, in whose midst a worker was killed.
"""

import os
import signal
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from operator import add
from pathlib import Path

import polyregions as pr
from polyregions.workers import Pool, opened_pool

NETWORKS = (
    pr.he_random((3, 14, 14, 1), seed=1, bias_std=0.5).with_domain([[-1, 1]] * 3),
    pr.montufar(inputs=2, width=6, depth=4),  # three hyperplanes through each vertex
)


@contextmanager
def dask_executor():
    import dask
    from distributed import Client, LocalCluster

    dask.config.set({"distributed.worker.daemon": True})
    with (
        LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor(pure=False)


@contextmanager
def loky_executor():
    from loky import get_reusable_executor

    yield get_reusable_executor(2)
    get_reusable_executor(2).shutdown(kill_workers=True)


def mpi_executor():
    from mpi4py.futures import MPIPoolExecutor

    return MPIPoolExecutor()


KINDS = {
    "own": partial(opened_pool, None, 2),
    "processes": partial(ProcessPoolExecutor, 2),
    "threads": partial(ThreadPoolExecutor, 2),
    "dask": dask_executor,
    "loky": loky_executor,
    "mpi": mpi_executor,
}


def size_or_death(marker, batch):
    """Return the size of a batch; the process that finds the marker first dies of it."""
    try:
        os.unlink(marker)
    except FileNotFoundError:
        return len(batch)
    os.kill(os.getpid(), signal.SIGKILL)


def main(kind, kill):
    with tempfile.TemporaryDirectory() as folder, KINDS[kind]() as executor:
        if kill:
            marker = Path(folder, "marker")
            marker.touch()
            found = pr.reduce_regions(
                NETWORKS[0],
                partial(size_or_death, str(marker)),
                0,
                add,
                size=50,
                workers=2,
                executor=executor,
            )
            print(found, flush=True)
            return
        print((executor if isinstance(executor, Pool) else Pool(executor)).width)
        for network in NETWORKS:
            for definition in ("proper_activation", "open_connected"):
                count = pr.count_regions(
                    network,
                    definition=definition,
                    method="enumeration",
                    workers=2,
                    executor=executor,
                )
                print(count, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], "--kill" in sys.argv)
