"""Two bounds of a number: what they say, and what is none."""

import json

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes import CountBounds
from polyregions.errors import PolyregionsError
from tests.helpers.cases import each


def test_bounds_tell_themselves():
    bounds = CountBounds(4, 5, "linear regions", "cells")
    assert str(bounds) == f"{bounds}" == "4..5"
    assert eval(repr(bounds)) == bounds
    assert json.loads(json.dumps(bounds.to_json())) == {
        "lower": 4,
        "upper": 5,
        "lower_reason": "linear regions",
        "upper_reason": "cells",
    }
    assert bounds.number is None
    assert CountBounds(5, 5, "", "").number == 5
    assert pr.CountBounds is CountBounds


def test_bounds_of_numpy_are_those_of_python():
    bounds = CountBounds(np.int64(4), np.int32(5), "", "")
    assert type(bounds.lower) is type(bounds.upper) is int
    assert json.dumps(bounds.to_json())


@each("lower, upper", [(5, 4), (-1, 4), (1.0, 4), (0, "4"), (True, 4), (10**5000, 3)])
def test_no_number_lies_between(lower, upper):
    with pytest.raises(PolyregionsError) as caught:
        CountBounds(lower, upper, "", "")
    assert "\n" not in str(caught.value)


def test_bounds_are_no_number():
    bounds = CountBounds(4, 5, "", "")
    with pytest.raises(TypeError, match=r"bounds\.lower"):
        int(bounds)
    with pytest.raises(TypeError):
        bounds < 6  # noqa: B015
    with pytest.raises(AttributeError):
        bounds.lower = 3
