"""Verdicts on properties against brute force: exact programs over the regions of the network."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import polyregions as pr
from polyregions.polytopes import from_inequalities, whole_space
from polyregions.polytopes.linear_programs import Optimal, maximise
from polyregions.questions import Constraint


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


def test_random_properties_of_small_networks():
    kinds = {True: 0, False: 0}
    for seed in range(220):
        random = Random(seed)
        network = small_network(random)
        n, m = network.inputs, network.outputs
        cases = [
            [*box_constraints(random, n), *random_constraints(random, n, m, random.randint(0, 3))]
            for _ in range(random.randint(1, 2))
        ]
        prop = pr.Property(n, m, cases)
        expected = holds_by_brute_force(network, prop)
        engine = "lp" if seed % 4 == 0 else "auto"
        assert check(network, prop, engine=engine) == expected, seed
        kinds[expected] += 1
    assert min(kinds.values()) > 40
