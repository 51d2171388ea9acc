"""The definitions of "region" under which regions are counted.

The numbering is that of Stargalla, Hertrich and Reichman, "The Computational Complexity of Counting
Linear Regions in ReLU Neural Networks" (2025), section 3.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from polyregions.errors import UnknownOptionError, unknown_choice

__all__ = ["Definition"]

_NOT_COUNTED = (1, 3, 5, "1", "3", "5")
"""The numbers of the source's other definitions."""


class Definition(StrEnum):
    """What counts as one region; the value is the name used everywhere.

    Examples
    --------
    >>> Definition.of("affine").number, Definition.of(4).value, Definition("open-connected").value
    (6, 'open_connected', 'open_connected')
    """

    PROPER_ACTIVATION = "proper_activation"
    """Definition 2: full-dimensional sets of inputs that share one activation pattern."""

    OPEN_CONNECTED = "open_connected"
    """Definition 4: maximal open connected sets on which the network is affine."""

    AFFINE = "affine"
    """Definition 6: distinct affine maps of the network on full-dimensional sets."""

    @property
    def number(self) -> int:
        """The definition's number in the source."""
        return {"proper_activation": 2, "open_connected": 4, "affine": 6}[self.value]

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
            number = name.strip() if isinstance(name, str) else name
            if type(number) in (int, str) and number in _NOT_COUNTED:
                raise UnknownOptionError(
                    f"regions of definition {number} are not counted: use {', '.join(known)}"
                )
            raise unknown_choice("the definition", name, known)
        return found

    @classmethod
    def _missing_(cls, value: object) -> Definition | None:
        if isinstance(value, int | np.integer) and not isinstance(value, bool):
            return next((d for d in cls if d.number == value), None)
        text = value.strip().lower().replace("-", "_") if isinstance(value, str) else None
        return next((d for d in cls if text in (d.value, str(d.number))), None)
