"""`strictly_inside`: a float point is exact; the hyperplane h has errors E.

The bound is sum(E |x|) + E_w + gamma sum(|h| |x|), and TINY for what underflows.  INFLATION is room
to spare, as in `sign_at`.
"""

import math
import random

import numpy as np
import pytest

from tests.refinement.kernel.extremes import power, product_range, sometimes
from tests.refinement.kernel.plain import arrays, kernel, network, planes_of, stack, work


def strictly_inside(h, h_errors, x, active=1, label=0):
    buffers = work(planes=planes_of((h, h_errors)), active=np.array([active]))
    net = network(
        dimension=len(h), depth=0, units=np.zeros((1, 3), dtype=int), layers=np.zeros((1, 3), int)
    )
    with np.errstate(all="ignore"):
        return kernel.region_output.strictly_inside(net, buffers, label, np.array([x]), 0)


def check_inside(h, h_errors, x):
    """Check an answer on either side of the hyperplane, of a unit and of a row of the domain."""
    least, greatest = product_range(h, h_errors, [*x, 1.0], 0.0)
    answers = 0
    for answer, proved in (
        (strictly_inside(h, h_errors, x), least > 0),
        (strictly_inside(h, h_errors, x, active=0), greatest < 0),
        (strictly_inside(h, h_errors, x, active=0, label=-1), least > 0),
    ):
        assert proved or not answer, (h, h_errors, x)
        answers += answer
    return answers


def test_each_error_decides_alone():
    rng = random.Random(1)
    answers = 0
    for _ in range(600):
        size = rng.randint(1, 3)
        x = [power(rng, -3, 3) * rng.choice([-1, 1]) for _ in range(size)]
        h = [power(rng, -3, 3) for _ in range(size)]
        errors = [sometimes(rng, power(rng, -12, -6)) for _ in range(size + 1)]
        _, spread = product_range([0.0] * (size + 1), errors, [*x, 1.0], 0.0)
        value = rng.choice([-1, 1]) * float(spread) * rng.choice([63, 64, 65]) / 64
        h.append(value - sum(a * b for a, b in zip(h, x, strict=True)))
        answers += check_inside(h, errors, x)
    assert answers > 200


def test_rounding_and_underflow():
    for exponent in range(27, 33):
        t = 2.0**-exponent
        check_inside([1 - t, -1.0, t * t / 2], [0.0] * 3, [1 + t, 1.0])
        check_inside([-(1 - t), 1.0, -t * t / 2], [0.0] * 3, [1 + t, 1.0])
    h = [1.5 * 2.0**-537, 1.5 * 2.0**-537, -3.25 * 2.0**-537, 0.0]
    for side in (1, -1):
        check_inside(h, [0.0] * 4, [side * 2.0**-537] * 3)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_not_inside(bad):
    for place in range(4):
        h, e, x, c = (bad if place == k else v for k, v in enumerate([1.0, 0.0, 1.0, 1.0]))
        assert not strictly_inside([h, c], [e, 0.0], [x])
        assert not strictly_inside([h, c], [0.0, e], [x], active=0)


def test_every_facet_is_looked_at():
    """A point beyond one of the facets of a cell, in either word of its facet set."""
    rows = [([1.0, 1.0], [0.0, 0.0]), ([-1.0, 1.0], [0.0, 0.0])]  # -1 <= x <= 1
    net = network(dimension=2, depth=0)
    buffers = work(planes=planes_of(*rows))
    frames = np.zeros((1, arrays.FRAME + 2 + 2 + 128), dtype=np.int64)
    slots = arrays.FRAME + 2 + 2
    frames[0, slots + 3], frames[0, slots + 64 + 7] = -1, -2
    frames[0, arrays.FRAME + 2], frames[0, arrays.FRAME + 3] = 1 << 3, 1 << 7
    cell = stack(frames=frames, words=2)
    for x, inside in ((0.0, True), (2.0, False), (-2.0, False), (1.0, False)):
        point = np.array([[x]])
        proved = kernel.region_output.point_is_proved(net, buffers, cell, 0, point, 0)
        assert proved == inside
