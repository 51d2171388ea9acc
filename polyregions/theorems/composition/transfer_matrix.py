"""Counting f o h^k by the states of its pieces.

A linear region of F = f o h^k behaves, under further composition, as its state says: the facets of
the domain that it touches in dimension n - 1, and its gradient class. Composing with h replaces
every piece by one piece for each component of G_V, whose states follow from V's. So the numbers of
pieces by state are multiplied by a matrix, and by its powers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from polyregions.arithmetic import IntegerMatrix, IntegerVector, repr_of_fields
from polyregions.budgets import in_time
from polyregions.refinement import component_labels
from polyregions.theorems.composition.branches import Fold, FullBranchMap
from polyregions.theorems.composition.gradients import GradientClasses
from polyregions.theorems.composition.pieces import Piece

__all__ = ["PieceState", "TooManyStatesError", "Transfer", "state_counts"]

MOST_STATES = 1000
"""More states than this are not collected; see :class:`TooManyStatesError`."""

MOST_STEPS = 200
"""So many steps are made one by one, whether or not the states are finitely many."""


class TooManyStatesError(Exception):
    """The pieces have more states than can be counted; caught inside the package."""


@dataclass(frozen=True, slots=True)
class PieceState:
    """What a piece must remember.

    Attributes
    ----------
    touched
        The facets of the domain that it meets in dimension n - 1, by their rows.
    gradient_class
        Its gradient class, None where it touches no facet: such a piece never merges.
    """

    touched: frozenset[IntegerVector]
    gradient_class: Hashable

    __repr__ = repr_of_fields


def state_counts(pieces: Iterable[Piece], classes: GradientClasses) -> Counter[PieceState]:
    """Return the number of pieces in each state."""
    return Counter(
        PieceState(piece.touched, classes.of(piece.gradient) if piece.touches else None)
        for piece in pieces
    )


@dataclass(slots=True)
class Transfer:
    """The transfer of piece states through one full-branch map.

    Parameters
    ----------
    folding
        The map h.
    classes
        The gradient classes, closed under the branches of h.
    """

    folding: FullBranchMap
    classes: GradientClasses
    _known: dict[PieceState, Counter[PieceState]] = field(default_factory=dict, init=False)

    def successors(self, state: PieceState) -> Counter[PieceState]:
        """Return the states of the pieces of F o h that a piece of F turns into."""
        if state not in self._known:
            self._known[state] = Counter(self._copies(state))
        return self._known[state]

    def _copies(self, state: PieceState) -> Iterable[PieceState]:
        branches = self.folding.branches
        folds = [
            fold
            for fold in self.folding.folds
            if fold.facet in state.touched
            and self.classes.vanishes(state.gradient_class, fold.direction)
        ]
        members: dict[int, list[int]] = {}
        for branch, label in enumerate(self._components(folds)):
            members.setdefault(label, []).append(branch)
        for component in in_time(members.values()):
            touched = frozenset(
                facet
                for branch in component
                for over, facet in branches[branch].boundary
                if over in state.touched
            )
            # The gradient on the whole component is that on any branch of it.
            gradient = branches[component[0]].affine_map.weights
            yield PieceState(
                touched, self.classes.after(state.gradient_class, gradient) if touched else None
            )

    def _components(self, folds: list[Fold]) -> list[int]:
        ends = [fold.first for fold in folds], [fold.second for fold in folds]
        labels: list[int] = component_labels(len(self.folding.branches), *ends).tolist()
        return labels

    def apply(self, counts: Mapping[PieceState, int]) -> Counter[PieceState]:
        """Return the state counts of F o h, given those of F."""
        result: Counter[PieceState] = Counter()
        for state, count in in_time(counts.items()):
            for successor, copies in self.successors(state).items():
                result[successor] += count * copies
        return result

    def apply_power(self, counts: Mapping[PieceState, int], exponent: int) -> Counter[PieceState]:
        """Return the state counts of F o h^exponent; h maps its source onto itself.

        Raises
        ------
        TooManyStatesError
            If the states are infinitely many, or too many.
        """
        if exponent <= MOST_STEPS:
            return self._stepped(counts, exponent)
        states = self._closure(counts)
        matrix = self.matrix(states) ** exponent
        column = matrix @ [(counts.get(state, 0),) for state in states]
        return Counter({state: entry for state, (entry,) in zip(states, column, strict=True)})

    def _stepped(self, counts: Mapping[PieceState, int], steps: int) -> Counter[PieceState]:
        current = Counter(counts)
        for _ in range(steps):
            current = self.apply(current)
            if len(current) > MOST_STATES:
                raise TooManyStatesError
        return current

    def matrix(self, states: list[PieceState]) -> IntegerMatrix:
        """Return the transfer matrix T of a closed list of states.

        T[i][j] is the number of pieces in state i that a piece in state j turns into.
        """
        rows = [[self.successors(old)[new] for old in states] for new in in_time(states)]
        return IntegerMatrix(rows, len(states))

    def _closure(self, counts: Iterable[PieceState]) -> list[PieceState]:
        """Return all states that can occur."""
        states = list(counts)
        found = set(states)
        for state in in_time(states):  # The list grows while it is read.
            fresh = [new for new in self.successors(state) if new not in found]
            found.update(fresh)
            states.extend(fresh)
            if len(states) > MOST_STATES:
                raise TooManyStatesError
        return states
