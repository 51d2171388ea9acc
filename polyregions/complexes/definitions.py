"""The definitions of "region" under which regions are counted.

The numbering is that of Stargalla, Hertrich and Reichman, "The Computational Complexity of Counting
Linear Regions in ReLU Neural Networks" (2025), section 3. Of one network on one domain the numbers
of regions do not increase from definition 1 to definition 6.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from polyregions.errors import unknown_choice

__all__ = ["Definition"]


class Definition(StrEnum):
    """What counts as one region; the value is the name used everywhere.

    All sets are sets of points inside of the domain: what happens on its boundary alone counts
    nowhere. The members stand in the order of their numbers.

    Examples
    --------
    >>> Definition.of("affine").number, Definition.of(4).value, Definition("open-connected").value
    (6, 'open_connected', 'open_connected')
    """

    ACTIVATION = "activation"
    """Definition 1: sets of inputs that share one activation pattern, of any dimension.

    A unit is active in it iff its pre-activation is positive.
    """

    PROPER_ACTIVATION = "proper_activation"
    """Definition 2: full-dimensional sets of inputs that share one activation pattern."""

    CONVEX = "convex"
    """Definition 3: the fewest cells of a polyhedral complex on each of which the map is affine."""

    OPEN_CONNECTED = "open_connected"
    """Definition 4: maximal open connected sets on which the network is affine."""

    CLOSED_CONNECTED = "closed_connected"
    """Definition 5: maximal closed connected sets with interior on which the network is affine."""

    AFFINE = "affine"
    """Definition 6: distinct affine maps of the network on full-dimensional sets."""

    @property
    def number(self) -> int:
        """The definition's number in the source."""
        return list(Definition).index(self) + 1

    @classmethod
    def of(cls, name: str | int) -> Definition:
        """Return the definition with this name, written with either dash, or with this number.

        Raises
        ------
        UnknownOptionError
            If there is none.
        """
        found = cls._missing_(name)
        if found is None:
            known = [f"{definition.value} ({definition.number})" for definition in cls]
            raise unknown_choice("the definition", name, known)
        return found

    @classmethod
    def _missing_(cls, value: object) -> Definition | None:
        if isinstance(value, int | np.integer) and not isinstance(value, bool):
            return next((d for d in cls if d.number == value), None)
        text = value.strip().lower().replace("-", "_") if isinstance(value, str) else None
        return next((d for d in cls if text in (d.value, str(d.number))), None)
