"""The variables of a circuit."""

from __future__ import annotations

from dataclasses import dataclass

from polyregions.lowering.affine_form import AffineForm

__all__ = ["Unit"]


@dataclass(frozen=True, slots=True)
class Unit:
    """An input, or a unit with its pre-activation in shallower variables.

    Attributes
    ----------
    preactivation
        The form of which the unit takes the activation; None for an input.
    depth
        The number of its layer, counted from 1; 0 for an input.
    activation
        "relu" or "identity".
    """

    preactivation: AffineForm | None
    depth: int
    activation: str = "identity"
