"""What a picture of the faces of a complex shows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.complexes import RegionComplex
from polyregions.drawing.plane import box_of_view, checked_view, whole_view
from polyregions.drawing.space.face_table import space_view
from polyregions.errors import InvalidDomainError

__all__ = ["ACCURACY", "view_of_complex"]

ACCURACY = Fraction(1, 10**6)
"""By what share of the view's larger side corners may be misplaced in a picture."""


def view_of_complex(complex: RegionComplex, view: Any = None) -> NDArray[np.float64]:
    """Return the box that pictures of a complex show, as :func:`polygon_table` chooses it.

    Parameters
    ----------
    complex
        A complex of two or three inputs.
    view
        The box ``[[lower, upper], ...]``; omitted: a bounded domain, else one around most vertices.

    Returns
    -------
    ndarray of float64, shape (2, n0)
        The least and the largest coordinates.

    Raises
    ------
    InvalidDomainError
        If the complex has another dimension, the view is no box, or floats cannot tell its points
        apart.

    Examples
    --------
    >>> import polyregions as pr
    >>> view_of_complex(pr.regions(pr.montufar(inputs=2, width=4, depth=2))).tolist()
    [[0.0, 0.0], [1.0, 1.0]]
    """
    inputs = complex.network.inputs
    if inputs not in (2, 3):
        raise InvalidDomainError(
            f"the network has {inputs} inputs, and faces are drawn in the plane or in space: give "
            "a complex of a network with two or three, for example a slice"
        )
    if inputs == 3:
        return space_view(complex, view)
    corners = whole_view(complex, ACCURACY) if view is None else box_of_view(view)
    return checked_view(np.array([[nearest_float(x) for x in corner] for corner in corners]))
