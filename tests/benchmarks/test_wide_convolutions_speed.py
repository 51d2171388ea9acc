"""Seconds and memory to read large convolutional networks and restrict them to a plane.

Run with ``pytest --benchmark-only -s`` on this file. Each is measured in a process of its own,
which has imported the packages: seconds of the processor, and the peak of the whole process.
"""

import subprocess
import sys

import pytest

from tests.helpers.extras import require_packages
from tests.readers.wide_convolutions import as_onnx, of_collins, of_images

require_packages("onnx", "torch")

import torch

MODULES = {"collins": of_collins, "images": of_images}

MEASURE = """
import resource, sys, time
import numpy as np
import polyregions as pr
kind, path = sys.argv[1:]
if kind == "torch":
    import torch, torch.fx
    module, shape = torch.load(path, weights_only=False)
else:
    import onnx
pr.read_network
start = time.process_time()
network = pr.from_torch(module, shape) if kind == "torch" else pr.read_network(path)
read = time.process_time()
origin, *directions = np.random.default_rng(1).standard_normal((3, network.inputs))
network.restrict(origin, directions, domain=[[-1, 1]] * 2)
end = time.process_time()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
times = f"read in {read - start:.2f} s, restricted in {end - read:.2f} s"
print(f"{network.widths_text}: {times}, {peak:.0f} MB")
"""


@pytest.mark.parametrize("kind", ["onnx", "torch"])
@pytest.mark.parametrize("name", MODULES)
def test_read_and_restricted(benchmark, name, kind, tmp_path):
    module, shape = MODULES[name](torch)
    path = tmp_path / f"network.{kind}"
    if kind == "torch":
        torch.save((module, shape), path)
    else:
        path.write_bytes(as_onnx(module, shape).SerializeToString())

    def measure():
        command = [sys.executable, "-c", MEASURE, kind, str(path)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    print(f"\n{name} from {kind}: {benchmark.pedantic(measure, rounds=1)}", end="")
