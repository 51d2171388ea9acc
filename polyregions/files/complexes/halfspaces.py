"""Halfspaces of many facets in floats whose accuracy is proved.

Every coefficient is off by at most 2**-30 times the largest one of its normal. The fast
computation comes with bounds of its errors; where they do not prove it, the exact numbers are
computed and rounded.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.complexes import RegionComplex
from polyregions.drawing import facet_forms

__all__ = ["rounded_halfspaces"]

Floats = NDArray[np.float64]

_ACCURACY: Final = 2.0**-30
# Half is left for what is compared with, rounded itself, and for the scaling of a halfspace.
_PROVED: Final = _ACCURACY / 2


def rounded_halfspaces(complex: RegionComplex) -> Floats:
    """Return the halfspace a.x <= b of every facet, shape (F, n0 + 1), as a row (a, b).

    They contain the region, and are scaled so that the largest coefficient in a has size 1.

    Examples
    --------
    >>> import polyregions as pr
    >>> rounded_halfspaces(pr.regions(pr.Network([pr.Layer([[3]], [-1])], [[0, 2]])))
    array([[-1.        ,  0.        ],
           [ 1.        ,  0.33333333],
           [ 1.        ,  2.        ],
           [-1.        , -0.33333333]])
    """
    forms = facet_forms(complex)
    rows = forms.values.copy()
    rows[:, :-1] *= -1
    sizes = np.max(np.abs(rows[:, :-1]), axis=1)
    proved = _proved(np.max(forms.errors, axis=1), sizes)
    with np.errstate(all="ignore"):
        rows /= sizes[:, np.newaxis]
    offsets = complex.enumeration.facet_offsets
    unproved = np.flatnonzero(~proved)
    owners = np.searchsorted(offsets, unproved, side="right") - 1
    for index in np.unique(owners).tolist():
        first = int(offsets[index])
        exact = complex.polytope(index).rows
        for facet in unproved[owners == index].tolist():
            *normal, offset = exact[facet - first]
            largest = max(map(abs, normal))
            rows[facet] = [nearest_float(Fraction(c, largest)) for c in (*normal, offset)]
    return rows + 0.0


@np.errstate(all="ignore")
def _proved(errors: Floats, sizes: Floats) -> NDArray[np.bool_]:
    """Return where numbers of these sizes are accurate enough; not where they overflowed."""
    return np.isfinite(sizes) & (errors <= _PROVED * sizes)
