"""The steepest of some regions: those that floats do not exclude are compared exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import Enclosures
from polyregions.complexes import ExactOutputs, RegionBatch
from polyregions.networks import IntegerForm
from polyregions.questions.steepness.norms import exact_norms, norm_bounds
from polyregions.refinement import enclosed_maps, encloses_at_once

__all__ = ["Steepest", "SteepestRegions"]

Indices = NDArray[np.int64]

_FEW = 256  # regions that are compared exactly sooner than compiled code is loaded


@dataclass(frozen=True, slots=True)
class Steepest:
    """A region on which a function is steepest.

    Attributes
    ----------
    norm
        The norm of its gradient, scaled to integers, as :func:`.exact_norms` has it.
    pattern
        Its packed pattern.
    interior_point
        A point inside.
    """

    norm: Any
    pattern: bytes
    interior_point: tuple[Fraction, ...]

    def or_steeper(self, other: Steepest | None) -> Steepest:
        """Return the steeper one: of two alike the one whose pattern comes first."""
        if other is None or other.norm < self.norm:
            return self
        if other.norm == self.norm and self.pattern <= other.pattern:
            return self
        return other


@dataclass(eq=False)
class SteepestRegions:
    """Finds the steepest regions of one batch after the other, for each of some functions.

    Those that are surely less steep than one before are passed over. What is kept of it may differ
    between threads and processes; which regions win does not depend on it.

    Attributes
    ----------
    norm, jointly
        As for :func:`.exact_norms`.
    levels
        For each function what its constant is at least.
    """

    norm: str
    jointly: bool
    levels: NDArray[np.float64]

    def __call__(self, batch: RegionBatch) -> tuple[NDArray[np.float64], list[Steepest | None]]:
        """Return the new levels, and for each function the steepest region if it may be it."""
        form, patterns = batch.integer_form, batch.patterns
        best: list[Steepest | None] = [None] * len(self.levels)
        for regions, upper in self._candidates(form, patterns):
            may_win = (upper >= self.levels).tolist()
            first = 0
            for forms in ExactOutputs(form)(patterns[regions]):
                norms = exact_norms(forms[:, :, :-1], self.norm, self.jointly)
                for k, values in enumerate(norms, first):
                    for f, value in enumerate(values):
                        known = best[f]
                        if may_win[k][f] and (known is None or known.norm <= value):
                            index = int(regions[k])
                            point = batch.interior_point(index)
                            found = Steepest(value, patterns[index].tobytes(), point)
                            best[f] = found.or_steeper(known)
                first += len(forms)
        return self.levels, best

    def _candidates(
        self, form: IntegerForm, patterns: NDArray[np.uint8]
    ) -> Iterator[tuple[Indices, NDArray[np.float64]]]:
        """Yield regions that may be the steepest, with bounds of their norms from above."""
        if len(patterns) <= _FEW and not encloses_at_once():
            yield np.arange(len(patterns)), np.full((len(patterns), len(self.levels)), np.inf)
            return
        start = 0
        for maps in enclosed_maps(form, patterns):
            gradients = maps[:, :, :-1]
            lower, upper = norm_bounds(gradients, self.norm, self.jointly, self.levels)
            self.levels = np.maximum(self.levels, lower.max(axis=0))
            chosen = np.flatnonzero((upper >= self.levels).any(axis=1))
            chosen = _distinct(gradients[chosen], chosen, patterns[start + chosen])
            yield start + chosen, upper[chosen]
            start += len(maps.parts)


def _distinct(gradients: Enclosures, regions: Indices, patterns: NDArray[np.uint8]) -> Indices:
    """Return regions in the order of their patterns, without those whose gradients came before.

    That is told of gradients that floats hold exactly.
    """
    if not len(regions):
        return regions
    order = np.lexsort(patterns.T[::-1]) if patterns.shape[1] else np.arange(len(regions))
    entries = gradients.parts[order].reshape(len(order), -1)
    exact = (gradients.parts[order, :, :, 2] == 0).reshape(len(order), -1).all(axis=1)
    alike = np.flatnonzero(exact)
    _, first = np.unique(entries[alike] + 0.0, axis=0, return_index=True)
    kept = ~exact
    kept[alike[first]] = True
    found: Indices = regions[order[kept]]
    return found
