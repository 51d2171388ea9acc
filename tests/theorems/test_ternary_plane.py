"""The most regions of all ternary networks of two inputs, all units with a ReLU, by trying all."""

from itertools import combinations_with_replacement, pairwise, product

import pytest

import polyregions as pr

TERNARY_MAXIMA = {
    (1,): (2, 2),
    (2,): (4, 4),
    (3,): (7, 7),
    (1, 1): (3, 3),
    (1, 2): (3, 3),
    (2, 1): (7, 5),
    (2, 2): (9, 9),
}
"""The most proper activation regions, and the most linear regions, on all of R^2 by widths."""


def layers(units, inputs):
    """Return all layers but for the order of the units, which changes no count."""
    return combinations_with_replacement(product((-1, 0, 1), repeat=inputs + 1), units)


def first_layers(units):
    """Return first layers but for what turns and mirrors the plane.

    Two units or more that see but one number are left out: with them it is a network of one input.
    """
    for rows in layers(units, 2):
        if units > 1 and all(a * d == b * c for (a, b, _), (c, d, _) in product(rows, rows)):
            continue
        images = (
            tuple(sorted((s * row[i], t * row[1 - i], row[2]) for row in rows))
            for i, s, t in product((0, 1), (1, -1), (1, -1))
        )
        if rows == min(images):
            yield rows


def networks(widths):
    later = [layers(units, inputs) for inputs, units in pairwise(widths)]
    for chosen in product(first_layers(widths[0]), *later):
        yield pr.Network(
            [pr.Layer([row[:-1] for row in rows], [row[-1] for row in rows]) for rows in chosen]
        )


@pytest.mark.slow
@pytest.mark.parametrize("widths", TERNARY_MAXIMA)
def test_maxima(widths):
    definitions = ("proper_activation", "open_connected")
    found = [pr.count_many(networks(widths), definition=name).max() for name in definitions]
    assert tuple(found) == TERNARY_MAXIMA[widths]
