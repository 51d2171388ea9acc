"""The kernel without compilation, with assertions off and NumPy's errors raised: the same bits."""

import hashlib
import json
import os
import subprocess
import sys

import numpy as np
import pytest

from polyregions import whole_space
from polyregions.refinement.vertices.engine import count_cells, enumerate_cells
from tests.helpers.awkward import AWKWARD
from tests.refinement.random_networks import random_network

_RUN = """
import sys
import numpy as np
from tests.refinement.test_kernel_uncompiled import answers
np.seterr(all=sys.argv[1])
print(answers())
"""


def answers():
    """Return a digest of all that engine `vertices` answers for a few networks, by name."""
    cases = {case.name: (case.network, case.network.domain) for case in AWKWARD[::4]}
    cases |= {f"random {k}": (random_network(k, 2), None) for k in range(8)}
    found = {}
    for name, (network, domain) in cases.items():
        domain = domain or whole_space(network.inputs)
        columns = enumerate_cells(network, domain)
        counted = count_cells(network, domain, linear_regions=True)
        digest = hashlib.sha256()
        for column in ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours"):
            digest.update(np.ascontiguousarray(getattr(columns, column)).tobytes())
        digest.update(repr(list(columns.interior_points)).encode())
        # How many signs floats decide depends on where the clock divides the search.
        digest.update(repr(columns.statistics["regions"]).encode())
        digest.update(repr((counted.regions, counted.linear_regions)).encode())
        found[name] = digest.hexdigest()
    return json.dumps(found)


def answers_of_another_process(*options, errors="warn", **environment):
    run = subprocess.run(
        [sys.executable, *options, "-c", _RUN, errors],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("compiled", [pytest.param(True, marks=pytest.mark.slow), False])
def test_neither_assertions_nor_the_hash_seed_nor_the_locale_matter(compiled):
    plain = {} if compiled else {"NUMBA_DISABLE_JIT": "1"}
    options = ["-O"] if compiled else []  # for which Python compiles NumPy and all others anew
    found = answers_of_another_process(
        *options, errors="raise", PYTHONHASHSEED="7", LC_ALL="de_DE.UTF-8", **plain
    )
    assert found == json.loads(answers())
