"""Hypothesis strategies shared by all tests: numbers, rows, polytopes, networks and domains."""

from fractions import Fraction

from hypothesis import strategies as st

from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope

__all__ = [
    "bounded_polytopes",
    "degenerate_networks",
    "domains",
    "full_dimensional_polytopes",
    "integer_matrices",
    "integer_vectors",
    "linear_programs",
    "polytopes",
    "rational_points",
    "rationals",
    "square_matrices",
    "wide_integers",
]


def rationals(largest=4, denominator=4):
    """Draw small exact fractions, many of them whole."""
    halves = st.builds(
        Fraction, st.integers(-largest * 2, largest * 2), st.integers(1, denominator)
    )
    return st.one_of(st.integers(-largest, largest).map(Fraction), halves)


def rational_points(dimension, largest=4, denominator=4):
    return st.tuples(*[rationals(largest, denominator)] * dimension)


def wide_integers():
    """Draw integers of any size from 0 to 200 digits, and neighbours of powers of two."""
    near_powers = st.builds(
        lambda power, shift, sign: sign * (2**power + shift),
        st.integers(0, 300),
        st.integers(-2, 2),
        st.sampled_from([-1, 1]),
    )
    huge = st.integers(-(10**200), 10**200)
    return st.one_of(st.integers(-3, 3), near_powers, huge)


def integer_vectors(length, entries=None):
    return st.tuples(*[entries if entries is not None else st.integers(-3, 3)] * length)


@st.composite
def integer_matrices(draw, most_rows=4, most_columns=4, entries=None):
    """Draw a matrix of at least one column as a list of rows, often of low rank."""
    columns = draw(st.integers(1, most_columns))
    rows = draw(st.lists(integer_vectors(columns, entries), max_size=most_rows))
    if len(rows) >= 2 and draw(st.booleans()):
        rows[-1] = tuple(2 * a - b for a, b in zip(rows[0], rows[1], strict=True))
    return rows, columns


@st.composite
def square_matrices(draw, largest=4, entries=None):
    size = draw(st.integers(1, largest))
    rows = [draw(integer_vectors(size, entries)) for _ in range(size)]
    if size >= 2 and draw(st.integers(0, 3)) == 0:
        rows[-1] = tuple(-entry for entry in rows[0])
    return rows


@st.composite
def linear_programs(draw, most_variables=3, most_rows=6, bound=3):
    """Draw (rows, objective) with rows that repeat, oppose each other, vanish or contradict."""
    variables = draw(st.integers(1, most_variables))
    row = integer_vectors(variables + 1, st.integers(-bound, bound))
    rows = draw(st.lists(row, max_size=most_rows))
    if rows and draw(st.booleans()):
        *normal, offset = draw(st.sampled_from(rows))
        shift = draw(st.integers(-1, 1))
        rows.append((*[-a for a in normal], shift - offset))
    return rows, draw(integer_vectors(variables))


@st.composite
def polytopes(draw, most_dimensions=3, most_rows=5):
    """Draw polytopes of every kind: empty, flat, bounded, unbounded, the whole space."""
    dimension = draw(st.integers(1, most_dimensions))
    return HPolytope(dimension, draw(st.lists(integer_vectors(dimension + 1), max_size=most_rows)))


@st.composite
def full_dimensional_polytopes(draw, most_dimensions=3, most_rows=5, dimension=None):
    """Draw polytopes around a rational point that lies strictly inside, some of them unbounded."""
    if dimension is None:
        dimension = draw(st.integers(1, most_dimensions))
    center = draw(st.tuples(*[st.integers(-2, 2)] * dimension))
    rows = []
    for normal in draw(st.lists(integer_vectors(dimension), max_size=most_rows)):
        level = sum(a * x for a, x in zip(normal, center, strict=True))
        slack = draw(st.integers(1, 3))
        rows.append((*[2 * a for a in normal], 2 * level + slack))
    return HPolytope(dimension, rows)


@st.composite
def bounded_polytopes(draw, most_dimensions=3, most_rows=4, dimension=None):
    """Draw polytopes of full dimension inside a cube."""
    around = draw(full_dimensional_polytopes(most_dimensions, most_rows, dimension))
    n = around.dimension
    sides = [[sign * int(i == j) for i in range(n)] for j in range(n) for sign in (-1, 1)]
    return HPolytope(n, [*around.rows, *[(*side, 4) for side in sides]])


def domains(dimension):
    """Draw a full-dimensional domain, bounded or not, or None for all of R^n."""
    return st.one_of(
        st.none(),
        bounded_polytopes(dimension=dimension),
        full_dimensional_polytopes(dimension=dimension),
    )


@st.composite
def degenerate_networks(
    draw, most_inputs=3, most_units=4, most_hidden_layers=3, with_domain=False, outputs=2
):
    """Draw small rational networks whose units repeat, oppose, scale, vanish and stay constant.

    Biases are zero half of the time, so that hyperplanes meet in vertices of each other.
    """
    inputs = draw(st.integers(1, most_inputs))
    layers, width = [], inputs
    for _ in range(draw(st.integers(0, most_hidden_layers))):
        layers.append(draw(_layers(width, draw(st.integers(1, most_units)), hidden=True)))
        width = layers[-1].units
    layers.append(draw(_layers(width, draw(st.integers(1, outputs)), hidden=False)))
    domain = draw(domains(inputs)) if with_domain else None
    return Network(layers, domain)


@st.composite
def _layers(draw, inputs, units, hidden):
    central = draw(st.booleans())
    rows = []
    for _ in range(units):
        kind = draw(st.sampled_from(["fresh", "fresh", "fresh", "multiple", "constant"]))
        if kind == "multiple" and rows:
            factor = draw(st.sampled_from([1, -1, 2, Fraction(-1, 3)]))
            rows.append([factor * entry for entry in draw(st.sampled_from(rows))])
        elif kind == "constant":
            rows.append([*[0] * inputs, draw(st.integers(-1, 1))])
        else:
            weights = draw(st.lists(rationals(2, 3), min_size=inputs, max_size=inputs))
            rows.append([*weights, 0 if central else draw(rationals(2, 3))])
    if hidden:
        activation = draw(
            st.one_of(st.just("relu"), st.lists(_KINDS, min_size=units, max_size=units))
        )
    else:
        activation = draw(st.sampled_from(["identity", "identity", "relu"]))
    return Layer([row[:-1] for row in rows], [row[-1] for row in rows], activation)


_KINDS = st.sampled_from(["relu", "relu", "identity"])
