"""`match_facets`: a key only tells where to look; the signs of all units decide.

Facets are forged: each has a region's pattern, the units that vanish on it, and a key.
"""

import random

import numpy as np

from tests.refinement.kernel.plain import kernel


def matched(facets, keys, hyperplanes=None, parts=1):
    """Return the neighbours of facets, one a region, and how many facets are alone.

    A facet is a word of '0', '1' and '*', where '*' is a unit that vanishes on it: its bit in the
    region's pattern is 1 if the facet's position is odd, so that the two sides differ there.
    """
    count = len(facets)
    bits = [
        [k & 1 if sign == "*" else int(sign) for sign in facet] for k, facet in enumerate(facets)
    ]
    patterns = np.packbits(np.array(bits, dtype=np.uint8), axis=1)
    units = [[i for i, sign in enumerate(facet) if sign == "*"] for facet in facets]
    neighbours = np.full(count, -1, dtype=np.int32)
    if hyperplanes is None:
        hyperplanes = [of_facet[0] for of_facet in units]
    listed = [k for k in range(count) if units[k] != [hyperplanes[k]]]
    offsets = np.concatenate([[0], np.cumsum([len(units[k]) for k in listed], dtype=np.int64)])
    # Whether a unit vanishes on the whole region is told beside it, and does not matter.
    of_listed = [2 * u + (u + k) % 2 for k in listed for u in units[k]]
    keys = np.array(keys, dtype=np.int64)
    all_alone = 0
    for part in range(parts):
        table, region, alone = np.full(2, -1, dtype=np.int32), 0, 0
        while region < count:
            region, alone = kernel.matching.match_facets(
                patterns,
                np.arange(count + 1, dtype=np.int64),
                np.array(hyperplanes, dtype=np.int32),
                keys,
                np.array(listed, dtype=np.int64),
                offsets,
                np.array(of_listed, dtype=np.int32),
                table,
                neighbours,
                part,
                parts,
                region,
                count,
                alone,
            )
            longer = np.full(2 * len(table), -1, dtype=np.int32)
            kernel.matching.rehash(table, keys, longer)
            assert np.count_nonzero(table >= 0) == np.count_nonzero(longer >= 0) == alone
            table = longer
        all_alone += alone
    alone = all_alone
    assert np.count_nonzero(neighbours < -1) == alone
    return alone, [-1 if other < -1 else other for other in neighbours.tolist()]


def test_sides_are_matched_by_signs_where_all_keys_are_equal():
    """All facets of three to twenty units, two sides of each, in any order."""
    rng = random.Random(1)
    for width in (3, 8, 9, 20):
        distinct = sorted({_random_facet(rng, width) for _ in range(12)})
        facets = distinct * 2
        rng.shuffle(facets)
        for keys in ([7] * len(facets), [hash(facet) for facet in facets]):
            alone, neighbours = matched(facets, keys)
            assert alone == 0
            for k, other in enumerate(neighbours):
                assert other != k, (facets, keys)
                assert facets[other] == facets[k], (facets, keys)


def _random_facet(rng, width):
    signs = [rng.choice("01*") for _ in range(width)]
    signs[rng.randrange(width)] = "*"
    return "".join(signs)


def test_a_collision_of_keys_matches_nothing():
    """One sign, one vanishing unit or the number of these units differs."""
    for one, two in (
        ("*0", "*1"),
        ("*" + 8 * "0", "*" + 7 * "0" + "1"),
        ("0*", "*0"),
        ("*1", "1*"),
        ("**", "*0"),
        ("**", "*1"),
        ("*0", "**"),
        ("*1", "**"),
    ):
        assert matched([one, two], [5, 5]) == (2, [-1, -1]), (one, two)
        assert matched([two, one], [5, 5]) == (2, [-1, -1]), (one, two)


def test_equal_signs_with_other_keys_are_not_met():
    """Keys are hashes of the signs, so this never is so; the facets then count as missing."""
    assert matched(["*0", "*0"], [3, 3 + 16]) == (2, [-1, -1])


def test_a_facet_seen_from_three_sides():
    """The third is alone, also where another one without a second side would make up for it."""
    assert matched(["*0", "*0", "*0"], [5, 5, 5])[0] == 1
    assert matched(["*0", "*1", "*0", "*0"], [5, 5, 5, 5])[0] == 2


def test_a_table_that_fills_and_empties():
    """Sides far apart, keys that want the same places: none is lost when others are removed."""
    rng = random.Random(2)
    for keys_up_to in (4, 40, 2**63):
        words = {"".join(rng.choice("01") for _ in range(9)) for _ in range(150)}
        facets = [f"*{word}" for word in words] * 2
        key_of = {facet: rng.randrange(keys_up_to) for facet in facets}
        rng.shuffle(facets)
        for parts in (1, 2, 7):
            alone, neighbours = matched(facets, [key_of[facet] for facet in facets], parts=parts)
            assert alone == 0
            for k, other in enumerate(neighbours):
                assert other != k
                assert facets[other] == facets[k], (keys_up_to, parts)


def test_each_facet_is_in_one_of_the_parts():
    """Whatever its key; parts are about equal where keys are any numbers."""
    rng = random.Random(3)
    keys = [rng.randrange(-(2**63), 2**63) for _ in range(600)]
    keys += [0, -1, 2**63 - 1, -(2**63), 2**32 - 1, -(2**32), 2**31]
    of_parts = [
        [k for k in keys if kernel.matching.is_in_part(np.int64(k), p, 5)] for p in range(5)
    ]
    assert sorted(key for part in of_parts for key in part) == sorted(keys)
    assert all(len(part) > 80 for part in of_parts)
    assert all(kernel.matching.is_in_part(np.int64(k), 0, 1) for k in keys)


def test_facets_without_another_side_are_counted():
    """A missed region must not be made up for by the boundary or by another facet."""
    assert matched(["*0", "*1", "*0", "0*"], [1, 1, 1, 1]) == (2, [2, -1, 0, -1])
    assert matched(["*0", "*0"], [0, 0], hyperplanes=[-1, -1]) == (0, [-1, -1])
    assert matched(["*0", "*0"], [0, 0], hyperplanes=[0, -1]) == (1, [-1, -1])
