"""Activation patterns: text, groups, order, and bad input."""

import pytest

from polyregions.errors import InvalidNetworkError
from polyregions.networks import Pattern

PATTERNS = [Pattern("0110|101"), Pattern("1"), Pattern(""), Pattern([(0, 1), (1,)]), Pattern("|1")]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_text_and_repr_read_back(pattern):
    assert Pattern(str(pattern)) == pattern
    assert eval(repr(pattern)) == pattern
    assert hash(eval(repr(pattern))) == hash(pattern)


def test_groups_and_bits():
    pattern = Pattern("0110|101")
    assert pattern.groups == ((0, 1, 1, 0), (1, 0, 1))
    assert list(pattern) == list(pattern.groups)
    assert len(pattern) == 2
    assert pattern.bits == (0, 1, 1, 0, 1, 0, 1)
    assert Pattern("").bits == ()


def test_groups_matter():
    assert Pattern("01|1") != Pattern("0|11")
    assert Pattern("01|1") == Pattern([[0, 1], [True]])


def test_from_bits():
    assert Pattern.from_bits([0, 1, 1], [2, 1]) == Pattern("01|1")
    assert Pattern.from_bits([], []) == Pattern("")


def test_order_is_lexicographic():
    assert sorted([Pattern("10"), Pattern("01"), Pattern("00")]) == [
        Pattern("00"),
        Pattern("01"),
        Pattern("10"),
    ]


@pytest.mark.parametrize("groups", ["012", "0a", "0 1", "01,1", [[0, 2]], [[-1]], [["x"]]])
def test_bad_patterns(groups):
    with pytest.raises(InvalidNetworkError, match="is no activation pattern: write bits"):
        Pattern(groups)
