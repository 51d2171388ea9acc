"""What millions of regions take, kept or not; ``pytest --benchmark-only -s`` on this file.

Each line has the time beside that of counting the regions, and the peak of the memory above what
was there before; of complexes also how fast files are written and read.
"""

import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys, time
import polyregions as pr

def seconds(work):
    start = time.process_time()
    result = work()
    return result, time.process_time() - start

def peak():
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

shape, path = eval(sys.argv[1]), sys.argv[2]
network = pr.he_random(shape, seed=0, bias_std=0.1).with_domain([[-1, 1]] * shape[0])
small = pr.regions(pr.montufar(shape[0], shape[0], 2))
for suffix in ("npz", "parquet"):
    pr.write_complex(small, f"{path}.{suffix}")
    pr.read_complex(f"{path}.{suffix}")
count, counting = seconds(lambda: pr.count_regions(network, definition="proper_activation"))
before = peak()
cells, finding = seconds(lambda: pr.regions(network))
print(f"{count:,} regions: {count / finding:,.0f}/s, {finding / counting:.2f} x counting, ", end="")
print(f"{(peak() - before) / count:.0f} bytes a region")
for suffix in ("npz", "parquet"):
    own = f"{path}.{suffix}"
    _, writing = seconds(lambda: pr.write_complex(cells, own))
    print(f"{suffix} written {count / writing:,.0f}/s", end="")
    for verify in (False, True):
        again, reading = seconds(lambda: pr.read_complex(own, verify=verify))
        print(f", read {'and verified ' if verify else ''}{count / reading:,.0f}/s", end="")
        assert again == cells
        del again
    print()
"""


@pytest.mark.parametrize(
    "shape",
    [(3, *8 * [32], 1), (3, *6 * [48], 1)],
    ids=["2 million regions", "5 million regions"],
)
def test_large_complex(benchmark, shape, tmp_path):
    command = [sys.executable, "-c", PROGRAM, repr(shape), str(tmp_path / "cells")]
    benchmark.pedantic(lambda: subprocess.run(command, check=True), rounds=1)


STREAM = """
import resource, sys, time
from examples import streamed_regions as example
import polyregions as pr

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

width, depth = map(int, sys.argv[1:])
network = pr.he_random((3, *[width] * depth, 1), seed=0, bias_std=example.BIAS_STD)
example.main(16, 4)
before, start = peak(), time.process_time()
pr.count_regions(network.with_domain([[-1, 1]] * 3), definition="proper_activation")
counting = time.process_time() - start
found = example.main(width, depth)
seconds = time.process_time() - start - counting
print(f"{found.regions:,} regions: {found.regions / seconds:,.0f}/s in {seconds:,.0f} s, ", end="")
print(f"{seconds / counting:.1f} x counting, {peak() - before:.0f} MB above {before:.0f} MB")
"""


@pytest.mark.parametrize(("width", "depth"), [(16, 6), (32, 6), (48, 7)])
def test_stream(benchmark, width, depth):
    command = [sys.executable, "-c", STREAM, str(width), str(depth)]
    benchmark.pedantic(lambda: subprocess.run(command, check=True), rounds=1)
