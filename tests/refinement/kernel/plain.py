"""The kernel uncompiled, also where the rest of the process runs it compiled."""

import importlib
import sys
from types import SimpleNamespace

import numba
import numpy as np

_PACKAGE = "polyregions.refinement.vertices.kernel"
_MODULES = (
    *("arrays", "advancing", "bits", "compilation", "corners", "dense_rows"),
    *("double_double", "edges"),
    *("enclosed_rows", "enclosures", "generators", "layer_entry", "layer_rows", "matching"),
    *("measuring", "outcomes", "pairs", "parts", "pulling", "reaching", "region_output"),
    *("rounding", "sharp_rows", "sharp_signs", "signs", "splitting", "zeros"),
)


def _is_kernel(name):
    return name == _PACKAGE or name.startswith(_PACKAGE + ".")


def _imported_plain():
    """Import the kernel once more with compilation switched off, and leave the first as it was."""
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_kernel(name)}
    parent = sys.modules.get(_PACKAGE.rpartition(".")[0])
    attribute = getattr(parent, "kernel", None)
    before, numba.config.DISABLE_JIT = numba.config.DISABLE_JIT, 1
    try:
        return SimpleNamespace(
            **{name: importlib.import_module(f"{_PACKAGE}.{name}") for name in _MODULES}
        )
    finally:
        numba.config.DISABLE_JIT = before
        for name in [name for name in sys.modules if _is_kernel(name)]:
            del sys.modules[name]
        sys.modules.update(kept)
        if attribute is not None:
            parent.kernel = attribute


kernel = _imported_plain()
arrays = kernel.arrays

GAMMA = 36 * 2.0**-52
"""The bound of relative rounding errors in a network of 16 units a layer."""

U = 2.0**-53


def network(integer=False, **fields):
    """Return a network's arrays, of which only those given matter."""
    nothing = np.zeros((0, 0))
    return arrays.NetworkArrays(
        **dict.fromkeys(arrays.NetworkArrays._fields, nothing)
        | {"integer": integer, "gamma": GAMMA, "grids": np.full(9, float(integer))}
        | fields
    )


def work(**fields):
    """Return the buffers of a branch, of which only those given matter."""
    empty = dict.fromkeys(arrays.Work._fields)
    return arrays.Work(**empty | {"counts": np.zeros(arrays.COUNTS, dtype=np.int64)} | fields)


def stack(**fields):
    """Return a stack, of which only what is given matters."""
    return arrays.Stack(**dict.fromkeys(arrays.Stack._fields) | {"words": 1, "sets": 1} | fields)


def planes_of(*rows):
    """Return the planes of one layer, each row being coefficients and their errors."""
    planes = np.zeros((2, 1, len(rows[0][0]), len(rows)))
    for k, (values, errors) in enumerate(rows):
        planes[arrays.VALUE, 0, :, k], planes[arrays.ERROR, 0, :, k] = values, errors
    return planes


def pool_of(*points, state=None):
    """Return generators (x, w) with their errors, and room for one more."""
    pool = np.zeros((len(points) + 1, len(points[0][0]) + 2))
    for row, (x, error) in zip(pool, points, strict=False):
        row[:-2], row[-2] = x, error
        row[-1] = arrays.INTERPOLATED if state is None else state
    return pool
