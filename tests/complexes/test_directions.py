"""Which vectors of the plane balance each other, against all pairs and triples of them."""

import random

from polyregions.complexes.connected.directions import balanced
from tests.helpers.cases import each


def occurs(vector, vectors):
    """Whether the opposite of a vector is a sum of nonnegative multiples of two of them."""
    x, y = (-entry for entry in vector)
    if not (x or y):
        return True
    if any(x * b == y * a and x * a + y * b > 0 for a, b in vectors):
        return True
    for a, b in vectors:
        for c, d in vectors:
            area = a * d - b * c
            if area > 0 and x * d - y * c >= 0 and a * y - b * x >= 0:
                return True
    return False


@each("seed", range(30))
def test_balanced_against_pairs(seed):
    rng = random.Random(seed)
    seen = set()
    for _ in range(40):
        size, scale = rng.randint(1, 6), rng.choice([1, 2, 10**30])
        vectors = [(scale * rng.randint(-2, 2), scale * rng.randint(-2, 2)) for _ in range(size)]
        expected = [occurs(vector, vectors) for vector in vectors]
        assert balanced(vectors) == expected
        seen.add(sum(expected) == size)
    assert seen == {False, True}


def test_none_and_one():
    assert balanced([]) == []
    assert balanced([(0, 0)]) == [True]
    assert balanced([(0, -3)]) == [False]
