"""Processes that share a run folder and are killed at random."""

import os
import random
import signal
import time

import pytest

import polyregions as pr
from tests.helpers.processes import PROGRAM, end_of, started

SLOWLY = """
import sys
from polyregions.cli import main
from polyregions.runs import claims, counting
pace = claims.Pace(stale=3.0, beat=0.5, heavy=float(sys.argv[1]), durable=0.05)
counting.count_in_folder.__defaults__ = (pace,)
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("definition", "depth", "times"), [("open_connected", 6, 20), ("affine", 5, 3)]
)
def test_two_processes_that_are_killed_at_random_count_exactly(
    tmp_path, compiled_kernel, definition, depth, times
):
    net = pr.montufar(inputs=2, width=8, depth=depth)
    pr.write_network(net, tmp_path / "net.json")
    count = ["count", "net.json", "--run", "run", "--definition", definition]
    commands = [[PROGRAM[0], "-c", SLOWLY, heavy, *count] for heavy in ("0.1", "30")]
    rng = random.Random(definition)
    both = [started(command, tmp_path) for command in commands]
    killed = 0
    while killed < times:
        time.sleep(rng.uniform(0.2, 1.0))
        k = rng.randrange(2)
        if both[k].poll() is not None:  # the machine is fast
            break
        os.kill(both[k].pid, signal.SIGKILL)
        killed += 1
        both[k].communicate()
        both[k] = started(commands[k], tmp_path)
    assert killed > times // 3
    outcomes = [end_of(process) for process in both]
    code, out, err = end_of(started([*PROGRAM, *count, "--json"], tmp_path))
    assert code == 0, err
    expected = pr.count_regions(net, definition=definition, method="enumeration")
    assert f'"count": {expected},' in out
    assert any(outcome[0] == 0 for outcome in outcomes)
    names = sorted(path.name for path in (tmp_path / "run").iterdir())
    assert names == ["journal", "plan.json", "result.json", "rows", "table"]
    assert not list((tmp_path / "run").rglob("*.tmp"))
