"""Networks for the property tests: small, and degenerate on purpose in many ways.

Entries are drawn evenly from short lists, so that most networks have several regions, and yet their
hyperplanes repeat, meet in vertices of one another and pass through those of the domain.
"""

from fractions import Fraction

from hypothesis import strategies as st

from polyregions import HPolytope, Layer, Network, box, simplex
from tests.strategies import degenerate_networks, domains, rationals

ENTRIES = [Fraction(-2), -1, -1, Fraction(-1, 3), 0, 0, Fraction(1, 2), 1, 1, Fraction(4, 3)]
NEARLY_NOTHING = [Fraction(1, 2**53), -Fraction(1, 10**30), Fraction(1, 2**200)]
KINDS = ["fresh", "fresh", "fresh", "fresh", "central", "central", "multiple", "near", "constant"]


def networks(with_domain=True):
    """Draw networks, one in five of them from the shared strategy that shrinks to nothing."""
    small = degenerate_networks(
        most_units=3, most_hidden_layers=2, with_domain=with_domain, outputs=1
    )
    several = several_regions(with_domain)
    return st.sampled_from([several, several, several, several, small]).flatmap(lambda s: s)


@st.composite
def several_regions(draw, with_domain=True, inputs=None):
    """Draw a network of one to three hidden layers."""
    if inputs is None:
        inputs = draw(st.sampled_from([1, 2, 2, 3]))
    hidden = draw(st.sampled_from([1, 2, 2, 3]))
    widths = [draw(st.sampled_from([2, 3, 4] if i == 0 else [2, 3])) for i in range(hidden)]
    layers, width = [], inputs
    for units in widths:
        rows = draw(_rows(width, units))
        activation = draw(st.sampled_from([["relu"] * 5, ["relu", "identity"] * 2]))[:units]
        layers.append(Layer([r[:-1] for r in rows], [r[-1] for r in rows], activation))
        width = units
    rows = draw(_rows(width, draw(st.sampled_from([1, 1, 2]))))
    last = draw(st.sampled_from(["identity", "identity", "relu"]))
    layers.append(Layer([row[:-1] for row in rows], [row[-1] for row in rows], last))
    domain = draw(wide_domains(inputs)) if with_domain else None
    return Network(layers, domain)


def wide_domains(dimension):
    """Draw domains near the origin, most of them with room for several regions."""
    ones = [1] * dimension
    fixed = [
        None,
        box([-2] * dimension, [2] * dimension),
        box([0] * dimension, ones),
        simplex(dimension),
        HPolytope(dimension, [(*[-1] * dimension, 0)]),
        HPolytope(dimension, [(-1, *[0] * (dimension - 1), 1)]),
    ]
    return st.one_of(st.sampled_from(fixed), domains(dimension))


@st.composite
def _rows(draw, inputs, units):
    entry = st.sampled_from(ENTRIES)
    rows = []
    for _ in range(units):
        kind = draw(st.sampled_from(KINDS))
        fresh = draw(st.tuples(*[entry] * (inputs + 1)))
        if kind == "constant":
            rows.append([*[0] * inputs, fresh[-1]])
        elif kind == "central":
            rows.append([*fresh[:-1], 0])
        elif kind in ("multiple", "near") and rows:
            factor = draw(st.sampled_from([1, -1, 2, Fraction(-1, 3)]))
            rows.append([factor * e for e in draw(st.sampled_from(rows))])
            if kind == "near":
                changed = draw(st.integers(0, inputs))
                rows[-1][changed] += draw(st.sampled_from(NEARLY_NOTHING))
        else:
            rows.append(list(fresh))
    return rows


def positive_rationals():
    return st.one_of(
        st.builds(Fraction, st.integers(1, 5), st.integers(1, 5)),
        st.sampled_from([Fraction(10) ** 30, Fraction(1, 10**30), Fraction(1e-300)]),
    )


def shifts(dimension):
    return st.tuples(*[st.one_of(rationals(), st.just(Fraction(10**12, 7)))] * dimension)
