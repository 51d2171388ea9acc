"""A cluster of dask for tests: prints its address, and ends with its standard input.

python -m tests.workers.cluster
"""

import sys

if __name__ == "__main__":
    from distributed import LocalCluster

    with LocalCluster(2, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
