"""Who shares work: processes and threads of this machine, and executors that are given."""

from polyregions.workers.pool import Pool
from polyregions.workers.processes import WORKER_LOST, worker_pool

__all__ = ["WORKER_LOST", "Pool", "worker_pool"]
