"""What a search for a goal may drop, by brute force: all regions at all of their generators."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

import polyregions as pr
from polyregions.arithmetic import dot
from polyregions.networks import Pattern
from polyregions.refinement import CellsInReach, Execution, cells_in_reach

__all__ = ["SomeRegions", "goals_for", "with_relus"]


def with_relus(network):
    """Return the network with ReLUs behind its outputs, whose signs cut regions."""
    *hidden, last = network.layers
    return pr.Network([*hidden, pr.Layer(last.weights, last.bias, "relu")], network.domain)


class SomeRegions:
    """All regions of a network with the extremes of the last layer's units on them."""

    def __init__(self, network, domain=None):
        self.network = network
        self.domain = domain or network.domain or pr.whole_space(network.inputs)
        last = network.layers[-1]
        self._linear = pr.Network(
            [*network.layers[:-1], pr.Layer(last.weights, last.bias, "identity")]
        )
        # Extremes are greatest values; infinite along rays on which a unit grows.
        self.greatest = {}
        self.values = set()
        cells = pr.regions(network, self.domain)
        patterns = cells.enumeration.patterns
        for region, pattern in zip(cells, patterns, strict=True):
            self.greatest[pattern.tobytes()] = self._extremes(region)

    def _extremes(self, region):
        sizes = self._linear.pattern_sizes
        pattern = Pattern.from_bits(region.bits[: sum(sizes)], sizes)
        affine = self._linear.integer_form.output_map(pattern)
        found = region.generators
        extremes = []
        for row, constant in zip(affine.weights, affine.bias, strict=True):
            at_vertices = [dot(row, vertex) + constant for vertex in found.vertices]
            rising = any(dot(row, ray) > 0 for ray in found.rays)
            unbounded = rising or any(dot(row, line) != 0 for line in found.lines)
            self.values.update(at_vertices)
            extremes.append(float("inf") if unbounded else max(at_vertices))
        return extremes

    def in_reach(self, goal):
        """Return the patterns of the regions that a search for a goal must not drop."""
        levels = [x if np.isinf(x) else Fraction(x) for x in goal.levels.tolist()]
        return {
            pattern
            for pattern, greatest in self.greatest.items()
            if any(all(greatest[u] >= levels[u] for u in clause) for clause in goal.clauses)
        }

    def check(self, goal, case=None, **options):
        """Search for a goal; check what is dropped; return moments of the search."""
        moments = [*cells_in_reach(self.network, self.domain, Execution(**options), goal)]
        assert all(isinstance(moment, CellsInReach) for moment in moments), case
        batches = [moment.cells for moment in moments if moment.cells is not None]
        handed = [pattern.tobytes() for batch in batches for pattern in batch.patterns]
        visited = sum(moment.visited for moment in moments)
        dropped = sum(moment.dropped for moment in moments)
        assert len(set(handed)) == len(handed) <= visited <= len(self.greatest), case
        assert self.in_reach(goal) <= set(handed) <= set(self.greatest), case
        assert dropped or visited == len(self.greatest), case
        assert len(self.greatest) >= visited + dropped, case
        return moments


def goals_for(rng, regions, count):
    """Yield goals at, above and below values at vertices of regions."""
    units = regions.network.outputs
    values = sorted(regions.values) or [Fraction(0)]
    for _ in range(count):
        clauses = [
            [rng.randrange(units) for _ in range(rng.choice([1, 1, 2, 3]))]
            for _ in range(rng.choice([1, 1, 1, 2, 3]))
        ]
        levels = []
        for _ in range(units):
            value = rng.choice(values)
            value += (
                rng.choice([0, 0, 1, -1])
                * abs(value)
                * rng.choice([Fraction(1, 2**50), Fraction(1, 100), 1])
            )
            try:
                levels.append(rng.choice([float(value)] * 9 + [float("-inf")]))
            except OverflowError:
                levels.append(0.0)
        yield pr.refinement.Goal.of(clauses, levels)
