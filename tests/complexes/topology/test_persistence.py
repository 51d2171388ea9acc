"""Persistence diagrams: known ones, those of sets found one by one, and what must not matter."""

import json
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.complexes.topology import VertexValues
from polyregions.errors import (
    InvalidNumberError,
    OutOfTime,
    UnboundedError,
    UnknownOptionError,
)
from tests.helpers.cases import each
from tests.helpers.extras import require_packages
from tests.helpers.plain_elimination import plain_betti_numbers
from tests.strategies import bounded_polytopes, degenerate_networks, rationals


def diagram_of(*layers, domain, **options):
    return pr.regions(pr.Network(layers), domain).persistence(**options)


def bars(diagram):
    return Counter({(b.dimension, b.birth, b.death): b.multiplicity for b in diagram})


def absolute_values(inputs):
    """Return the layer of x_1, -x_1, x_2, ...: with ReLU, sums of pairs are absolute values."""
    return pr.Layer([[s * (i == j) for j in range(inputs)] for i in range(inputs) for s in (1, -1)])


def identity(weights, bias=None):
    return pr.Layer(weights, bias, "identity")


def function_of_values(values):
    """Return the layers of the function that takes these values at 0, 1, 2, ..."""
    slopes = np.diff(np.array([Fraction(v) for v in values], dtype=object))
    bends = [slopes[0], *np.diff(slopes)]
    knots = range(len(bends))
    hidden = pr.Layer([[1]] * len(bends), [-k for k in knots])
    return [hidden, identity([bends], [values[0]])]


# Known diagrams


@each("branches", range(2, 10))
def test_zigzags(branches):
    """All minima are 0 and all maxima 1: each but the first minimum ends at a maximum."""
    values = [k % 2 for k in range(branches + 1)]
    diagram = diagram_of(*function_of_values(values), domain=[[0, branches]])
    ended = {(0, 0, 1): branches // 2} if branches > 1 else {}
    assert bars(diagram) == {(0, 0, None): 1, **ended}


@each(
    "power, expected",
    [((2, 2), 1), ((2, 3), 2), ((3, 2), 1), ((3, 3), 4), ((2, 4), 4)],
)
def test_montufar_on_the_line(power, expected):
    diagram = pr.regions(pr.montufar(1, *power)).persistence()
    assert bars(diagram) == {(0, 0, None): 1, (0, 0, 1): expected}


def test_montufar_in_the_plane():
    cells = pr.regions(pr.montufar(2, 4, 3))
    assert bars(cells.persistence()) == {(0, 0, None): 1, (0, 0, 1): 8, (1, 1, 2): 4}
    assert bars(cells.persistence(of="superlevel")) == {(0, 2, None): 1, (0, 2, 1): 3, (1, 1, 0): 1}


@each(
    "of, level, expected",
    [
        ("sublevel", -1, (0, 0)),
        ("sublevel", 0, (9, 0)),
        ("sublevel", "1/2", (9, 0)),
        ("sublevel", 1, (1, 4)),
        ("sublevel", "3/2", (1, 4)),
        ("sublevel", 2, (1, 0)),
        ("superlevel", 3, (0, 0)),
        ("superlevel", 2, (4, 0)),
        ("superlevel", "3/2", (4, 0)),
        ("superlevel", 1, (1, 1)),
        ("superlevel", "1/2", (1, 1)),
        ("superlevel", 0, (1, 0)),
    ],
)
def test_betti_numbers_where_something_happens_and_between(of, level, expected):
    diagram = pr.regions(pr.montufar(2, 4, 3)).persistence(of=of)
    assert diagram.betti_numbers(level) == expected


@each("inputs", [1, 2, 3, 4])
def test_shells(inputs):
    """The sets {| |x|_1 - 2 | <= t} are shells around a hole of dimension n0 - 1 until t = 2."""
    distance = pr.Layer([[1] * 2 * inputs, [-1] * 2 * inputs], [-2, 2])
    layers = [absolute_values(inputs), distance, identity([[1, 1]])]
    diagram = diagram_of(*layers, domain=[[-3, 3]] * inputs)
    assert bars(diagram) == {(0, 0, None): 1, (inputs - 1, 0, 2): 1}
    around = [0] * inputs
    around[0], around[-1] = 1, around[-1] + 1
    assert diagram.betti_numbers(1) == (tuple(around) if inputs > 1 else (2,))
    assert diagram.betti_numbers(2) == (1, *[0] * (inputs - 1))


def test_solid_torus():
    """The sets {| |x| + |y| - 3 | + |z| <= t} are solid tori until the origin enters at t = 3."""
    ring = pr.Layer([[1, 1, 1, 1, 0, 0], [-1, -1, -1, -1, 0, 0], [0, 0, 0, 0, 1, 1]], [-3, 3, 0])
    layers = [absolute_values(3), ring, identity([[1, 1, 1]])]
    diagram = diagram_of(*layers, domain=[[-7, 7], [-7, 7], [-4, 4]])
    assert bars(diagram) == {(0, 0, None): 1, (1, 0, 3): 1}


def test_elder_component_lives_on():
    values = [2, Fraction(1, 3), Fraction(5, 2), 0, 1, Fraction(1, 2), 3]
    diagram = diagram_of(*function_of_values(values), domain=[[0, 6]])
    third, half = Fraction(1, 3), Fraction(1, 2)
    assert diagram.bars(0) == (
        pr.PersistenceBar(0, Fraction(0), None),
        pr.PersistenceBar(0, third, Fraction(5, 2)),
        pr.PersistenceBar(0, half, Fraction(1)),
    )
    assert [diagram.betti_numbers(t) for t in (-1, 0, third, half, "9/10", 1, 2, "5/2", 9)] == [
        (k,) for k in (0, 1, 2, 3, 3, 2, 2, 1, 1)
    ]


@each("constant", [0, Fraction(-7, 3), 10**40])
@each("inputs", [1, 2, 3])
def test_constant_functions(inputs, constant):
    """A hyperplane cuts the domain, and the function does not see it."""
    layers = [absolute_values(inputs), identity([[0] * 2 * inputs], [constant])]
    for of in ("sublevel", "superlevel"):
        diagram = diagram_of(*layers, domain=[[-1, 1]] * inputs, of=of)
        assert bars(diagram) == {(0, constant, None): 1}
        assert len(diagram.instant_counts) == inputs
        assert sum(diagram.instant_counts) == (5**inputs - 1) // 2


@each("inputs", [1, 2, 3, 4])
def test_a_single_cell(inputs):
    diagram = diagram_of(identity([[1] * inputs], ["1/3"]), domain=[[0, 1]] * inputs)
    assert bars(diagram) == {(0, Fraction(1, 3), None): 1}
    superlevel = diagram_of(
        identity([[1] * inputs], ["1/3"]), domain=[[0, 1]] * inputs, of="superlevel"
    )
    assert bars(superlevel) == {(0, inputs + Fraction(1, 3), None): 1}


def test_levels_that_no_float_tells_apart():
    """The second minimum is lower than the first by 10^-30, and the maximum higher than both."""
    tiny = Fraction(1, 10**30)
    values = [5, 1, 1 + tiny, 1 - tiny, 5]
    diagram = diagram_of(*function_of_values(values), domain=[[0, 4]])
    assert bars(diagram) == {(0, 1 - tiny, None): 1, (0, 1, 1 + tiny): 1}
    assert diagram.to_arrays()["birth"].tolist() == [1.0, 1.0]


# Each output, each set


@settings(max_examples=50)
@given(st.lists(rationals(), min_size=2, max_size=9))
def test_functions_of_one_variable(values):
    """Pieces of {F <= t} merge, and the one with the higher minimum ends."""
    diagram = diagram_of(*function_of_values(values), domain=[[0, len(values) - 1]])
    expected = Counter({(0, min(values), None): 1})
    minimum = {}
    for place in sorted(range(len(values)), key=lambda k: values[k]):
        beside = {minimum.get(place - 1), minimum.get(place + 1)} - {None}
        lives = min(beside, key=lambda k: (values[k], k), default=place)
        for ends in beside - {lives}:
            if values[ends] < values[place]:
                expected[0, values[ends], values[place]] += 1
        minimum[place] = lives
        for other, known in minimum.items():
            if known in beside:
                minimum[other] = lives
    assert bars(diagram) == expected


@st.composite
def bounded_networks(draw, **options):
    network = draw(degenerate_networks(**options))
    return pr.Network(network.layers, draw(bounded_polytopes(dimension=network.inputs)))


def closed_betti_numbers(network, output, level, side):
    """Return those of {side F <= side level}: of the closed faces that one more unit cuts out."""
    row = [side * int(k == output) for k in range(network.outputs)]
    layers = [*network.layers, pr.Layer([row], [-side * level]), identity([[1]])]
    cells = pr.regions(pr.Network(layers, network.domain))
    sizes, columns, below = [], [], None
    for dimension in range(network.inputs + 1):
        faces = cells.faces(dimension)
        kept = np.flatnonzero(faces.signs[:, -1] <= 0).tolist()
        if below is not None:
            of_face = np.split(faces.facets, faces.facet_offsets[1:-1])
            columns.append([[below[f] for f in of_face[k].tolist()] for k in kept])
        below = {face: place for place, face in enumerate(kept)}
        sizes.append(len(kept))
    return plain_betti_numbers(sizes, columns)


def check_levels(network, levels):
    cells = pr.regions(network)
    for output in range(network.outputs):
        values = VertexValues(cells.face_lattice, output)
        own = sorted(set(values.exact(range(len(values)))))
        for of, side in (("sublevel", 1), ("superlevel", -1)):
            diagram = cells.persistence(output, of)
            # Just where something may happen, and between.
            for level in [*levels, *own[:: max(1, len(own) // 4)]]:
                *expected, top = closed_betti_numbers(network, output, level, side)
                assert top == 0
                assert diagram.betti_numbers(level) == tuple(expected), (network, level, of)


@settings(max_examples=25)
@given(bounded_networks(most_units=3, most_hidden_layers=2), st.lists(rationals(), max_size=2))
def test_betti_numbers_are_those_of_sets_found_one_by_one(network, levels):
    check_levels(network, levels)


@pytest.mark.slow
@settings(max_examples=120)
@given(bounded_networks(), st.lists(rationals(), max_size=3))
def test_betti_numbers_are_those_of_sets_found_one_by_one_often(network, levels):
    check_levels(network, levels)


# Sums of functions of other variables


def of_sum(first, second):
    """Return the bars of F(x) + G(y): a Künneth formula for persistent homology.

    (H. Gakhar, J. A. Perea, "Künneth formulae in persistent homology", 2019.)
    """
    inf = float("inf")
    found = Counter()
    for (p, a, b), m in first.items():
        for (q, c, d), n in second.items():
            b, d = (inf if b is None else b), (inf if d is None else d)
            bars = [(p + q, a + c, min(a + d, b + c)), (p + q + 1, max(a + d, b + c), b + d)]
            for k, birth, death in bars:
                if birth < death:
                    found[k, birth, None if death == inf else death] += m * n
    return found


@settings(max_examples=25)
@given(*[st.lists(rationals(), min_size=2, max_size=6)] * 2)
def test_sums_of_functions_of_one_variable_each(left, right):
    lines = [[0, len(values) - 1] for values in (left, right)]
    parts = [function_of_values(values) for values in (left, right)]
    diagrams = [diagram_of(*p, domain=[line]) for p, line in zip(parts, lines, strict=True)]
    (first, last), (other, end) = parts
    hidden = pr.Layer(
        [[*row, 0] for row in first.weights] + [[0, *row] for row in other.weights],
        [*first.bias, *other.bias],
    )
    output = identity([[*last.weights[0], *end.weights[0]]], [last.bias[0] + end.bias[0]])
    whole = diagram_of(hidden, output, domain=lines)
    assert bars(whole) == of_sum(*map(bars, diagrams))


@each("inputs, width, depth", [(2, 6, 3), (3, 6, 3), (3, 9, 2)])
def test_montufar_is_a_sum(inputs, width, depth):
    line = bars(pr.regions(pr.montufar(1, width // inputs, depth)).persistence())
    expected = line
    for _ in range(inputs - 1):
        expected = of_sum(expected, line)
    assert bars(pr.regions(pr.montufar(inputs, width, depth)).persistence()) == expected


# What must not matter


def with_output(network, factor, offset=0):
    """Return a network with its first output times a factor, plus an offset."""
    row = [factor] + [0] * (network.outputs - 1)
    return pr.Network([*network.layers, identity([row], [offset])], network.domain)


@settings(max_examples=20)
@given(bounded_networks(), st.sampled_from([1, 3, Fraction(1, 7), 10**30]), rationals())
def test_scaling_symmetry_and_turning_over(network, factor, offset):
    diagram = pr.regions(network).persistence()
    scaled = pr.regions(with_output(network, factor, offset)).persistence()
    assert bars(scaled) == {
        (k, factor * b + offset, None if d is None else factor * d + offset): m
        for (k, b, d), m in bars(diagram).items()
    }
    turned = pr.regions(with_output(network, -factor, -offset)).persistence(of="superlevel")
    assert bars(turned) == {
        (k, -b, None if d is None else -d): m for (k, b, d), m in bars(scaled).items()
    }
    # The inputs in the opposite order, mirrored and stretched.
    inputs = network.inputs
    mirror = [[-2 * int(i + j == inputs - 1) for j in range(inputs)] for i in range(inputs)]
    domain = pr.HPolytope(
        inputs,
        [(*(-2 * a for a in reversed(row[:-1])), 4 * row[-1]) for row in network.domain.rows],
    )
    halved = [[Fraction(entry, 4) for entry in row] for row in mirror]
    moved = pr.Network([identity(halved), *network.layers], domain)
    assert pr.regions(moved).persistence() == diagram


def test_cells_do_not_matter():
    """More cells make more pairs at one level, and the same bars."""
    tent = function_of_values([0, 1, 0])
    plain = diagram_of(*tent, domain=[[0, 2]])
    more = pr.Layer([*tent[0].weights, [1]], [*tent[0].bias, "-1/2"])
    cut = diagram_of(more, identity([[*tent[1].weights[0], 0]]), domain=[[0, 2]])
    assert plain == cut
    assert hash(plain) == hash(cut)
    assert plain.instant_counts != cut.instant_counts
    assert plain != diagram_of(*tent, domain=[[0, 2]], of="superlevel")
    assert plain != "a diagram"


# Diagrams as values


@pytest.fixture(scope="module")
def diagram():
    return pr.regions(pr.montufar(2, 4, 3)).persistence()


def test_diagrams_as_sequences(diagram):
    assert len(diagram) == 3
    assert [*diagram] == [diagram[0], *diagram[1:]]
    assert diagram.bars(1) == (pr.PersistenceBar(1, Fraction(1), Fraction(2), 4),)
    assert diagram.bars(7) == ()
    assert [bar.length for bar in diagram] == [None, 1, 1]
    assert repr(diagram) == (
        "<PersistenceDiagram of sublevel sets, bars: 9 of dimension 0, 4 of dimension 1>"
    )
    names = {"PersistenceBar": pr.PersistenceBar, "Fraction": Fraction}
    assert eval(repr(diagram[2]), names) == diagram[2]


def test_diagrams_as_text():
    values = [0, 3, 1, 4, "1/3", Fraction(10**30, 3), 2, Fraction(10**30, 3) + 1, 0]
    far = "about 3.333333333333333e+29"
    text = f"[0, inf), [0, {far}), [2, {far}), [1/3, 4), [1, 3)"
    assert str(diagram_of(*function_of_values(values), domain=[[0, 8]])) == f"H0: 5 bars: {text}"
    many = [k % 2 * k for k in range(30)]
    text = str(diagram_of(*function_of_values(many), domain=[[0, 29]], of="superlevel"))
    assert text.startswith("H0: 15 bars: (-inf, 29], (0, 27], (0, 25], ")
    assert text.endswith("(0, 17], (0, 15], and 7 shorter")


@pytest.mark.parametrize(
    ("power", "text"),
    [("1e400", "an integer of many digits"), ("1e-400", "a fraction of many digits")],
)
def test_levels_beyond_floats_are_not_told_as_infinite_or_zero(power, text):
    tent = pr.Layer([[power, f"-2{power[1:]}"]], None, "identity")
    net = pr.Network([pr.Layer([[1], [1]], [0, -1]), tent], [[0, 2]])
    assert str(pr.regions(net).persistence()) == f"H0: 2 bars: [0, inf), [0, {text})"


def test_diagrams_in_json(diagram):
    written = json.loads(json.dumps(diagram.to_json()))
    assert written["bars"][0] == {"dimension": 0, "birth": 0, "death": None, "multiplicity": 1}
    assert written["bars"][2] == {"dimension": 1, "birth": 1, "death": 2, "multiplicity": 4}
    assert (written["of"], written["dimensions"]) == ("sublevel", 2)
    assert written["instant_counts"] == [16, 12]


def test_diagrams_in_columns():
    require_packages("pandas")
    cells = pr.regions(pr.montufar(2, 4, 3))
    table = cells.persistence().to_pandas()
    assert table.to_dict("list") == {
        "dimension": [0, 0, 1],
        "birth": [0.0, 0.0, 1.0],
        "death": [np.inf, 1.0, 2.0],
        "multiplicity": [1, 8, 4],
    }
    assert cells.persistence(of="superlevel").to_arrays()["death"].tolist() == [-np.inf, 1.0, 0.0]


def test_what_cannot_be_asked(diagram):
    cells = pr.regions(pr.montufar(2, 4, 2), pr.whole_space(2))
    with pytest.raises(UnboundedError, match=r"unbounded, .*: give a box as the domain"):
        cells.persistence()
    strip = pr.regions(pr.montufar(2, 4, 2), pr.from_inequalities([[1, 0], [-1, 0]], [1, 0]))
    with pytest.raises(UnboundedError, match="give a box"):
        strip.persistence()
    bounded = pr.regions(pr.montufar(2, 4, 2))
    for output in (1, -1, True, "0", 0.0, None):
        with pytest.raises(UnknownOptionError, match=r"the network has no output .* from 0 to 0"):
            bounded.persistence(output)
    with pytest.raises(UnknownOptionError, match="use sublevel or superlevel"):
        bounded.persistence(of="level")
    with pytest.raises(InvalidNumberError, match="level"):
        diagram.betti_numbers("high")
    with pytest.raises(UnknownOptionError, match="the dimension is -1: give a whole number"):
        diagram.bars(-1)


def test_the_time_is_bounded():
    cells = pr.regions(pr.montufar(2, 4, 3))
    assert cells.face_lattice
    with pytest.raises(OutOfTime), pr.time_limit(0):
        cells.persistence()
