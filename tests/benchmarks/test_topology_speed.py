"""Seconds and memory to find the Betti numbers of sets of inputs.

Run with ``pytest --benchmark-only -s`` on this file. Each is measured in a process of its own that
has found the regions: seconds of the processor, the faces of the refined complex among them, and
the peak of the whole process. The level is the output at the origin.
"""

import subprocess
import sys

import pytest

MEASURE = """
import resource, sys, time
import polyregions as pr
widths = tuple(map(int, sys.argv[1].split("-")))
domain = [[-1, 1]] * widths[0] if sys.argv[2] == "box" else pr.whole_space(widths[0])
network = pr.he_random(widths, seed=0, bias_std=0.5)
level = network.exact([0] * widths[0])[0]
cells = pr.regions(network, domain)
times = []
for options in ({}, {"closed": True}, {"set": "level", "closed": True, "coefficients": "integers"}):
    start = time.process_time()
    found = cells.topology(level=level, **options)
    times.append((found, time.process_time() - start))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{len(cells)} regions, {peak:.0f} MB")
for found, seconds in times:
    numbers = found.betti_numbers
    print(f"  {seconds:.2f} s, {1e6 * seconds / len(cells):.0f} us a region: {numbers}")
"""

COMPLEXES = [
    ("2-64-64-1", "space"),
    ("3-32-32-32-1", "box"),
    ("3-24-24-1", "space"),
    ("4-12-12-1", "box"),
]


@pytest.mark.parametrize(("widths", "domain"), COMPLEXES)
def test_sets_at_a_level(benchmark, widths, domain):
    def measure():
        command = [sys.executable, "-c", MEASURE, widths, domain]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    print(f"\n{widths} on a {domain}: {benchmark.pedantic(measure, rounds=1)}", end="")
