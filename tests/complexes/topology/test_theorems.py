"""What holds of the topology of all networks: order complexes, duality, additivity, symmetries."""

import random
from fractions import Fraction

import pytest

import polyregions as pr
from polyregions import Layer, Network
from polyregions.complexes.topology import (
    ChainComplex,
    Coefficients,
    ComparedFaces,
    OutputSet,
    homology,
    oriented,
)
from tests.helpers.cases import each
from tests.helpers.cell_complexes import simplicial
from tests.refinement.random_networks import random_network

LEVEL_SETS = ("superlevel", "sublevel", "level")


def linear(rows, bias=None):
    return Layer(rows, bias, "identity")


# The order complex of all faces in a set: it has the set's homology, whatever the set.


def inner_points(lattice):
    """Yield for each face its dimension, generators, a point inside, and whether it is outer."""
    for faces in lattice.levels:
        ends = faces.generator_offsets
        for k in range(len(faces)):
            generators = faces.generators[ends[k] : ends[k + 1]].tolist()
            vertices = [lattice.vertices[g] for g in generators if g < lattice.vertex_count]
            rays = [
                lattice.rays[g - lattice.vertex_count]
                for g in generators
                if g >= lattice.vertex_count
            ]
            sums = [sum(x) for x in zip(*vertices, strict=True)]
            shift = [sum(x) for x in zip(*rays, strict=True)] or [0] * len(sums)
            point = [Fraction(s) / len(vertices) + r for s, r in zip(sums, shift, strict=True)]
            yield faces.dimension, frozenset(generators), point, bool(faces.are_on_boundary[k])


def holds(chosen, outputs):
    """Return whether a point with these outputs lies in a set, from the outputs alone."""
    if chosen.name == "decision_boundary":
        return sorted(outputs)[-1] == sorted(outputs)[-2]
    if chosen.name == "decision_region":
        others = [f for j, f in enumerate(outputs) if j != chosen.label]
        own = outputs[chosen.label]
        return own >= max(others) if chosen.closed else own > max(others)
    value, level = outputs[chosen.output], chosen.level
    if chosen.name == "level":
        return value == level
    if chosen.name == "sublevel":
        value, level = -value, -level
    return value >= level if chosen.closed else value > level


def order_complex(network, lattice, chosen):
    """Return the simplices of chains of faces in a set, as lists of numbers of faces."""
    faces = [
        (dimension, generators)
        for dimension, generators, point, outer in inner_points(lattice)
        if holds(chosen, network.exact(point)) and (chosen.closed or not outer)
    ]
    above = [
        [j for j, (e, other) in enumerate(faces) if d < e and generators < other]
        for d, generators in faces
    ]
    chains = [[k] for k in range(len(faces))]
    longest = []
    while chains:
        chain = chains.pop()
        longer = [[*chain, j] for j in above[chain[-1]]]
        chains += longer
        if not longer:
            longest.append(chain)
    return longest


def check_by_order_complex(cells, chosen, ring):
    network = cells.network
    lattice = ComparedFaces(cells).lattice(chosen.comparisons())
    simplices = order_complex(network, lattice, chosen)
    options = {"closed": chosen.closed, "coefficients": ring.value, "label": chosen.label}
    if chosen.level is not None:
        options |= {"level": chosen.level, "output": chosen.output}
    found = cells.topology(chosen.name, **options)
    assert found.is_empty == (not simplices)
    if simplices:
        sizes, incidences = simplicial(simplices)
        boundaries = oriented(incidences) if ring is Coefficients.INTEGERS else incidences
        expected = homology(ChainComplex(sizes, tuple(boundaries), ring))
        betti = (*expected.betti_numbers, *(0,) * network.inputs)
        assert not any(betti[network.inputs :])
        assert found.betti_numbers == betti[: network.inputs], str(chosen)


def sets_of(network, level, rng):
    """Return all kinds of sets of a network."""
    output = rng.randrange(network.outputs)
    found = [
        OutputSet.of(network, of, output, level, None, closed)
        for of in LEVEL_SETS
        for closed in (False, True)
    ]
    if network.outputs > 1:
        for closed in (False, True):
            found.append(OutputSet.of(network, "decision_region", 0, 0, output, closed))
            found.append(OutputSet.of(network, "decision_boundary", 0, 0, None, closed))
    return found


def folded(network, folds):
    """Return the network at (|x_1| - 1, ..., |x_n| - 1), or at that of that, and so on."""
    inputs = network.inputs
    sizes = Layer([[s * (i == j) for j in range(inputs)] for i in range(inputs) for s in (1, -1)])
    sums = [[int(k // 2 == i) for k in range(2 * inputs)] for i in range(inputs)]
    fold = Network([sizes, linear(sums, [-1] * inputs)])
    for _ in range(folds):
        network = network.compose(fold)
    return network


def random_complex(seed, inputs, most=80):
    """Return a complex of few regions: the first one of a sequence that the seed begins."""
    rng = random.Random(f"{seed} {inputs}")
    sides = {1: [[-3, 2]], 2: [[-3, 2], [-1, 3]], 3: [[-2, 1], [-2, 2], [0, 2]]}
    while True:
        folds = rng.choice([0, 1, 2]) if inputs < 3 else rng.choice([0, 0, 1])
        network = folded(random_network(rng.random(), inputs), folds)
        if inputs > 1 and rng.random() < 0.2:  # a function of one number: lines in all regions
            network = network.compose(
                Network([linear([[1] * inputs, *[[0] * inputs] * (inputs - 1)])])
            )
        domains = [pr.whole_space(inputs), pr.box(*zip(*sides[inputs], strict=True))]
        if inputs == 2:
            domains.append(pr.from_inequalities([[-1, 0], [1, -2]], [1, 2]))
        domain = rng.choice(domains)
        if 2 <= pr.count_regions(network, domain, definition="proper_activation") <= most:
            return pr.regions(network, domain), rng


def some_level(cells, rng):
    """Return a value at a vertex, or between, so that sets change there or not."""
    values = {cells.network.exact(vertex)[0] for vertex in cells.face_lattice.vertices}
    values = {value for value in values if value > -FAR} or values
    return rng.choice(sorted(values)) + rng.choice([0, 0, 0, Fraction(1, 7)])


def check_random_network(seed, inputs):
    cells, rng = random_complex(seed, inputs, most=80 if inputs < 3 else 40)
    for chosen in sets_of(cells.network, some_level(cells, rng), rng):
        check_by_order_complex(cells, chosen, rng.choice([*Coefficients]))


@each("inputs, seed", [(1 + (k > 1), k) for k in range(7)])
def test_sets_have_the_homology_of_all_their_faces(inputs, seed):
    check_random_network(seed, inputs)


@pytest.mark.slow
@each("inputs, seed", [(2 + k % 2, k) for k in range(100, 112)])
def test_more_sets_have_the_homology_of_all_their_faces(inputs, seed):
    check_random_network(seed, inputs)


def check_random_classes(seed):
    """Check the regions and the boundary of some outputs of which several often tie."""
    rng = random.Random(f"classes {seed}")
    inputs, outputs = rng.choice([1, 2, 2]), rng.choice([3, 3, 4])
    hidden = Layer(*_integers(rng, rng.choice([2, 3]), inputs))
    network = Network([hidden, linear(*_integers(rng, outputs, hidden.units))])
    domain = rng.choice([pr.whole_space(inputs), [[-1, 1]] * inputs, [[0, 2]] * inputs])
    cells = pr.regions(network, domain)
    ring = rng.choice([*Coefficients])
    for closed in (False, True):
        region = OutputSet.of(network, "decision_region", 0, 0, rng.randrange(outputs), closed)
        boundary = OutputSet.of(network, "decision_boundary", 0, 0, None, closed)
        check_by_order_complex(cells, region, ring)
        check_by_order_complex(cells, boundary, ring)


def _integers(rng, rows, columns):
    weights = [[rng.randint(-1, 1) for _ in range(columns)] for _ in range(rows)]
    return weights, [rng.choice([0, 0, 1, -1]) for _ in range(rows)]


@each("seed", range(5))
def test_classes_have_the_homology_of_all_their_faces(seed):
    check_random_classes(seed)


# Duality, additivity, symmetries


FAR = 10_000


def bump(seed, inputs):
    """Return the regions of a function that is negative far from the origin, and a level of it."""
    rng = random.Random(f"bump {seed} {inputs}")

    def row(length):
        return [rng.randint(-3, 3) for _ in range(length)]

    first, second = (5, 4) if inputs < 3 else (3, 2)
    far = [[s * (i == j) for j in range(inputs)] for i in range(inputs) for s in (1, -1)]
    layers = [
        Layer([*(row(inputs) for _ in range(first)), *far], [*row(first), *[-2] * len(far)]),
        Layer(
            [*(row(first) + [0] * len(far) for _ in range(second)), [0] * first + [1] * len(far)],
            [*row(second), 0],
        ),
        linear([[*row(second), -FAR]]),
    ]
    cells = pr.regions(folded(Network(layers), 1))
    return cells, some_level(cells, rng)


BUMPS = [(0, 1), (2, 1), (0, 2), (1, 2), (3, 2), (0, 3), (3, 3)]


@each("seed, inputs", BUMPS)
def test_alexander_duality(seed, inputs):
    """b_k of the complement of a compact set is b_(n-1-k) of the set, and one more for k = 0."""
    cells, level = bump(seed, inputs)
    for coefficients in Coefficients:
        for closed in (False, True):
            options = {"level": level, "coefficients": coefficients.value}
            inside = cells.topology("superlevel", closed=closed, **options)
            outside = cells.topology("sublevel", closed=not closed, **options)
            first, *others = inside.betti_numbers[::-1]
            assert outside.betti_numbers == (first + 1, *others)


@each("seed, inputs", BUMPS)
def test_euler_characteristics_of_closed_sets_add_up(seed, inputs):
    cells, level = bump(seed, inputs)
    whole = pr.regions(cells.network, [[-1, 2]] * inputs)
    for regions in (cells, whole):
        above, below, at = (
            regions.topology(of, level=level, closed=True).euler_characteristic for of in LEVEL_SETS
        )
        assert above + below - at == 1


def numbers_of(cells, level):
    """Return the Betti numbers of all sets of a level."""
    return [
        cells.topology(of, level=level, closed=closed).betti_numbers
        for of in LEVEL_SETS
        for closed in (False, True)
    ]


@each("seed, inputs", [(2, 1), (0, 2), (3, 3)])
def test_symmetries(seed, inputs):
    cells, level = bump(seed, inputs)
    network, expected = cells.network, numbers_of(cells, level)

    def after(factor, shift):
        return pr.regions(Network([linear([[factor]], [shift])]).compose(network))

    assert numbers_of(after(Fraction(7, 3), -2), level * Fraction(7, 3) - 2) == expected
    negated = numbers_of(after(-1, 0), -level)
    assert [*negated[2:4], *negated[:2], *negated[4:]] == expected
    shear = [[int(i == j) + 2 * (j > i) for j in range(inputs)] for i in range(inputs)]
    moved = network.compose(Network([linear(shear, [Fraction(1, 3)] * inputs)]))
    assert numbers_of(pr.regions(moved), level) == expected
    # More inputs on which nothing depends leave the homology as it is.
    flat = [[int(i == j) for j in range(inputs + 1)] for i in range(inputs)]
    longer = numbers_of(pr.regions(network.compose(Network([linear(flat)]))), level)
    assert longer == [(*betti, 0) for betti in expected]


@each("seed", range(4))
def test_classes_in_another_order(seed):
    """Regions follow their outputs, and the boundary stays, if outputs change places or grow."""
    rng = random.Random(seed)
    rows = [[rng.randint(-2, 2) for _ in range(4)] for _ in range(3)]
    hidden = Layer([[rng.randint(-2, 2) for _ in range(2)] for _ in range(4)], [1, 0, -1, 0])
    order = rng.sample(range(3), 3)
    cells = pr.regions(Network([hidden, linear(rows, [0, 1, 0])]), [[-2, 2]] * 2)
    swapped = pr.regions(
        Network([hidden, linear([rows[c] for c in order], [int(c == 1) for c in order])]),
        [[-2, 2]] * 2,
    )
    for closed in (False, True):
        for place, label in enumerate(order):
            one = cells.topology("decision_region", label=label, closed=closed)
            other = swapped.topology("decision_region", label=place, closed=closed)
            assert one.betti_numbers == other.betti_numbers
        boundary = cells.topology("decision_boundary", closed=closed).betti_numbers
        assert boundary == swapped.topology("decision_boundary", closed=closed).betti_numbers
