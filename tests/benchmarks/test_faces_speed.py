"""Seconds and memory to find all faces of complexes.

Run with ``pytest --benchmark-only -s`` on this file. Each is measured in a process of its own that
has found the regions: seconds of the processor, and the peak of the whole process.
"""

import subprocess
import sys

import pytest

MEASURE = """
import resource, sys, time
import polyregions as pr
widths = tuple(map(int, sys.argv[1].split("-")))
domain = [[-1, 1]] * widths[0] if sys.argv[2] == "box" else pr.whole_space(widths[0])
cells = pr.regions(pr.he_random(widths, seed=0, bias_std=0.5), domain)
start = time.process_time()
lattice = cells.face_lattice
seconds = time.process_time() - start
start = time.process_time()
lattice.vertices
exact = time.process_time() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(
    f"{len(cells)} regions, f-vector {lattice.f_vector}: {seconds:.2f} s, "
    f"{1e6 * seconds / len(cells):.0f} us a region, {peak:.0f} MB; vertices exactly {exact:.2f} s"
)
"""

COMPLEXES = [
    ("2-32-32-1", "space"),
    ("2-256-256-1", "box"),
    ("3-32-32-32-1", "box"),
    ("3-32-32-1", "space"),
    ("4-12-12-1", "box"),
    ("5-10-10-1", "box"),
]


@pytest.mark.parametrize(("widths", "domain"), COMPLEXES)
def test_all_faces(benchmark, widths, domain):
    def measure():
        command = [sys.executable, "-c", MEASURE, widths, domain]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    print(f"\n{widths} on a {domain}: {benchmark.pedantic(measure, rounds=1)}", end="")
