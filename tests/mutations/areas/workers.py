"""Faults of what hands tasks to executors."""

from tests.mutations.mutant import Mutant

POOL = ("workers/test_pool.py",)
KINDS = ("workers/test_executors.py",)


def _pool(name, text, replacement):
    return Mutant(f"pool: {name}", "workers/pool.py", text, replacement, POOL)


def _executors(name, text, replacement):
    return Mutant(f"executors: {name}", "workers/executors.py", text, replacement, KINDS)


MUTANTS = (
    _pool("one loss too many", "task.losses == self._retries", "task.losses > self._retries"),
    _pool("a width for ever", "now - self._width[0] >= _SECONDS", "False"),
    _pool("functions travel with every task", "task.sending.whole < self.width", "True"),
    _pool("unknown functions are results", "is Answer.UNKNOWN", "is None"),
    _pool(
        "tasks go on at the executor", "            self.at_executor.cancel()", "            pass"
    ),
    _pool("broken executors stay", "self._executor = self._renew(executor)", "pass"),
    _pool("tasks after the end", "if not self._is_open:", "if False:"),
    Mutant(
        "travel: all functions are kept",
        "workers/travel.py",
        "if len(_known) > _KEPT:",
        "if False:",
        POOL,
    ),
    _executors("a class is an executor", "if isinstance(executor, type):", "if False:"),
    _executors("closed clients", '== "closed"', '== "open"'),
    _executors("clusters have one thread", "sum(map(int, client.nthreads().values()))", "1"),
)
