"""Searches that are divided at random, and carried on in random order, as by many workers."""

from __future__ import annotations

import pickle
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from polyregions.refinement.lp import engine as lp_engine
from polyregions.refinement.vertices import engine as vertices_engine
from polyregions.refinement.vertices import tasks as vertices_tasks

__all__ = ["divided_at_random"]


@contextmanager
def divided_at_random(rng):
    """Let searches pause after little work, and divide, send and order their tasks by `rng`."""

    def dispatched(work, tasks, pool, watch, divide=None, **options):
        work = pickle.loads(pickle.dumps(work))
        waiting = [((index,), task, 0) for index, task in enumerate(tasks)]
        while waiting:
            place, task, given = waiting.pop(rng.randrange(len(waiting)))
            while divide is not None and rng.random() < 0.4 and (parts := divide(task)):
                task, given = parts[0], given + 1
                waiting.append(((*place, -given), parts[1], 0))
            if rng.random() < 0.5:
                task = pickle.loads(pickle.dumps(task))
            piece = work(task, 0.0, rng.choice([None, 1, 2, 5]))
            watch(watch.found + piece.regions)
            if piece.rest is not None:
                waiting.append((place, piece.rest, given))
            yield place, piece.found

    with ExitStack() as patches:
        for module in (vertices_engine, lp_engine):
            patches.enter_context(patch.object(module, "dispatched", dispatched))
        patches.enter_context(
            patch.object(vertices_tasks, "QUANTUM", rng.choice([1, 300, 3000, 30000]))
        )
        yield
