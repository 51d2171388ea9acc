"""Brute force in one dimension: breakpoints by rational arithmetic, no polytopes and no LP."""

from fractions import Fraction
from itertools import pairwise

from tests.helpers.partition import Partition, identity_forms, preactivation_forms, value


def interval_partition(network, low=None, high=None):
    """Cut [low, high] into the intervals of constant pattern; None stands for infinity."""
    cells = [(low, high, (), tuple(identity_forms(1)))]
    for layer in network.layers:
        cells = [part for cell in cells for part in _refined(layer, *cell)]
    # In order, and without gaps.
    assert all(left[1] == right[0] for left, right in pairwise(cells))
    return Partition(
        tuple(bits for _, _, bits, _ in cells),
        tuple(forms for _, _, _, forms in cells),
        frozenset((i, i + 1) for i in range(len(cells) - 1)),
    )


def _refined(layer, low, high, bits, forms):
    z = preactivation_forms(layer, forms)
    roots = {-z[u][1] / z[u][0] for u in layer.relu_units if z[u][0]}
    inner = [r for r in roots if (low is None or low < r) and (high is None or r < high)]
    ends = [low, *sorted(inner), high]
    for left, right in pairwise(ends):
        middle = _between(left, right)
        active = [layer.activation[u] != "relu" or value(z[u], [middle]) > 0 for u in range(len(z))]
        outputs = tuple(
            form if on else (Fraction(0), Fraction(0)) for form, on in zip(z, active, strict=True)
        )
        yield left, right, bits + tuple(int(active[u]) for u in layer.relu_units), outputs


def _between(left, right):
    if left is None and right is None:
        return Fraction(0)
    if left is None:
        return right - 1
    if right is None:
        return left + 1
    return (left + right) / 2
