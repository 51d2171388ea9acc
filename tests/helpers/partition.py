"""What the brute-force partitions in one and two dimensions find, and its counts by definition."""

from dataclasses import dataclass
from fractions import Fraction

Form = tuple[Fraction, ...]


@dataclass(frozen=True)
class Partition:
    """Cells with their patterns and affine maps, and the pairs that share a facet."""

    patterns: tuple[tuple[int, ...], ...]
    maps: tuple[tuple[Form, ...], ...]
    facets: frozenset[tuple[int, int]]

    def counts(self):
        """Return R2, the number of inner facets, R4 and R6."""
        return len(self.patterns), len(self.facets), self.linear_regions(), len(set(self.maps))

    def linear_regions(self):
        """Count the classes of cells joined by facets between equal affine maps."""
        parent = list(range(len(self.maps)))

        def root(i):
            while parent[i] != i:
                i = parent[i]
            return i

        for i, j in self.facets:
            if self.maps[i] == self.maps[j]:
                parent[root(i)] = root(j)
        return sum(parent[i] == i for i in range(len(parent)))

    def facets_by_pattern(self):
        """Return the pairs of patterns that share a facet."""
        return {frozenset((self.patterns[i], self.patterns[j])) for i, j in self.facets}


def identity_forms(inputs):
    """Return the coordinates as forms (c_1, ..., c_n, c_0), each meaning c.x + c_0."""
    return [tuple(Fraction(int(i == j)) for i in range(inputs + 1)) for j in range(inputs)]


def preactivation_forms(layer, forms):
    """Apply a layer's weights and biases to the forms of its inputs."""
    results = []
    for row, bias in zip(layer.weights, layer.bias, strict=True):
        total = [Fraction(0)] * (len(forms[0]) - 1) + [bias]
        for weight, form in zip(row, forms, strict=True):
            total = [t + weight * c for t, c in zip(total, form, strict=True)]
        results.append(tuple(total))
    return results


def value(form, point):
    return sum((c * x for c, x in zip(form, point, strict=False)), form[-1])
