"""Who shares work: processes and threads of this machine, and executors that are given."""

from polyregions.workers.executors import WORKER_LOST, check_executor, pickles_plainly
from polyregions.workers.pool import RETRIES, Pool, opened_pool
from polyregions.workers.threads import do_in_threads

__all__ = [
    "RETRIES",
    "WORKER_LOST",
    "Pool",
    "check_executor",
    "do_in_threads",
    "opened_pool",
    "pickles_plainly",
]
