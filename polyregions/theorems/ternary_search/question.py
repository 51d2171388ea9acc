"""Which ternary networks a search looks at, and by what means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from polyregions.complexes import Definition
from polyregions.errors import InvalidDomainError
from polyregions.one_dimension import Interval
from polyregions.polytopes import HPolytope, box_of_intervals, is_full_dimensional
from polyregions.theorems.ternary_search.candidate import Found
from polyregions.theorems.ternary_search.exhaustive import best_of_all, first_layers_of_all
from polyregions.theorems.ternary_search.hidden_layers import best_with_first_layer, first_layers

__all__ = ["Question", "checked_polytope"]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of ternary networks: which of a shape has the most regions.

    Attributes
    ----------
    inputs
        The number of inputs.
    widths
        The widths of the hidden layers.
    domain
        The domain, None for all of R^n0.
    definition
        What is counted.
    """

    inputs: int
    widths: tuple[int, ...]
    domain: HPolytope | None
    definition: Definition

    @property
    def _by_pieces(self) -> bool:
        """Whether functions of one variable are searched rather than networks."""
        return self.inputs == 1 and self.definition is Definition.OPEN_CONNECTED

    @property
    def _interval(self) -> Interval:
        return Interval() if self.domain is None else Interval.of(self.domain)

    def first_layers(self) -> Sequence[Any]:
        """Return one of all first layers, in the form of the search, that are alike."""
        if self._by_pieces:
            return first_layers(self.widths, self._interval)
        return first_layers_of_all(self.widths, self.inputs, self.domain)

    def best(self, first: Any, more_than: int) -> Found:
        """Return the best network behind a first layer, if it has more regions than so many."""
        if self._by_pieces:
            return Found(best_with_first_layer(first, self.widths, self._interval, more_than))
        return best_of_all(first, self.widths, self.inputs, self.domain, self.definition, more_than)


def checked_polytope(domain: Any, inputs: int) -> HPolytope | None:
    """Return the polytope that a domain means, None for all of R^n0.

    Raises
    ------
    InvalidDomainError, InvalidNumberError
        If it means none, has another dimension, or no interior.
    """
    if domain is None:
        return None
    polytope = domain if isinstance(domain, HPolytope) else box_of_intervals(domain)
    if polytope.dimension != inputs:
        raise InvalidDomainError(
            f"the domain has dimension {polytope.dimension} where the networks take {inputs} "
            "inputs: give a domain of that dimension"
        )
    if not is_full_dimensional(polytope):
        raise InvalidDomainError("the domain has no interior: give one with interior points")
    return polytope if polytope.rows else None
