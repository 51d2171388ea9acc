"""Seconds to count by definitions 1 and 5, and to decide which linear regions are convex.

Run with ``pytest --benchmark-only -s`` on this file. The regions, their faces, maps and labels are
known before; two are folds, where every map occurs in many places, one is generic, and one is cut
off at its middle level, so that one linear region has most of the activation regions.
"""

import time

import numpy as np
import pytest

import polyregions as pr


def cut_off(widths):
    """Return a random network, cut off below its median on the cube."""
    net = pr.he_random(widths, seed=0)
    points = np.random.default_rng(0).uniform(-1, 1, (999, widths[0]))
    level = float(np.median(net(points)))
    tail = pr.Network([pr.Layer([[1]], [-level]), pr.Layer([[1]], None, "identity")])
    return tail.compose(net).with_domain([[-1, 1]] * widths[0])


NETWORKS = {
    "folds 64 x 64": lambda: pr.montufar(2, 4, 7),
    "folds 16 x 16 x 16": lambda: pr.montufar(3, 6, 5),
    "generic": lambda: pr.he_random((3, 24, 24, 1), seed=0).with_domain([[-1, 1]] * 3),
    "cut off": lambda: cut_off((3, 24, 24, 1)),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_definitions(benchmark, name):
    cells = pr.regions(NETWORKS[name]())
    known = (cells.face_lattice.points, cells.linear_region_labels, cells.affine_labels)
    assert len(known[1]) == len(cells.gradients)

    def measure():
        texts = []
        for what in ("activation", "closed_connected"):
            start = time.process_time()
            texts.append(f"{what} {cells.count(what)} in {time.process_time() - start:.2f} s")
        start = time.process_time()
        convex = int(np.count_nonzero(cells.linear_region_convexity))
        texts.append(f"{convex} convex in {time.process_time() - start:.2f} s")
        return ", ".join(texts)

    print(f"\n{name}, {len(cells)} regions: {benchmark.pedantic(measure, rounds=1)}", end="")
