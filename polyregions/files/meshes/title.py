"""The line by which mesh files say what they show."""

from __future__ import annotations

import json

from polyregions.complexes import RegionComplex

__all__ = ["title"]


def title(complex: RegionComplex) -> str:
    r"""Return one line of ASCII text about a complex.

    Examples
    --------
    >>> import polyregions as pr
    >>> title(pr.regions(pr.Network([pr.Layer([[1]])], name="two\nlines")))
    'polyregions: two\\nlines 1-1, 2 regions'
    """
    network = json.dumps(str(complex.network))[1:-1]
    return f"polyregions: {network}, {len(complex)} regions"
