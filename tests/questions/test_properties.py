"""Verdicts on properties against brute force: exact programs over the regions of the network."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

import polyregions as pr
from polyregions.polytopes import from_inequalities, whole_space
from polyregions.polytopes.linear_programs import Optimal, maximise
from polyregions.questions import Constraint
from polyregions.questions.properties import searching
from polyregions.readers import parse_property
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each


def holds_by_brute_force(network, prop):
    """Decide by another route: programs over all regions of the network alone, without units.

    Every case's inputs, fixed ones too, are rows of the program over the closed region, on R^n0.
    """
    cells = pr.regions(network, whole_space(network.inputs))
    for region in cells:
        rows = [facet.halfspace.row for facet in region.facets]
        affine = network.affine_map(region.pattern)
        for case in prop.cases:
            if satisfied_somewhere(rows, affine, case, prop.inputs):
                return False
    return True


def satisfied_somewhere(rows, affine, case, inputs):
    """Return whether a point of {a.x <= b} with y = affine(x) satisfies all constraints."""
    depth_rows = [(*row[:-1], 0, row[-1]) for row in rows]
    for constraint in case:
        normal, bound = [Fraction(0)] * inputs, Fraction(constraint.bound)
        for k, entry in constraint.terms:
            if k < inputs:
                normal[k] += entry
            else:
                bound -= entry * affine.bias[k - inputs]
                for i, weight in enumerate(affine.weights[k - inputs]):
                    normal[i] += entry * weight
        depth_rows.append((*normal, int(constraint.is_strict), bound))
    size = inputs + 1
    polytope = from_inequalities(
        [row[:-1] for row in depth_rows], [row[-1] for row in depth_rows], size
    )
    limit = (*[0] * inputs, 1, 1)
    result = maximise([*polytope.rows, limit], (*[0] * inputs, 1))
    return isinstance(result, Optimal) and result.value > 0


def check(network, prop, **options):
    """Check a property, and what the verdict says of itself; return whether it holds."""
    verdict = pr.check_property(network, prop, **options)
    if isinstance(verdict, pr.Violated):
        outputs = network.exact(verdict.input)
        assert outputs == verdict.outputs
        assert prop.violated_case(verdict.input, outputs) == verdict.case
        assert network.pattern(verdict.input) == verdict.pattern
        decimals = [Fraction(text) for text in verdict.decimal]
        if verdict.is_confirmed:
            assert tuple(decimals) == verdict.input
            floats = [Fraction(float(text)) for text in verdict.decimal]
            assert prop.violated_case(floats, network.exact(floats)) is not None
        return False
    assert isinstance(verdict, pr.Holds)
    return True


def random_constraints(random, inputs, outputs, count):
    """Return constraints with small numbers, half of them strict, some on inputs and outputs."""
    found = []
    for _ in range(count):
        kind = random.choice(["outputs", "outputs", "both", "inputs"])
        terms = {}
        if kind != "outputs":
            terms |= {k: random.randint(-2, 2) for k in range(inputs)}
        if kind != "inputs":
            terms |= {inputs + k: random.randint(-2, 2) for k in range(outputs)}
        rational = {k: Fraction(value) for k, value in terms.items()}
        bound = Fraction(random.randint(-2, 2), random.choice([1, 1, 2, 3]))
        found.append(Constraint.of(rational, bound, random.random() < 0.5))
        if random.random() < 0.3:
            opposite = {k: -value for k, value in rational.items()}
            found.append(Constraint.of(opposite, -bound, random.random() < 0.3))
    return found


def box_constraints(random, inputs):
    """Return bounds of inputs: equal ones, one-sided ones, none at all, strict ones."""
    found = []
    for k in range(inputs):
        low = random.randint(-2, 1)
        high = low + random.choice([0, 1, 1, 2])
        for sign, bound in ((-1, -low), (1, high)):
            if random.random() < 0.85:
                found.append(Constraint(((k, sign),), bound, random.random() < 0.2))
    return found


def small_network(random):
    """Return a network of small integers, where what touches touches exactly."""
    sizes = [random.randint(1, 2), random.randint(1, 3), random.randint(1, 2)]
    if random.random() < 0.5:
        sizes.insert(1, 2)
    layers = []
    for before, after in pairwise(sizes):
        weights = [[random.randint(-2, 2) for _ in range(before)] for _ in range(after)]
        bias = [random.randint(-1, 1) for _ in range(after)]
        kind = random.choice(["relu", "identity"]) if len(layers) == len(sizes) - 2 else "relu"
        layers.append(pr.Layer(weights, bias, kind))
    return pr.Network(layers)


def random_question(random):
    """Return a small network, and a property of one or two cases."""
    network = small_network(random)
    n, m = network.inputs, network.outputs
    cases = [
        [*box_constraints(random, n), *random_constraints(random, n, m, random.randint(0, 3))]
        for _ in range(random.randint(1, 2))
    ]
    return network, pr.Property(n, m, cases)


def test_random_properties_of_small_networks():
    kinds = {True: 0, False: 0}
    for seed in range(120):
        network, prop = random_question(Random(seed))
        expected = holds_by_brute_force(network, prop)
        assert check(network, prop) == expected, seed
        kinds[expected] += 1
    assert min(kinds.values()) > 20


@pytest.fixture
def without_samples(monkeypatch):
    """Let the search find everything: only single inputs are tried before."""

    def only_single(network, inputs, cases):
        return [inputs.origin] if inputs.domain is None else []

    monkeypatch.setattr(searching, "promising_points", only_single)


RELU = pr.Network([pr.Layer([[1]])])
SIZE = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], activation="identity")])
ZERO = pr.Network([pr.Layer([[0]]), pr.Layer([[0]], activation="identity")])
IDENTITY = pr.Network([pr.Layer([[1, 0], [0, 1]], activation="identity")])
MINIMUM = pr.Network(  # -max(-x0 + x1, 0) + x1 = min(x0, x1)
    [
        pr.Layer([[-1, 1], [0, 1]], activation=["relu", "identity"]),
        pr.Layer([[-1, 1]], activation="identity"),
    ]
)


def vnnlib(network, *assertions):
    """Return the property that is violated where all assertions hold."""
    names = [f"X_{k}" for k in range(network.inputs)] + [f"Y_{k}" for k in range(network.outputs)]
    declared = "".join(f"(declare-const {name} Real)" for name in names)
    return parse_property(declared + "".join(f"(assert {text})" for text in assertions))


UNIT = ("(>= X_0 -1)", "(<= X_0 1)")
SQUARE = ("(>= X_0 0)", "(<= X_0 1)", "(>= X_1 0)", "(<= X_1 1)")
QUADRANT = ("(>= X_0 0)", "(>= X_1 0)")

# Network, assertions, whether there is no counterexample, and what it is if there is only one.
DEGENERATE = [
    ("no active region", RELU, (*UNIT, "(<= Y_0 0)"), False, None),
    ("a zero function is not below zero", RELU, (*UNIT, "(< Y_0 0)"), True, None),
    ("a zero function is not above zero there", RELU, ("(<= X_0 0)", "(> Y_0 0)"), True, None),
    ("a zero network is zero", ZERO, (*UNIT, "(= Y_0 0)"), False, None),
    ("a zero network is nothing else", ZERO, (*UNIT, "(!= Y_0 0)"), True, None),
    ("a constant below a bound, closed", ZERO, (*UNIT, "(>= Y_0 0)", "(<= Y_0 0)"), False, None),
    ("a vertex touches, closed", SIZE, (*UNIT, "(<= Y_0 0)"), False, [0]),
    ("a vertex touches, strict", SIZE, (*UNIT, "(< Y_0 0)"), True, None),
    (
        "a vertex at the end of the domain, closed",
        SIZE,
        (*UNIT, "(>= Y_0 1)", "(> X_0 0)"),
        False,
        [1],
    ),
    ("a vertex at the end of the domain, strict", SIZE, (*UNIT, "(> Y_0 1)"), True, None),
    ("the end of a domain is open", SIZE, ("(> X_0 -1)", "(< X_0 1)", "(>= Y_0 1)"), True, None),
    ("the middle of an open domain", SIZE, ("(> X_0 -1)", "(< X_0 1)", "(<= Y_0 0)"), False, [0]),
    ("equality", SIZE, (*UNIT, "(= Y_0 (/ 1 3))"), False, None),
    ("two equalities", SIZE, (*UNIT, "(= Y_0 (/ 1 3))", "(= X_0 Y_0)"), False, [Fraction(1, 3)]),
    ("two equalities that contradict", SIZE, (*UNIT, "(= Y_0 (/ 1 3))", "(= X_0 0.3)"), True, None),
    ("a whole facet, closed", MINIMUM, (*SQUARE, "(<= Y_0 0)", "(> X_0 0)"), False, None),
    ("a whole facet, strict", MINIMUM, (*SQUARE, "(< Y_0 0)"), True, None),
    ("a corner, closed", MINIMUM, (*SQUARE, "(>= Y_0 1)"), False, [1, 1]),
    ("a corner, strict", MINIMUM, (*SQUARE, "(> Y_0 1)"), True, None),
    ("an edge between regions", MINIMUM, (*SQUARE, "(= Y_0 X_0)", "(= Y_0 X_1)"), False, None),
    (
        "an edge but for its beginning",
        MINIMUM,
        (*SQUARE, "(= Y_0 X_0 X_1)", "(> X_0 0.25)", "(> (+ X_0 Y_0) 0.75)"),
        False,
        None,
    ),
    (
        "a facet but for its beginning",
        MINIMUM,
        (*SQUARE, "(<= Y_0 0)", "(> (+ X_0 X_1) 0.25)", "(< (+ X_0 X_1) 0.375)"),
        False,
        None,
    ),
    (
        "an edge without its points",
        MINIMUM,
        (*SQUARE, "(= Y_0 X_0)", "(= Y_0 X_1)", "(< X_0 X_1)"),
        True,
        None,
    ),
    (
        "a point of the edge",
        MINIMUM,
        (*SQUARE, "(= Y_0 X_0)", "(>= X_0 X_1)", "(= Y_0 0.25)"),
        False,
        None,
    ),
    ("ever further out", SIZE, ("(>= Y_0 1e400)",), False, None),
    ("ever further out, on one side", SIZE, ("(>= X_0 0)", "(< Y_0 X_0)"), True, None),
    ("along a ray", MINIMUM, (*QUADRANT, "(>= Y_0 1000)", "(<= X_0 1000)"), False, None),
    ("along a ray, in its end", MINIMUM, (*QUADRANT, "(<= Y_0 0)", "(>= X_0 5)"), False, None),
    ("no such ray", MINIMUM, (*QUADRANT, "(> Y_0 X_0)"), True, None),
    ("the whole plane", IDENTITY, ("(= Y_0 5)", "(= Y_1 -7)"), False, [5, -7]),
    ("no constraint at all", IDENTITY, (), False, None),
    ("constraints on inputs alone", IDENTITY, (*SQUARE, "(> X_0 0.5)"), False, None),
    ("inputs that contradict", IDENTITY, (*SQUARE, "(> X_0 1)"), True, None),
    ("a single input", SIZE, ("(= X_0 0.5)", "(= Y_0 0.5)"), False, [Fraction(1, 2)]),
    ("a single input, strict", SIZE, ("(= X_0 0.5)", "(> Y_0 0.5)"), True, None),
    ("a single input, excluded", SIZE, ("(= X_0 0.5)", "(< X_0 0.5)"), True, None),
    (
        "a single input by inequalities",
        MINIMUM,
        (*QUADRANT, "(<= (+ X_0 X_1) 0)", "(<= Y_0 0)"),
        False,
        [0, 0],
    ),
    ("no input by inequalities", MINIMUM, (*QUADRANT, "(<= (+ X_0 X_1) -1)"), True, None),
    (
        "a fixed input, excluded",
        MINIMUM,
        (*SQUARE, "(= X_0 0.5)", "(< X_0 0.5)", "(>= Y_0 0)"),
        True,
        None,
    ),
    ("a fixed input", MINIMUM, (*SQUARE, "(= X_1 0.5)", "(> Y_0 0.5)"), True, None),
    ("a fixed input, closed", MINIMUM, (*SQUARE, "(= X_1 0.5)", "(>= Y_0 0.5)"), False, None),
    ("equal inputs", MINIMUM, (*SQUARE, "(= X_0 X_1)", "(< Y_0 X_1)"), True, None),
    (
        "equal inputs, by two rows",
        MINIMUM,
        (*SQUARE, "(<= X_0 X_1)", "(>= X_0 X_1)", "(= Y_0 0.5)"),
        False,
        [Fraction(1, 2)] * 2,
    ),
    (
        "a diagonal without its ends",
        MINIMUM,
        (*SQUARE, "(= (+ X_0 X_1) 1)", "(> X_0 0)", "(> X_1 0)", "(<= Y_0 0)"),
        True,
        None,
    ),
    (
        "a diagonal with its ends",
        MINIMUM,
        (*SQUARE, "(= (+ X_0 X_1) 1)", "(<= Y_0 0)"),
        False,
        None,
    ),
    (
        "one of several boxes",
        SIZE,
        ("(or (and (>= X_0 1) (<= X_0 2)) (and (>= X_0 4) (<= X_0 5)))", "(> Y_0 4.9)"),
        False,
        None,
    ),
    (
        "none of several boxes",
        SIZE,
        (
            "(or (and (>= X_0 1) (<= X_0 2)) (and (>= X_0 4) (<= X_0 5)))",
            "(and (> Y_0 2) (< Y_0 4))",
        ),
        True,
        None,
    ),
    ("a slack that stays below the shift", SIZE, (*UNIT, "(<= Y_0 -1e-12)"), True, None),
    ("a slack that is as small", SIZE, (*UNIT, "(<= Y_0 1e-12)", "(> Y_0 0)"), False, None),
    (
        "numbers of any size",
        SIZE,
        ("(<= X_0 1e300)", "(>= X_0 1e-300)", "(< Y_0 1e-300)"),
        True,
        None,
    ),
    (
        "numbers of any size, closed",
        SIZE,
        ("(<= X_0 1e300)", "(>= X_0 1e-300)", "(<= Y_0 1e-300)"),
        False,
        [Fraction(1, 10**300)],
    ),
]


@each("name, network, assertions, holds, only", DEGENERATE)
def test_degenerate_cases(name, network, assertions, holds, only):
    prop = vnnlib(network, *assertions)
    assert check(network, prop) == holds
    if only is not None:
        assert [*pr.check_property(network, prop).input] == only


@each("name, network, assertions, holds, only", DEGENERATE)
def test_degenerate_cases_by_the_search_alone(
    without_samples, name, network, assertions, holds, only
):
    prop = vnnlib(network, *assertions)
    for engine in ("vertices", "lp"):
        assert check(network, prop, engine=engine) == holds, engine


def test_random_properties_by_the_search_alone(without_samples):
    for seed in range(150):
        network, prop = random_question(Random(1000 + seed))
        engine = "lp" if seed % 3 == 0 else "vertices"
        assert check(network, prop, engine=engine) == holds_by_brute_force(network, prop), seed


def test_many_cases_on_the_same_inputs(without_samples):
    """Boxes of outputs, of which the last contains what the network reaches, or none does."""
    network = pr.he_random((2, 6, 2), seed=5, bias_std=0.5)
    square = [[-1, 1]] * 2
    outputs = network.exact(["1/3", "-1/4"])
    for last, holds in ((outputs, False), ([100, 100], True)):
        cases = []
        for y in [*([50 + k, -50 - k] for k in range(40)), last]:
            rows = [[1, 0], [-1, 0], [0, 1], [0, -1]]
            cases += pr.Property.never(square, rows, [y[0], -y[0], y[1], -y[1]]).cases
        assert check(network, pr.Property(2, 2, cases)) == holds


def greatest_output(network, domain):
    """Return the maximum of the only output over a box, by the vertices of all regions."""
    return max(
        network.exact(vertex)[0]
        for region in pr.regions(network, domain)
        for vertex in region.generators.vertices
    )


def test_a_bound_that_is_attained_in_one_vertex(without_samples):
    """The greatest output is reached, and not exceeded, whatever numbers the network has."""
    for seed, widths in enumerate([(1, 12, 8, 1), (2, 8, 6, 1), (3, 6, 4, 1), (2, 5, 5, 5, 1)]):
        network = pr.he_random(widths, seed=seed, bias_std=0.5)
        box = [[-1, 1]] * widths[0]
        greatest = greatest_output(network, box)
        for engine in ("vertices", "lp")[: 1 + (seed == 1)]:
            reached = pr.Property.never(box, [[-1]], [-greatest])
            assert not check(network, reached, engine=engine), (seed, engine)
            assert check(network, pr.Property.always(box, [[1]], [greatest]), engine=engine)
            below = greatest - Fraction(1, 10**30)
            assert not check(network, pr.Property.always(box, [[1]], [below]), engine=engine)


def test_levels_of_awkward_networks(without_samples):
    """The outputs at a point inside a region, or at a vertex, are found, though nothing else is."""
    for index, case in enumerate(AWKWARD):
        network, random = case.network, Random(index)
        domain = whole_space(network.inputs) if network.domain is None else network.domain
        cells = pr.regions(network, domain)
        region = cells[random.randrange(len(cells))]
        point = random.choice([region.interior_point, *region.generators.vertices])
        outputs = network.exact(point)
        rows = [
            [sign * int(i == k) for i in range(len(outputs))]
            for k in range(len(outputs))
            for sign in (1, -1)
        ]
        bounds = [sign * y for y in outputs for sign in (1, -1)]
        prop = pr.Property.never(domain, rows, bounds)
        assert not check(network, prop, engine=("vertices", "lp")[index % 2]), case.name
