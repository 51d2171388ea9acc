"""Hypothesis strategies: piecewise linear functions and networks of one variable."""

from fractions import Fraction

from hypothesis import strategies as st

from polyregions.one_dimension import DenseNetwork, PiecewiseLinear
from tests.strategies import degenerate_networks, rationals

__all__ = ["dense_networks", "functions", "intervals", "one_input_networks", "shared_intervals"]


@st.composite
def functions(draw, most_points=8, first=None, last=None):
    """Draw a piecewise linear function on a bounded interval, with repeated slopes."""
    steps = draw(st.lists(st.integers(1, 3), min_size=1, max_size=most_points - 1))
    xs = [Fraction(0)]
    for step in steps:
        xs.append(xs[-1] + Fraction(step, 2))
    if first is not None:
        scale = (last - first) / xs[-1]
        xs = [first + scale * x for x in xs]
    ys = draw(st.lists(rationals(3, 3), min_size=len(xs), max_size=len(xs)))
    return PiecewiseLinear.through(zip(xs, ys, strict=True))


def one_input_networks():
    """Draw small degenerate networks with one input."""
    return degenerate_networks(most_inputs=1, outputs=2)


@st.composite
def intervals(draw):
    """Draw a pair of ends, either of which may be infinite."""
    low = draw(st.one_of(st.none(), rationals(3, 3)))
    width = draw(st.one_of(st.none(), st.integers(1, 12)))
    if low is None:
        return (None, draw(st.one_of(st.none(), rationals(3, 3))))
    return (low, None if width is None else low + Fraction(width, 4))


def shared_intervals():
    return st.tuples(functions(first=0, last=2), functions(first=0, last=2))


@st.composite
def dense_networks(draw):
    """Draw float networks, random or with few different small numbers."""
    widths = draw(st.lists(st.integers(1, 12), min_size=1, max_size=3))
    seed = draw(st.integers(0, 10**6))
    net = DenseNetwork.he_random(widths, seed, draw(st.sampled_from([0.0, 0.1, 1.0])))
    if draw(st.booleans()):
        return net
    rounded = [((4 * x.weights).round() / 4, (2 * x.bias).round() / 2) for x in net.layers]
    return DenseNetwork.from_arrays(rounded)
